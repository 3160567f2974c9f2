"""The shop's orders, as CSV (one row an order line) or JSON Lines (one object an order); columns in docs/feeds.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.desk import ADDRESS, read_address, read_payments
from knowledge.catalogue.feeds.fields import BadField, Cells, unless_bad
from knowledge.catalogue.feeds.spool import Spool
from knowledge.catalogue.feeds.tables import Row, read_rows, unread
from knowledge.catalogue.loading.checks import complaint
from knowledge.catalogue.records import OrderLineRecord, OrderRecord, Origin, Record

_OWN = (
    *("number", "customer_id", "status", "placed_at", "expected_at", "delivered_at"),
    *("total", "discount", "currency", "carrier", "tracking_number", "address", "payments"),
)
_LINE = ("product_id", "sku", "product_name", "quantity", "paid")
_COLUMNS = (*_OWN, *_LINE, "lines")


@dataclass(frozen=True)
class _Part:
    """One row of a table, or a whole order of JSON Lines."""

    origin: Origin
    own: Mapping[str, Any]
    lines: tuple[OrderLineRecord, ...]


class Orders(Feed):
    """The orders at ``path``; ``zone`` and ``currency`` are those of dates and amounts that name none."""

    source = "orders"

    def __init__(self, path: Path, zone: tzinfo = timezone.utc, currency: str = "USD") -> None:
        self.path = path
        self._zone = zone
        self._currency = currency

    def records(self) -> Iterator[Record | Reject]:
        columns: dict[str, None] = {}
        with Spool[_Part]() as spool:
            for row in read_rows(self.path, ("number",)):
                if isinstance(row, Reject):
                    yield row
                    continue
                columns.update(dict.fromkeys(column for column, _ in row.pairs))
                problems: list[Reject] = []
                kept = unless_bad(row.origin, problems, self._keep, spool, row, problems)
                yield from problems
                if kept is not None:
                    number, before = kept
                    reason = f"{number!r} is given again on line {row.origin.line}, which is used"
                    yield Reject(self.path.name, before, "number", reason)
            for parts in spool.groups():
                problems = []
                order = unless_bad(parts[0].origin, problems, self._order, parts)
                yield from problems
                if order is not None:
                    yield order
        yield from unread(
            self.path.name, [name for name in columns if name not in _COLUMNS and not name.startswith(ADDRESS)]
        )

    def _keep(self, spool: Spool[_Part], row: Row, problems: list[Reject]) -> tuple[str, int] | None:
        """Put the row with its order; the order and the line it takes the place of, where it does."""
        number = Cells(row.values).required("number")
        own = {
            name: value
            for name, value in row.values.items()
            if (name in _OWN or name.startswith(ADDRESS)) and value not in (None, "")
        }
        origin = replace(row.origin, row=own)
        nested = row.values.get("lines")
        if nested is None:
            spool.add(number, _Part(origin, own, (self._line(row.values, own),)), row.origin.line)
            return None
        if not isinstance(nested, list):
            raise BadField("lines", "is not a list")
        lines = [unless_bad(row.origin, problems, self._nested, at, each, own) for at, each in enumerate(nested)]
        part = _Part(origin, own, tuple(line for line in lines if line is not None))
        before = spool.add(number, part, row.origin.line, key=number)
        return None if before is None else (number, before)

    def _nested(self, at: int, values: Any, own: Mapping[str, Any]) -> OrderLineRecord:
        try:
            if not isinstance(values, dict):
                raise BadField("product_id", "is missing")
            return self._line(values, own)
        except BadField as bad:
            raise BadField(f"lines[{at}].{bad.field}", bad.reason) from None

    def _line(self, values: Mapping[str, Any], own: Mapping[str, Any]) -> OrderLineRecord:
        currency = Cells(own).currency("currency") or self._currency
        cells = Cells(values, currency=currency)
        product_id, quantity, paid = cells.required("product_id"), cells.whole("quantity"), cells.money("paid")
        if paid is None:
            raise BadField("paid", "is missing")
        if paid[1] != currency:
            raise BadField("paid", f"is in {paid[1]}, and the order is in {currency}")
        line = OrderLineRecord(
            product_id=product_id,
            sku=cells.text("sku"),
            name=cells.text("product_name"),
            quantity=1 if quantity is None else quantity,
            paid=paid[0],
        )
        wrong = complaint(line)
        if wrong is not None:
            raise BadField("product_name" if wrong[0] == "name" else wrong[0], wrong[1])
        return line

    def _order(self, parts: list[_Part]) -> OrderRecord:
        own: dict[str, Any] = {}
        for part in parts:
            for name, value in part.own.items():
                own.setdefault(name, value)
        currency = Cells(own).currency("currency") or self._currency
        cells = Cells(own, self._zone, currency)
        lines = tuple(line for part in parts for line in part.lines)
        placed = cells.moment("placed_at")
        if placed is None:
            raise BadField("placed_at", "is missing")
        total, discount = cells.money("total"), cells.money("discount")
        for name, amount in (("total", total), ("discount", discount)):
            if amount is not None and amount[1] != currency:
                raise BadField(name, f"is in {amount[1]}, and the order is in {currency}")
        return OrderRecord(
            origin=replace(parts[0].origin, row=own),
            number=cells.required("number"),
            customer_id=cells.required("customer_id"),
            status=cells.required("status").casefold(),
            placed_at=placed,
            expected_at=cells.moment("expected_at"),
            delivered_at=cells.moment("delivered_at"),
            total=sum((line.paid for line in lines), Decimal(0)) if total is None else total[0],
            discount=Decimal(0) if discount is None else discount[0],
            currency=currency,
            carrier=cells.text("carrier"),
            tracking_number=cells.text("tracking_number"),
            address=read_address(own),
            payments=read_payments(own, currency),
            lines=lines,
        )
