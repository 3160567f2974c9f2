"""What an evaluation knows beside purchases: what the shop was told of its customers, and its own brands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from knowledge.catalogue.models import Brand, Customer
from knowledge.catalogue.store import CatalogueStore


@dataclass(frozen=True)
class People:
    """The shop's records of customers (age band, household size ...), by their id, and the keys of its own brands."""

    traits: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    own_brands: frozenset[str] = frozenset()


def read_people(store: CatalogueStore) -> People:
    """Of the whole shop: for sums over many customers only."""
    with store.session() as session:
        traits = session.execute(select(Customer.customer_id, Customer.traits)).all()
        own = session.execute(select(Brand.key).where(Brand.private_label)).scalars().all()
    return People({customer: known for customer, known in traits if known}, frozenset(own))
