"""Reads purchases from the shop's orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from knowledge.catalogue.models import Customer, Order, OrderLine
from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.base import Interactions, Purchase

# What was cancelled or sent back says nothing of taste.
NOT_KEPT = ("cancelled", "returned")
# The columns are annotated as the values of an instance; here they are columns.
_order: Any = Order


def read_interactions(store: CatalogueStore, now: datetime, since: datetime | None = None) -> Interactions:
    """Everybody's purchases from ``since`` (or ever) to ``now``."""
    query = (
        select(Customer.customer_id, OrderLine.product_id, OrderLine.quantity, Order.placed_at)
        .join(Order, OrderLine.order_id == Order.id)
        .join(Customer, Order.customer_id == Customer.id)
        .where(_order.status.not_in(NOT_KEPT), Order.placed_at <= now)
    )
    if since is not None:
        query = query.where(Order.placed_at > since)
    with store.session() as session:
        return Interactions.of((Purchase(*row) for row in session.execute(query)), now)


def read_history(store: CatalogueStore, customer_id: str, now: datetime) -> dict[str, datetime]:
    """One customer's own purchases up to ``now``: product id to the moment it was last bought."""
    query = (
        select(OrderLine.product_id, Order.placed_at)
        .join(Order, OrderLine.order_id == Order.id)
        .join(Customer, Order.customer_id == Customer.id)
        .where(Customer.customer_id == customer_id, _order.status.not_in(NOT_KEPT))
        .where(Order.placed_at <= now, OrderLine.quantity > 0)
        .order_by(Order.placed_at)
    )
    with store.session() as session:
        return {product_id: placed_at for product_id, placed_at in session.execute(query)}


def count_orders(store: CatalogueStore, customer_id: str, product_id: str, now: datetime) -> int:
    """How many of the customer's orders up to ``now`` hold the product."""
    query = (
        select(func.count(func.distinct(Order.id)))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Customer, Order.customer_id == Customer.id)
        .where(Customer.customer_id == customer_id, OrderLine.product_id == product_id, OrderLine.quantity > 0)
        .where(_order.status.not_in(NOT_KEPT), Order.placed_at <= now)
    )
    with store.session() as session:
        return int(session.execute(query).scalar_one())
