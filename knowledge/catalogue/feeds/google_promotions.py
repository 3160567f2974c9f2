"""Google Merchant promotions feed, as text (TSV, CSV) or XML.

Source: Google Merchant Center, promotions data specification (support.google.com/merchants/answer/2906014). A promotion
that this shop could not apply exactly is a reject: a customer must never be promised more than the shop gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timezone, tzinfo
from decimal import Decimal
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.fields import BadField, Cells, unless_bad
from knowledge.catalogue.feeds.google import Item, read_items
from knowledge.catalogue.feeds.spool import Spool
from knowledge.catalogue.keys import category_key, slug
from knowledge.catalogue.records import CouponRecord, PromotionRecord, Record, TargetRecord

_REQUIRED = ("promotion_id", "product_applicability", "offer_type", "long_title", "promotion_effective_dates")
_FILTERS = ("item_id", "item_group_id", "brand", "product_type")
_NARROWING = (
    *(f"{name}_exclusion" for name in _FILTERS),
    *("redemption_restriction", "limit_quantity", "limit_value", "get_this_quantity_discounted", "max_discount_amount"),
    *("free_gift_value", "free_gift_description", "free_gift_item_id"),
)
_KINDS = {
    "percent_off": "percent_off",
    "buy_m_get_percent_off": "percent_off",
    "money_off": "amount_off",
    "free_shipping_standard": "free_shipping",
    "free_shipping_overnight": "free_shipping",
    "free_shipping_two_day": "free_shipping",
}
_KNOWN = {
    *_REQUIRED,
    *_FILTERS,
    *_NARROWING,
    *("redemption_channel", "coupon_value_type", "percent_off", "money_off_amount", "generic_redemption_code"),
    *("minimum_purchase_amount", "minimum_purchase_quantity", "free_shipping"),
}


class GooglePromotions(Feed):
    """The promotions feed at ``path``; ``zone`` is that of dates without one (Google: UTC)."""

    source = "google-promotions"

    def __init__(self, path: Path, zone: tzinfo = timezone.utc) -> None:
        self.path = path
        self._zone = zone

    def records(self) -> Iterator[Record | Reject]:
        with Spool[PromotionRecord]() as spool:
            for item in read_items(self.path, _KNOWN, _REQUIRED):
                if isinstance(item, Reject):
                    yield item
                    continue
                problems: list[Reject] = []
                record = unless_bad(item.origin, problems, self._promotion, item)
                yield from problems
                if record is None:
                    continue
                key, line = record.promotion_id, item.origin.line
                before = spool.add(key, record, line, key=key)
                if before is not None:
                    reason = f"{key!r} is given again on line {line}, which is used"
                    yield Reject(self.path.name, before, "promotion_id", reason)
            for records in spool.groups():
                yield from records

    def _promotion(self, item: Item) -> PromotionRecord:
        cells = Cells(item.first, self._zone)
        promotion_id, title = cells.required("promotion_id"), cells.required("long_title")
        if "online" not in [each.casefold() for each in item.listed("redemption_channel")] and (
            "redemption_channel" in item.values
        ):
            raise BadField("redemption_channel", "is not online")
        for name in _NARROWING:
            if item.listed(name):
                raise BadField(name, "narrows the promotion in a way that cannot be applied here")
        period = cells.period("promotion_effective_dates")
        if period is None:
            raise BadField("promotion_effective_dates", "is missing")
        kind = _kind(cells)
        value, currency = _value(cells, kind)
        minimum = cells.money("minimum_purchase_amount")
        quantity = cells.whole("minimum_purchase_quantity")
        if kind == "amount_off" and (minimum is not None or (quantity or 1) > 1):
            raise BadField("money_off_amount", "off a whole purchase, not each product, cannot be applied here")
        code = _code(cells)
        return PromotionRecord(
            origin=item.origin,
            promotion_id=promotion_id,
            title=title,
            kind=kind,
            value=value,
            currency=currency or (minimum[1] if minimum else None),
            redemption="coupon" if code else "automatic",
            coupons=(CouponRecord(code=code, once_per_customer=False),) if code else (),
            starts_at=period[0],
            ends_at=period[1],
            minimum_quantity=1 if quantity is None else quantity,
            minimum_purchase=None if minimum is None else minimum[0],
            targets=tuple(_targets(item, cells)),
        )


def _kind(cells: Cells) -> str:
    named = (cells.text("coupon_value_type") or "no_structured_data").casefold().replace(" ", "_")
    if named in _KINDS:
        return _KINDS[named]
    if named != "no_structured_data":
        raise BadField("coupon_value_type", f"{named[:50]!r} cannot be applied here")
    given = [kind for name, kind in _EVIDENCE if cells.text(name) is not None]
    if len(given) != 1:
        raise BadField("coupon_value_type", "is missing, and percent_off or money_off_amount does not tell it")
    return given[0]


_EVIDENCE = (("percent_off", "percent_off"), ("money_off_amount", "amount_off"), ("free_shipping", "free_shipping"))


def _value(cells: Cells, kind: str) -> tuple[Decimal | None, str | None]:
    if kind == "free_shipping":
        return None, None
    if kind == "percent_off":
        text = cells.required("percent_off").removesuffix("%").strip()
        percent = Cells({"percent_off": text}).whole("percent_off")
        if percent is None or not 0 < percent <= 100:
            raise BadField("percent_off", f"{text[:20]!r} is not from 1 to 100")
        return Decimal(percent), None
    amount = cells.money("money_off_amount")
    if amount is None:
        raise BadField("money_off_amount", "is missing")
    return amount


def _code(cells: Cells) -> str | None:
    offer, code = cells.required("offer_type").casefold().replace(" ", "_"), cells.text("generic_redemption_code")
    if offer == "no_code":
        return None
    if offer != "generic_code":
        raise BadField("offer_type", f"{offer[:50]!r} is neither no_code nor generic_code")
    if code is None:
        raise BadField("generic_redemption_code", "is missing, and offer_type is generic_code")
    if len(code) > 100:
        raise BadField("generic_redemption_code", "is longer than 100 characters")
    return code


def _targets(item: Item, cells: Cells) -> Iterator[TargetRecord]:
    applicability = cells.required("product_applicability").casefold().replace(" ", "_")
    if applicability == "all_products":
        yield TargetRecord(kind="all")
        return
    if applicability != "specific_products":
        raise BadField("product_applicability", f"{applicability[:50]!r} is neither all_products nor specific_products")
    given = [name for name in _FILTERS if item.listed(name)]
    if not given:
        raise BadField(
            "product_applicability", "is specific_products, and no item_id, brand or product_type says which"
        )
    if len(given) > 1:
        raise BadField(given[1], f"together with {given[0]} means products that are both, which cannot be applied here")
    for text in item.listed(given[0]):
        if given[0] in {"item_id", "item_group_id"}:
            yield TargetRecord(kind="product", key=text)
            continue
        key = slug(text) if given[0] == "brand" else category_key(part.strip() for part in text.split(">"))
        if not key.strip("/"):
            raise BadField(given[0], f"{text[:50]!r} holds no letter or digit")
        yield TargetRecord(kind="brand" if given[0] == "brand" else "category", key=key)
