"""The feed: a year of 2,469 households at a grocer's, as a shop whose clock stands at its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.complete_journey.coupons import campaigns, coupons, redemptions
from knowledge.catalogue.feeds.complete_journey.customers import customers
from knowledge.catalogue.feeds.complete_journey.offers import offers
from knowledge.catalogue.feeds.complete_journey.orders import orders
from knowledge.catalogue.feeds.complete_journey.products import Ware, products, vocabulary
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source, data_folder
from knowledge.catalogue.records import Record, SettingRecord

SHOP_NAME = "Daogou Grocer"


class CompleteJourneyFeed(Feed):
    """The demo shop (docs/demo-shop.md says what is derived, and how).

    Args:
        folder: where the data's Parquet files are; the installed package's by default.
        history_days: how far back orders go, and how recently an active product was bought.
    """

    source = "complete-journey"

    def __init__(self, folder: Path | None = None, *, history_days: int = 91) -> None:
        self.path = folder or data_folder()
        self._data = Source(self.path, history_days)

    def records(self) -> Iterator[Record | Reject]:
        data = self._data
        wares: dict[int, Ware] = {}
        yield SettingRecord(key="name", value=SHOP_NAME)
        yield SettingRecord(key="currency", value=CURRENCY)
        yield SettingRecord(key="clock", value=data.clock.isoformat())
        # These households are nobody one could harm: only here may a visitor shop as any of them.
        yield SettingRecord(key="demo", value=True)
        yield from vocabulary(data)
        yield from products(data, wares)
        yield from customers(data)
        yield from campaigns(data)
        yield from offers(data, wares)
        yield from coupons(data, wares)
        yield from redemptions(data)
        yield from orders(data, wares)

    def expected(self) -> int:
        """Products, customers, redemptions and baskets: all but a few hundred of the records."""
        rows = sum(
            self._data.scan(name).select(pl.len()).collect().item() for name in ("products", "coupon_redemptions")
        )
        baskets: int = self._data.history().select(pl.col("basket_id").n_unique()).collect().item()
        households: int = self._data.scan("transactions").select(pl.col("household_id").n_unique()).collect().item()
        return int(rows) + baskets + households
