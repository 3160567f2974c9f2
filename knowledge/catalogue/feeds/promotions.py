"""Promotions as staff write them, in YAML; the fields are in docs/feeds.md.

Whatever contradicts itself is a reject that says why: a customer must never be promised more than the shop gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.fields import BadField, Cells, parse_moment
from knowledge.catalogue.keys import category_key, slug
from knowledge.catalogue.records import CouponRecord, Origin, PromotionRecord, Record, TargetRecord
from knowledge.catalogue.terms import NAMES, TERMS_OF, Terms
from knowledge.errors import FeedError

_PERCENT = frozenset({"percent_off", "buy_get", "order_percent_off"})
_OWN = (
    "id",
    "title",
    "title_zh",
    "kind",
    "value",
    "starts",
    "ends",
    "on",
    "members_only",
    "coupon",
    "once_per_customer",
)
_FIELDS = frozenset({*_OWN, "minimum_quantity", "minimum_purchase", *NAMES})
_COUNTED = frozenset({"most_per_customer", "most_in_all"})
_ON = {"products": "product", "categories": "category", "brands": "brand"}


class Promotions(Feed):
    """The promotions at ``path``; ``zone`` and ``currency`` are those of dates and amounts that name none."""

    source = "promotions"

    def __init__(self, path: Path, zone: tzinfo = timezone.utc, currency: str = "USD") -> None:
        self.path = path
        self._zone = zone
        self._currency = currency

    def records(self) -> Iterator[Record | Reject]:
        seen: dict[str, int] = {}
        for node in self._nodes():
            line = node.start_mark.line + 1
            values = _plain(node)
            origin = Origin(self.path.name, line, values if isinstance(values, Mapping) else {"": values})
            if not isinstance(node, yaml.MappingNode) or not isinstance(values, Mapping):
                yield Reject.at(origin, "promotions", "holds something that is no promotion: give it fields such as id")
                continue
            lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
            try:
                record = self._promotion(values, origin)
                if record.promotion_id in seen:
                    raise BadField("id", f"{record.promotion_id!r} stands on line {seen[record.promotion_id]} already")
            except BadField as bad:
                at = lines.get(bad.field.partition(".")[0], line)
                yield Reject(self.path.name, at, bad.field, bad.reason, values)
                continue
            seen[record.promotion_id] = line
            yield record

    def _nodes(self) -> list[yaml.Node]:
        try:
            tree = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError) as error:
            raise FeedError(f"{self.path} cannot be read: {error}") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FeedError(f"{self.path}:{line}: not valid YAML: {error.problem}") from error
        except yaml.YAMLError as error:
            raise FeedError(f"{self.path}: not valid YAML: {error}") from error
        if isinstance(tree, yaml.MappingNode):
            for key, value in tree.value:
                if key.value == "promotions" and isinstance(value, yaml.SequenceNode):
                    return list(value.value)
        raise FeedError(f"{self.path}: write the promotions as a list under `promotions:`")

    def _promotion(self, values: Mapping[str, Any], origin: Origin) -> PromotionRecord:
        for name in values:
            if name not in _FIELDS:
                raise BadField(str(name)[:50], f"is no field of a promotion; there are {', '.join(sorted(_FIELDS))}")
        cells = Cells(values, self._zone, self._currency)
        kind = cells.required("kind")
        if kind not in TERMS_OF:
            raise BadField("kind", f"{kind[:50]!r} is none; there are {', '.join(TERMS_OF)}")
        value, currency = _value(cells, kind, self._currency)
        starts, ends = cells.moment("starts"), self._end(cells)
        if starts is None:
            raise BadField("starts", "is missing")
        if ends is not None and ends <= starts:
            raise BadField("ends", "lies before it starts")
        minimum = cells.money("minimum_purchase")
        if minimum is not None and minimum[1] != currency:
            raise BadField("minimum_purchase", f"is in {minimum[1]}, and the promotion in {currency}")
        quantity = cells.whole("minimum_quantity")
        if quantity is not None and quantity < 1:
            raise BadField("minimum_quantity", "is less than 1")
        code, members = cells.text("coupon"), cells.flag("members_only")
        if code is not None and members:
            raise BadField("members_only", "together with a coupon says two things: give one of them")
        once = cells.flag("once_per_customer") is not False
        labels = {"zh": title} if (title := cells.text("title_zh")) else {}
        return PromotionRecord(
            origin=origin,
            promotion_id=cells.required("id"),
            title=cells.required("title"),
            labels=labels,
            kind=kind,
            value=value,
            currency=currency,
            redemption="coupon" if code else "loyalty" if members else "automatic",
            coupons=(CouponRecord(code=code, once_per_customer=once),) if code else (),
            starts_at=starts,
            ends_at=ends,
            minimum_quantity=1 if quantity is None else quantity,
            minimum_purchase=None if minimum is None else minimum[0],
            conditions=_conditions(values, kind, value, redeemed=code is not None),
            targets=tuple(_targets(values.get("on"))),
        )

    def _end(self, cells: Cells) -> datetime | None:
        """A day is in it to its last moment."""
        text = cells.text("ends")
        return None if text is None else parse_moment("ends", text, self._zone)[1]


def _value(cells: Cells, kind: str, currency: str) -> tuple[Decimal | None, str]:
    if kind == "free_shipping":
        if cells.text("value") is not None:
            raise BadField("value", "says nothing for free_shipping: leave it out")
        return None, currency
    if kind in _PERCENT:
        text = cells.required("value").removesuffix("%").strip()
        try:
            percent = Decimal(text)
        except ArithmeticError:
            percent = Decimal(0)
        if not 0 < percent <= 100:
            raise BadField("value", f"{text[:20]!r} is not a percentage above 0, of 100 at most")
        return percent, currency
    amount = cells.money("value")
    if amount is None:
        raise BadField("value", "is missing")
    if kind != "fixed_price" and not amount[0]:
        raise BadField("value", "is nothing")
    return amount


def _conditions(values: Mapping[str, Any], kind: str, value: Decimal | None, *, redeemed: bool) -> dict[str, Any]:
    given = {name: values[name] for name in NAMES if values.get(name) is not None}
    for name in given:
        if name not in TERMS_OF[kind]:
            raise BadField(name, f"says nothing for {kind}: leave it out")
        if name in _COUNTED and not redeemed:
            raise BadField(name, "needs a coupon: only what is redeemed by its code is counted")
    if "get_on" in given:
        got: dict[str, list[str]] = {}
        for target in _targets(given["get_on"], "get_on"):
            got.setdefault(target.kind, []).append(target.key)
        given["get_on"] = got
    try:
        terms = Terms.read(kind, given)
    except ValueError as error:
        field, _, reason = str(error).partition(": ")
        raise BadField(field, reason) from error
    for tier in terms.tiers:
        if kind == "order_amount_off" and tier.value > tier.minimum_purchase:
            raise BadField("tiers", f"one takes {tier.value} off a purchase of {tier.minimum_purchase}")
        if kind == "order_percent_off" and tier.value > 100:
            raise BadField("tiers", f"one takes {tier.value} percent off")
    if terms.tiers and terms.tiers[0].value != value:
        raise BadField(
            "value", f"is {value}, and the first of the tiers gives {terms.tiers[0].value}: make them the same"
        )
    return given


def _targets(on: Any, field: str = "on") -> Iterator[TargetRecord]:
    if on == "everything" and field == "on":
        yield TargetRecord(kind="all")
        return
    if not isinstance(on, Mapping) or not on or not all(isinstance(each, list) and each for each in on.values()):
        everything = "`everything`, nor " if field == "on" else ""
        raise BadField(field, f"is not {everything}lists of {', '.join(_ON)}")
    for name, given in on.items():
        if name not in _ON:
            raise BadField(field, f"{str(name)[:50]!r} is none of {', '.join(_ON)}")
        for each in map(str, given):
            if name == "products":
                yield TargetRecord(kind="product", key=each)
                continue
            key = slug(each) if name == "brands" else category_key(part.strip() for part in each.split(">"))
            if not key.strip("/"):
                raise BadField(field, f"{each[:50]!r} holds no letter or digit")
            yield TargetRecord(kind=_ON[name], key=key)


def _plain(node: yaml.Node) -> Any:
    """The node as lists, mappings and text; whole numbers and truth values as such, other numbers as written."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if node.tag.endswith(":int") and node.value.isdigit():
        return int(node.value)
    if node.tag.endswith(":bool"):
        return node.value.casefold() in {"yes", "true", "on"}
    return None if node.tag.endswith(":null") else node.value
