"""Whom the shop knows."""

from __future__ import annotations

from sqlalchemy import select

from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore


def is_customer(store: CatalogueStore, customer_id: str) -> bool:
    """Whether the shop has a customer with this id."""
    with store.session() as session:
        return session.execute(select(Customer.id).where(Customer.customer_id == customer_id)).first() is not None
