"""The data that recommenders are compared on, cleaned, and the ways in which each is split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from knowledge.catalogue.feeds.complete_journey.source import data_folder
from knowledge.recommend.evaluation.run import Wanted
from knowledge.recommend.evaluation.splits import (
    Split,
    last_days,
    last_share,
    random_share,
    random_share_of_products,
)
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.traits import NO_TRAITS, ProductTraits

DAY = 86_400.0
NOT_GOODS = ("FUEL", "COUPON", "MISCELLANEOUS")


@dataclass(frozen=True, eq=False)
class Task:
    """One table: what is learnt from, what is to be guessed, and of which products.

    ``resplits`` part what is learnt from in the same way again, to choose by.
    """

    name: str
    resplits: tuple[Callable[[Interactions], Split], ...]
    split: Split
    wanted: tuple[Wanted, ...]
    traits: ProductTraits
    repeats: bool  # whether customers buy the same again, so that their own purchases are a yardstick

    @property
    def kind(self) -> Mapping[str, str]:
        """Of each product."""
        return self.traits.kind


def movielens(file: Path) -> list[Task]:
    """MovieLens-100k as RecBole's wheel carries it (``ml-100k.inter``): a rating is a choice, whatever its stars."""
    frame = pl.read_csv(file, separator="\t").rename(lambda name: name.partition(":")[0])
    age = (frame["timestamp"].max() - frame["timestamp"].to_numpy()) / DAY
    interactions = Interactions.of_columns(
        frame["user_id"].cast(pl.String), frame["item_id"].cast(pl.String), age, basket=np.arange(len(frame)).tolist()
    )
    name = "ml-100k, last 20 % of each user"
    tasks = [Task(name, (_last_fifth,), _last_fifth(interactions), ("novel",), NO_TRAITS, False)]
    for name, cut, share in (
        ("ml-100k, random 20 % of each user", random_share, 0.2),
        ("ml-100k, random 25 % of each film", random_share_of_products, 0.25),
    ):
        # To choose by, parts so small that what is learnt from stays nearly what it will be; four, as they are small.
        again = tuple(partial(cut, share=share / 4, seed=seed) for seed in range(4))
        tasks.append(Task(name, again, cut(interactions, share, seed=42), ("novel",), NO_TRAITS, False))
    return tasks


def complete_journey(folder: Path | None = None) -> list[Task]:
    """A year of the demo shop's households; the last four weeks are held out, of products that ten had bought."""
    source = folder or data_folder()
    products = pl.read_parquet(source / "products.parquet").filter(~pl.col("department").is_in(NOT_GOODS))
    lines = pl.read_parquet(source / "transactions.parquet").join(products, on="product_id")
    end = lines["transaction_timestamp"].max()
    age = ((end - lines["transaction_timestamp"]).dt.total_seconds() / DAY).to_numpy()
    kinds = pl.col("product_category").fill_null("") + "/" + pl.col("product_type").fill_null("")
    lines = lines.with_columns(kinds.alias("kind"), pl.col("product_id").cast(pl.String))
    tasks = []
    for name, column in (("demo shop, products", "product_id"), ("demo shop, product types", "kind")):
        interactions = Interactions.of_columns(
            lines["household_id"].cast(pl.String),
            lines[column],
            age,
            quantity=lines["quantity"],
            basket=lines["basket_id"],
        )
        traits = _traits(lines.unique(column), column)
        tasks.append(Task(name, (_last_month,), _last_month(interactions), ("all", "novel"), traits, True))
    return tasks


def online_retail(file: Path) -> list[Task]:
    """A real gift shop's year: named customers, goods alone, returned pieces taken off; the last month is held out."""
    lines = pl.read_parquet(file).filter(
        pl.col("CustomerID").is_not_null() & pl.col("StockCode").str.contains(r"^\d{5}") & (pl.col("UnitPrice") > 0)
    )
    back = lines.filter(pl.col("Quantity") < 0).group_by("CustomerID", "StockCode").agg(pl.col("Quantity").sum())
    bought = lines.filter(pl.col("Quantity") > 0)
    total = bought.group_by("CustomerID", "StockCode").agg(pl.col("Quantity").sum().alias("total"))
    kept = (
        total.join(back, on=["CustomerID", "StockCode"], how="left")
        .filter(pl.col("total") + pl.col("Quantity").fill_null(0) > 0)
        .select("CustomerID", "StockCode")
    )
    lines = bought.join(kept, on=["CustomerID", "StockCode"])
    end = lines["InvoiceDate"].max()
    age = ((end - lines["InvoiceDate"]).dt.total_seconds() / DAY).to_numpy()
    interactions = Interactions.of_columns(
        lines["CustomerID"].cast(pl.Int64).cast(pl.String), lines["StockCode"], age, basket=lines["InvoiceNo"]
    )

    def part(all_of_it: Interactions) -> Split:
        return last_days(all_of_it, 30)

    return [Task("Online Retail", (part,), part(interactions), ("novel",), NO_TRAITS, True)]


def _last_fifth(interactions: Interactions) -> Split:
    return last_share(interactions, 0.2)


def _last_month(interactions: Interactions) -> Split:
    return last_days(interactions, 28, supported=10)


def _traits(products: pl.DataFrame, column: str) -> ProductTraits:
    ids = products[column].to_list()
    return ProductTraits(
        dict(zip(ids, products["kind"].to_list(), strict=True)),
        dict(zip(ids, products["product_category"].fill_null("").to_list(), strict=True)),
        dict(zip(ids, products["manufacturer_id"].cast(pl.String).to_list(), strict=True)),
    )
