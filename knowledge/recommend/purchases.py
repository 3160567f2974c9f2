"""Reads purchases from the shop's orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import bindparam, func, select

from knowledge.catalogue.models import Customer, Order, OrderLine
from knowledge.catalogue.models.base import Moment
from knowledge.catalogue.models.orders import NOT_KEPT
from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.history import History
from knowledge.recommend.interactions import SECONDS_A_DAY, Interactions

# The columns are annotated as the values of an instance; here they are columns.
_order: Any = Order
_line: Any = OrderLine


def read_interactions(store: CatalogueStore, now: datetime, since: datetime | None = None) -> Interactions:
    """Everybody's purchases from ``since`` (or ever) to ``now``; an order is a basket."""
    orders = (
        select(Order.id, Customer.customer_id, Order.placed_at)
        .join(Customer, Order.customer_id == Customer.id)
        .where(_order.status.not_in(NOT_KEPT), Order.placed_at <= now)
    )
    if since is not None:
        orders = orders.where(Order.placed_at > since)
    lines = select(_line.order_id, _line.product_id, _line.quantity).where(_line.quantity > 0)
    with store.session() as session:
        placed = session.execute(orders).all()
        bought = session.execute(lines).all()
    baskets = pl.DataFrame(
        {
            "basket": [each for each, _, _ in placed],
            "customer": [customer for _, customer, _ in placed],
            "age": [(now - at).total_seconds() / SECONDS_A_DAY for _, _, at in placed],
        },
        schema={"basket": pl.Int64, "customer": pl.String, "age": pl.Float64},
    )
    columns = {"basket": pl.Int64, "product": pl.String, "quantity": pl.Int64}
    joined = pl.DataFrame(bought, schema=columns, orient="row").join(baskets, on="basket")
    return Interactions.of_columns(
        joined["customer"],
        joined["product"],
        joined["age"].to_numpy(),
        quantity=joined["quantity"].to_numpy(),
        basket=joined["basket"],
    )


def read_purchases(store: CatalogueStore, customer_id: str, now: datetime) -> History:
    """One customer's own purchases up to ``now``; an order is a basket, and a product counts once in it."""
    with store.session() as session:
        rows = session.execute(_PURCHASES, {"customer": customer_id, "now": now}).all()
    age = np.array([(now - at).total_seconds() / SECONDS_A_DAY for _, _, at in rows], dtype=np.float32)
    basket = np.array([order for order, _, _ in rows], dtype=np.int64)
    return History.of_purchases([product_id for _, product_id, _ in rows], age, basket)


def read_state(store: CatalogueStore, customer_id: str, now: datetime) -> tuple[int, int]:
    """What changes whenever a customer's purchases do: how many orders they are on, and the newest's number."""
    with store.session() as session:
        count, newest = session.execute(_STATE, {"customer": customer_id, "now": now}).one()
    return int(count), int(newest)


def count_orders(store: CatalogueStore, customer_id: str, product_id: str, now: datetime) -> int:
    """How many of the customer's orders up to ``now`` hold the product."""
    asked = {"customer": customer_id, "now": now, "product": product_id}
    with store.session() as session:
        return int(session.execute(_TIMES, asked).scalar_one())


def _own(query: Any) -> Any:
    """``query`` of orders, only those that the customer ``:customer`` kept up to ``:now``."""
    return query.join(Customer, Order.customer_id == Customer.id).where(
        Customer.customer_id == bindparam("customer"),
        _order.status.not_in(NOT_KEPT),
        Order.placed_at <= bindparam("now", type_=Moment),
    )


# Made once: to make a statement takes longer than to run it.
_PURCHASES = (
    _own(select(Order.id, OrderLine.product_id, Order.placed_at).join(OrderLine))
    .where(_line.quantity > 0)
    .order_by(Order.placed_at, Order.id, OrderLine.product_id)
    .distinct()
)
_STATE = _own(select(func.count(Order.id), func.coalesce(func.max(Order.id), 0)))
_TIMES = _own(select(func.count(func.distinct(Order.id))).join(OrderLine)).where(
    _line.product_id == bindparam("product"), _line.quantity > 0
)
