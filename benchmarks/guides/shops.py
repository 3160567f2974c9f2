"""The shops in which simulated shoppers look for something, and what they look for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import select

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import Customer, Order, OrderLine
from knowledge.catalogue.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    PriceRecord,
    ProductRecord,
    Record,
    SettingRecord,
    ValueRecord,
    VariantRecord,
)
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.graph import ProductGraph
from knowledge.graph.search import NO_TASTE
from knowledge.recommend.taste import read_taste
from knowledge.settings import shop_url

T = TypeVar("T")
HELD_OUT = timedelta(days=28)
_NOW = datetime(2024, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Shopper:
    """Who has the product ``target`` in mind; ``taste`` is what the shop knows them to like."""

    target: str
    taste: Mapping[str, float] = NO_TASTE


@dataclass(frozen=True)
class Setting:
    """A shop and its shoppers, and whether they begin by naming the department."""

    name: str
    graph: ProductGraph
    shoppers: tuple[Shopper, ...]
    names_department: bool


def demo_shop(shoppers: int, seed: int) -> Setting:
    """The demo shop 28 days before its clock; wanted is what was bought in those days, as often as it was.

    The shoppers are the households that bought it, with what they had bought before.
    """
    store = CatalogueStore.open(shop_url(None))
    end = store.clock().now()
    graph = ProductGraph.build(store, FixedClock(end - HELD_OUT))
    line, order, customer = OrderLine.__table__.c, Order.__table__.c, Customer.__table__.c
    bought = (
        select(line.product_id, customer.customer_id)
        .join_from(OrderLine.__table__, Order.__table__, line.order_id == order.id)
        .join(Customer.__table__, order.customer_id == customer.id)
        .where(order.placed_at > end - HELD_OUT)
        .order_by(line.order_id, line.product_id)
    )
    with store.session() as session:
        rows = [tuple(row) for row in session.connection().execute(bought)]
    available = graph.product_ids(in_stock=True)
    chosen = _drawn([row for row in rows if row[0] in available], shoppers, seed)
    found = [Shopper(product_id, read_taste(store, customer_id, end - HELD_OUT)) for product_id, customer_id in chosen]
    return Setting("demo", graph, tuple(found), names_department=True)


def tau_retail(folder: Path, file: Path, shoppers: int, seed: int) -> Setting:
    """Every variant of the shop as a product of its own; half of the orders are its past, the others are wanted."""
    data = json.loads((folder / "db.json").read_text(encoding="utf-8"))
    orders = [data["orders"][number] for number in sorted(data["orders"])]
    past, later = orders[::2], orders[1::2]
    store = CatalogueStore.open(f"sqlite:///{file}")
    report = import_feed(store, _TauFeed(folder, data["products"], past))
    assert not report.rejected, [str(reject) for reject in report.rejects]
    graph = ProductGraph.build(store, FixedClock(_NOW))
    available = graph.product_ids(in_stock=True)
    ids = [item["item_id"] for order in later for item in order["items"] if item["item_id"] in available]
    return Setting("tau_retail", graph, tuple(map(Shopper, _drawn(ids, shoppers, seed))), names_department=False)


def _drawn(bought: list[T], shoppers: int, seed: int) -> list[T]:
    chosen = np.random.default_rng(seed).choice(len(bought), size=shoppers)
    return [bought[place] for place in chosen.tolist()]


class _TauFeed(Feed):
    source = "tau_retail"

    def __init__(self, path: Path, products: Any, orders: list[Any]) -> None:
        self.path, self._products, self._orders = path, products, orders

    def records(self) -> Iterator[Record | Reject]:
        yield SettingRecord(key="currency", value="USD")
        for product in self._products.values():
            for variant in product["variants"].values():
                yield self._product(product["name"], variant)
        yield CustomerRecord(customer_id="all")
        for number, order in enumerate(self._orders):
            lines = tuple(
                OrderLineRecord(
                    product_id=item["item_id"], name=item["name"], quantity=1, paid=Decimal(str(item["price"]))
                )
                for item in order["items"]
            )
            yield OrderRecord(
                number=str(number),
                customer_id="all",
                status="delivered",
                placed_at=_NOW - timedelta(days=1),
                total=sum((line.paid for line in lines), Decimal(0)),
                currency="USD",
                lines=lines,
            )

    def _product(self, kind: str, variant: Any) -> ProductRecord:
        price = PriceRecord(
            amount=Decimal(str(variant["price"])), currency="USD", kind="shelf", valid_from=_NOW - timedelta(days=9)
        )
        options = variant["options"]
        return ProductRecord(
            product_id=variant["item_id"],
            name=", ".join([kind, *options.values()]),
            category_path=(kind,),
            values=tuple(ValueRecord(attribute=name, name=value) for name, value in options.items()),
            variants=(
                VariantRecord(
                    sku=variant["item_id"],
                    prices=(price,),
                    availability="in_stock" if variant["available"] else "out_of_stock",
                ),
            ),
        )
