"""What customers did, cleaned: what was sent back taken off, what machines did left out, repeats counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, select, type_coerce

from knowledge.catalogue.models import (
    Brand,
    Category,
    Conversation,
    ConversationMessage,
    Customer,
    Order,
    OrderLine,
    Product,
    ShopperEvent,
)
from knowledge.catalogue.models.base import AMOUNT_SCALE, columns
from knowledge.catalogue.models.orders import NOT_KEPT
from knowledge.catalogue.store import CatalogueStore

FASTEST = 60
"""Events of one visitor within a minute; a person does not do more."""
REPEAT_SECONDS = 2.0
"""The same event again within so long is the same click."""
_CHUNK = 500
SCALE = 10**AMOUNT_SCALE

_ORDERS = {
    "customer": pl.String,
    "order": pl.Int64,
    "at": pl.Datetime("us", "UTC"),
    "total": pl.Float64,
    "discount": pl.Float64,
}
_LINES = {"order": pl.Int64, "product": pl.String, "quantity": pl.Int64, "paid": pl.Float64}
_KINDS = {"product": pl.String, "category": pl.String, "brand": pl.String, "own": pl.Boolean}
_EVENTS = {
    "customer": pl.String,
    "name": pl.String,
    "product": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "list": pl.String,
    "value": pl.Float64,
}
_WORDS = {"customer": pl.String, "feedback": pl.Int64}


@dataclass(frozen=True, eq=False)
class Activity:
    """Frames with a row an order, an order line, a shopper event, and a thumb that was given to an answer.

    Money is in the shop's currency; moments are UTC.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    events: pl.DataFrame
    thumbs: pl.DataFrame


def read_activity(store: CatalogueStore, now: datetime, customers: Sequence[str] | None = None) -> Activity:
    """Of these ``customers`` (None: of all) up to ``now``. Whether it may be used is the caller's to check."""
    if customers is None:
        parts = [_read(store, now, None)]
    else:
        chunks = [customers[start : start + _CHUNK] for start in range(0, len(customers), _CHUNK)]
        parts = [_read(store, now, chunk) for chunk in chunks] or [_read(store, now, [])]
    orders, lines, events, thumbs = (pl.concat(each) for each in zip(*parts, strict=True))
    return Activity(orders, without_returns(lines), without_machines(events), thumbs)


def read_prices_paid(store: CatalogueStore, most: int = 50_000) -> pl.DataFrame:
    """Of the latest ``most`` order lines of anybody, without who they were: ``category``, ``quantity``, ``paid``."""
    line, product = columns(OrderLine), columns(Product)
    lines = (
        select(line.product_id, line.quantity, _number(line.paid))
        .where(line.quantity > 0)
        .order_by(line.order_id.desc())
        .limit(most)
    )
    kinds = select(product.product_id, Category.key).join(Category, Category.id == product.category_id)
    schema = {"product": pl.String, "quantity": pl.Int64, "paid": pl.Float64}
    with store.session() as session:
        bought = pl.DataFrame(session.execute(lines).all(), schema=schema, orient="row")
        kind = pl.DataFrame(
            session.execute(kinds).all(), schema={"product": pl.String, "category": pl.String}, orient="row"
        )
    return bought.with_columns(pl.col("paid") / SCALE).join(kind, on="product").drop("product")


def without_returns(lines: pl.DataFrame) -> pl.DataFrame:
    """Pieces that were sent back (lines of a quantity below 0) are taken off the same customer's purchases of the
    product, the latest order first."""
    if not (lines["quantity"] < 0).any():
        return lines
    sent_back = (
        lines.filter(pl.col("quantity") < 0)
        .group_by("customer", "product")
        .agg((-pl.col("quantity").sum()).alias("back"))
    )
    bought = lines.filter(pl.col("quantity") > 0).sort("order", descending=True)
    later = pl.col("quantity").cum_sum().over("customer", "product") - pl.col("quantity")
    left = pl.col("quantity") - (pl.col("back").fill_null(0) - later).clip(lower_bound=0)
    return (
        bought.join(sent_back, on=["customer", "product"], how="left", maintain_order="left")
        .with_columns(left.alias("left"))
        .filter(pl.col("left") > 0)
        .with_columns(
            (pl.col("paid") * pl.col("left") / pl.col("quantity")).alias("paid"), pl.col("left").alias("quantity")
        )
        .select(lines.columns)
    )


def without_machines(events: pl.DataFrame) -> pl.DataFrame:
    """Without visitors that were faster than a person can be, and without the same click twice."""
    busy = (
        events.group_by("customer", pl.col("at").dt.truncate("1m").alias("minute"))
        .len()
        .filter(pl.col("len") > FASTEST)["customer"]
        .unique()
    )
    same = ("customer", "name", "product", "list")
    since = (pl.col("at") - pl.col("at").shift().over(same)).dt.total_microseconds() / 1e6
    return (
        events.filter(~pl.col("customer").is_in(busy.to_list()))
        .sort("at")
        .filter(since.is_null() | (since > REPEAT_SECONDS))
    )


def _read(store: CatalogueStore, now: datetime, customers: Sequence[str] | None) -> tuple[pl.DataFrame, ...]:
    order, line, event, word = (columns(each) for each in (Order, OrderLine, ShopperEvent, ConversationMessage))
    customer, talk, product = (columns(each) for each in (Customer, Conversation, Product))
    orders = (
        select(customer.customer_id, order.id, order.placed_at, _number(order.total), _number(order.discount))
        .join(Customer, order.customer_id == customer.id)
        .where(order.status.not_in(NOT_KEPT), order.placed_at <= now)
    )
    lines = select(line.order_id, line.product_id, line.quantity, _number(line.paid))
    kinds = (
        select(product.product_id, Category.key, Brand.key, Brand.private_label)
        .outerjoin(Category, Category.id == product.category_id)
        .outerjoin(Brand, Brand.id == product.brand_id)
    )
    events = select(
        event.customer_id, event.name, event.product_id, event.at, event.list_name, _number(event.value)
    ).where(event.customer_id.is_not(None), event.at <= now)
    words = (
        select(talk.customer_id, word.feedback)
        .join(Conversation, talk.conversation_id == word.conversation_id)
        .where(word.feedback.is_not(None), talk.customer_id.is_not(None))
    )
    if customers is not None:
        orders = orders.where(customer.customer_id.in_(customers))
        mine = (
            select(order.id).join(Customer, order.customer_id == customer.id).where(customer.customer_id.in_(customers))
        )
        lines = lines.where(line.order_id.in_(mine))
        bought = select(line.product_id).where(line.order_id.in_(mine))
        kinds = kinds.where(product.product_id.in_(bought))
        events = events.where(event.customer_id.in_(customers))
        words = words.where(talk.customer_id.in_(customers))
    # Joined here, since the database would say of each of many lines again what it is of.
    with store.session() as session:
        found = [session.execute(each).all() for each in (orders, lines, kinds, events, words)]
    schemas: list[Any] = [_ORDERS, _LINES, _KINDS, _EVENTS, _WORDS]
    frames = [pl.DataFrame(each, schema=schema, orient="row") for each, schema in zip(found, schemas, strict=True)]
    placed = frames[0].with_columns(pl.col("total") / SCALE, pl.col("discount") / SCALE)
    together = (
        frames[1]
        .with_columns(pl.col("paid") / SCALE)
        .join(placed.select("customer", "order"), on="order")
        .join(frames[2], on="product", how="left")
        .with_columns(pl.col("category").str.split("/").list.first().alias("department"))
    )
    return placed, together, frames[3].with_columns(pl.col("value") / SCALE), frames[4]


def _number(amount: Any) -> Any:
    """The whole number that an amount is kept as: reading it as a Decimal takes ten times as long."""
    return type_coerce(amount, BigInteger)
