"""Customers, their orders, and what shoppers did."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import Row, children, chunks, ids_by_key, replace_children, upsert
from knowledge.catalogue.models import Consent, Customer, Order, OrderLine, Product, ShopperEvent
from knowledge.catalogue.records import CustomerRecord, EventRecord, OrderRecord

# The fields that a record and its table share.
_CUSTOMER = ("customer_id", "name", "email", "phone", "language", "loyalty_member")
_ORDER = (
    *("number", "status", "placed_at", "expected_at", "delivered_at"),
    *("total", "discount", "currency", "carrier", "tracking_number"),
)
_EVENT = (
    *("event_id", "name", "at", "customer_id", "conversation_id"),
    *("product_id", "list_name", "position", "quantity", "value"),
)


def write_customers(batch: Batch, records: Sequence[CustomerRecord]) -> None:
    """Write customers, and what they agreed to where they have not said a word on it themselves."""
    rows = [
        {**{name: getattr(record, name) for name in _CUSTOMER}, "traits": dict(record.traits), "source": batch.source}
        for record in records
    ]
    ids = upsert(batch.session, Customer.__table__, "customer_id", rows, batch.count("customer")).ids
    decided = children(batch.session, Consent.__table__, "customer_id", list(ids.values()))
    agreed = [
        {"customer_id": customer_id, "purpose": purpose, "granted": True, "decided_at": batch.now}
        for record in records
        for customer_id in [ids[record.customer_id]]
        for purpose in record.consents
        if purpose not in {each["purpose"] for each in decided.get(customer_id, ())}
    ]
    if agreed:
        batch.session.execute(insert(Consent.__table__), agreed)


def write_orders(batch: Batch, records: Sequence[OrderRecord]) -> None:
    """Write orders with their lines; an order of an unknown customer is a reject."""
    session, counts = batch.session, batch.count("order")
    customers = ids_by_key(session, Customer.__table__, "customer_id", {record.customer_id for record in records})
    names = _names(batch, records)
    rows: list[Row] = []
    lines: dict[str, list[Row]] = {}
    for record in records:
        if record.customer_id not in customers:
            batch.refuse(record, "customer_id", f"there is no customer {record.customer_id!r}")
            continue
        nameless = next((line for line in record.lines if not line.name and line.product_id not in names), None)
        if nameless is not None:
            batch.refuse(record, "lines.name", f"is missing, and there is no product {nameless.product_id!r}")
            continue
        own = {name: getattr(record, name) for name in _ORDER}
        rows.append({**own, "customer_id": customers[record.customer_id], "source": batch.source})
        lines[record.number] = [
            {
                "position": position,
                "product_id": line.product_id,
                "sku": line.sku or line.product_id,
                "name": line.name or names[line.product_id],
                "quantity": line.quantity,
                "paid": line.paid,
            }
            for position, line in enumerate(record.lines, start=1)
        ]
    if not rows:
        return
    orders = upsert(session, Order.__table__, "number", rows, counts)
    wanted = {
        orders.ids[number]: [{**row, "order_id": orders.ids[number]} for row in each] for number, each in lines.items()
    }
    touched = replace_children(session, OrderLine.__table__, "order_id", wanted, orders.new)
    counts.revise(len(touched & orders.unchanged))


def write_events(batch: Batch, records: Sequence[EventRecord]) -> None:
    """Write shopper events; one that is there already, or twice in the batch, is written once."""
    rows = {record.event_id: {name: getattr(record, name) for name in _EVENT} for record in records}
    counts = batch.count("event")
    upsert(batch.session, ShopperEvent.__table__, "event_id", list(rows.values()), counts)
    counts.unchanged += len(records) - len(rows)


def _names(batch: Batch, records: Sequence[OrderRecord]) -> dict[str, str]:
    wanted = {line.product_id for record in records for line in record.lines if not line.name}
    names: dict[str, str] = {}
    table = Product.__table__
    for chunk in chunks(wanted):
        query = select(table.c.product_id, table.c.name).where(table.c.product_id.in_(chunk))
        names.update((product_id, name) for product_id, name in batch.session.execute(query))
    return names
