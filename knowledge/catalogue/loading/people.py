"""Customers, what they pay with and agreed to, and what shoppers did."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import children, known_values, replace_children, upsert
from knowledge.catalogue.models import Consent, Customer, PaymentMethod, ShopperEvent
from knowledge.catalogue.records import CustomerRecord, EventRecord

# The fields that a record and its table share.
_CUSTOMER = ("customer_id", "name", "email", "phone", "language", "loyalty_member")
_METHOD = ("method_id", "kind", "brand", "last_four", "balance")
_EVENT = (
    *("event_id", "name", "at", "customer_id", "conversation_id"),
    *("product_id", "list_name", "position", "quantity", "value"),
)


def write_customers(batch: Batch, records: Sequence[CustomerRecord]) -> None:
    """Write customers, and what they agreed to where they have not said a word on it themselves."""
    session, counts = batch.session, batch.count("customer")
    ids_given = [record.customer_id for record in records]
    addresses = known_values(session, Customer.__table__, "customer_id", "address", ids_given)
    rows = []
    for record in records:
        address = addresses.get(record.customer_id) if record.address is None else dict(record.address)
        own = {name: getattr(record, name) for name in _CUSTOMER}
        place = {"address": address, "postcode": (address or {}).get("postcode")}
        rows.append({**own, **place, "traits": dict(record.traits), "source": batch.source})
    customers = upsert(session, Customer.__table__, "customer_id", rows, counts)
    ids = customers.ids
    methods = {
        ids[record.customer_id]: [
            {"customer_id": ids[record.customer_id], **{name: getattr(method, name) for name in _METHOD}}
            for method in record.payment_methods
        ]
        for record in records
        if record.payment_methods is not None
    }
    touched = replace_children(
        session, PaymentMethod.__table__, "customer_id", methods, customers.new, ("customer_id", "method_id")
    )
    counts.revise(len(touched & customers.unchanged))
    decided = children(session, Consent.__table__, "customer_id", list(ids.values()))
    agreed = [
        {"customer_id": customer_id, "purpose": purpose, "granted": True, "decided_at": batch.now}
        for record in records
        for customer_id in [ids[record.customer_id]]
        for purpose in record.consents
        if purpose not in {each["purpose"] for each in decided.get(customer_id, ())}
    ]
    if agreed:
        session.execute(insert(Consent.__table__), agreed)


def write_events(batch: Batch, records: Sequence[EventRecord]) -> None:
    """Write shopper events; one that is there already, or twice in the batch, is written once."""
    rows = {record.event_id: {name: getattr(record, name) for name in _EVENT} for record in records}
    counts = batch.count("event")
    upsert(batch.session, ShopperEvent.__table__, "event_id", list(rows.values()), counts)
    counts.unchanged += len(records) - len(rows)
