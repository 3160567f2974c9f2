"""Orders with their lines and payments."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import Row, chunks, ids_by_key, known_values, replace_children, upsert
from knowledge.catalogue.models import Customer, Order, OrderEvent, OrderLine, OrderPayment, Product
from knowledge.catalogue.records import OrderRecord

# The fields that a record and its table share.
_ORDER = (
    *("number", "status", "placed_at", "expected_at", "delivered_at"),
    *("total", "discount", "currency", "carrier", "tracking_number"),
)


def write_orders(batch: Batch, records: Sequence[OrderRecord]) -> None:
    """Write orders; one of an unknown customer is a reject, one with a history of its own is left as it is."""
    session, counts = batch.session, batch.count("order")
    customers = ids_by_key(session, Customer.__table__, "customer_id", {record.customer_id for record in records})
    numbers = [record.number for record in records]
    changed = _with_history(batch, numbers)
    addresses = known_values(session, Order.__table__, "number", "address", numbers)
    names = _names(batch, records)
    rows: list[Row] = []
    lines: dict[str, list[Row]] = {}
    payments: dict[str, list[Row]] = {}
    for record in records:
        if record.number in changed:
            counts.unchanged += 1
            continue
        if record.customer_id not in customers:
            batch.refuse(record, "customer_id", f"there is no customer {record.customer_id!r}")
            continue
        nameless = next((line for line in record.lines if not line.name and line.product_id not in names), None)
        if nameless is not None:
            batch.refuse(record, "lines.name", f"is missing, and there is no product {nameless.product_id!r}")
            continue
        address = addresses.get(record.number) if record.address is None else dict(record.address)
        own = {**{name: getattr(record, name) for name in _ORDER}, "address": address}
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
        if record.payments is not None:
            payments[record.number] = [
                {
                    "position": position,
                    "kind": each.kind,
                    "method_id": each.method_id,
                    "amount": each.amount,
                    "settled": True,
                }
                for position, each in enumerate(record.payments, start=1)
            ]
    if not rows:
        return
    orders = upsert(session, Order.__table__, "number", rows, counts)
    touched: set[int] = set()
    for table, parts in ((OrderLine.__table__, lines), (OrderPayment.__table__, payments)):
        wanted = {
            orders.ids[number]: [{**row, "order_id": orders.ids[number]} for row in each]
            for number, each in parts.items()
        }
        touched |= replace_children(session, table, "order_id", wanted, orders.new)
    counts.revise(len(touched & orders.unchanged))


def _with_history(batch: Batch, numbers: Sequence[str]) -> set[str]:
    """Those of these orders that something was done to since they came."""
    order, found = Order.__table__, set()
    for chunk in chunks(numbers):
        query = select(order.c.number).join(OrderEvent, OrderEvent.order_id == order.c.id)
        found.update(batch.session.execute(query.where(order.c.number.in_(chunk))).scalars())
    return found


def _names(batch: Batch, records: Sequence[OrderRecord]) -> dict[str, str]:
    wanted = {line.product_id for record in records for line in record.lines if not line.name}
    names: dict[str, str] = {}
    table = Product.__table__
    for chunk in chunks(wanted):
        query = select(table.c.product_id, table.c.name).where(table.c.product_id.in_(chunk))
        names.update((product_id, name) for product_id, name in batch.session.execute(query))
    return names
