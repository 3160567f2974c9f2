"""What is known of each customer, as numbers: computed from what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from knowledge.customers.activity import Activity

SHARES_KEPT = 5


@dataclass(frozen=True)
class CustomerFeatures:
    """``spend`` is for all orders, in the shop's currency; ``basket`` the mean pieces of an order; ``gap`` the median
    days between orders (None before the second).

    ``price_level``: what they pay for a piece by what others pay in the same category, the geometric mean; 1 is usual.
    ``promotion_share``: of the undiscounted value of their orders, the part that discounts took off. ``departments``,
    ``brands``: shares of pieces, the largest first; ``own_share``: of the shop's own brands. ``weekday`` (0 is Monday)
    and ``hour`` (UTC): when most orders are placed. ``views``, ``clicks``: products that they opened, and chose from
    lists. ``thumbs``: the mean of those they gave to answers, from -1 to 1; ``rating``: the mean of their last ratings
    of products, from 1 to 5; None where there is none.
    """

    customer_id: str
    first_order: datetime
    last_order: datetime
    orders: int
    spend: float
    basket: float
    products: int
    gap: float | None
    price_level: float
    promotion_share: float
    own_share: float
    weekday: int
    hour: int
    views: int = 0
    clicks: int = 0
    thumbs: float | None = None
    rating: float | None = None
    departments: Mapping[str, float] = field(default_factory=dict)
    brands: Mapping[str, float] = field(default_factory=dict)

    def recency(self, now: datetime) -> float:
        """Days since the last order."""
        return (now - self.last_order).total_seconds() / 86_400

    def tenure(self, now: datetime) -> float:
        """Days since the first order."""
        return (now - self.first_order).total_seconds() / 86_400


def category_prices(lines: pl.DataFrame) -> pl.DataFrame:
    """What a piece usually costs in each category (``category``, ``usual``): the median of what was paid."""
    return (
        lines.filter((pl.col("paid") > 0) & pl.col("category").is_not_null())
        .group_by("category")
        .agg((pl.col("paid") / pl.col("quantity")).median().alias("usual"))
    )


def features_of(activity: Activity, usual: pl.DataFrame) -> list[CustomerFeatures]:
    """Of every customer with an order that was kept, by their id; ``usual``: see :func:`category_prices`."""
    orders, lines = activity.orders, activity.lines
    if orders.is_empty():
        return []
    placed = orders.sort("customer", "at")
    ordered = placed.group_by("customer", maintain_order=True).agg(
        pl.col("at").min().alias("first_order"),
        pl.col("at").max().alias("last_order"),
        pl.len().alias("orders"),
        pl.col("total").sum().alias("spend"),
        (pl.col("discount").sum() / (pl.col("total") + pl.col("discount")).sum()).alias("promotion_share"),
        (pl.col("at").diff().dt.total_seconds() / 86_400).median().alias("gap"),
        (pl.col("at").dt.weekday() - 1).mode().min().alias("weekday"),
        pl.col("at").dt.hour().mode().min().alias("hour"),
    )
    bought = lines.group_by("customer").agg(
        pl.col("quantity").sum().alias("pieces"),
        pl.col("product").n_unique().alias("products"),
        ((pl.col("own").fill_null(False) * pl.col("quantity")).sum() / pl.col("quantity").sum()).alias("own_share"),
    )
    level = (
        lines.filter(pl.col("paid") > 0)
        .join(usual, on="category")
        .group_by("customer")
        .agg((pl.col("paid") / pl.col("quantity") / pl.col("usual")).log().mean().exp().alias("price_level"))
    )
    seen = activity.events.group_by("customer").agg(
        (pl.col("name") == "view_item").sum().alias("views"), (pl.col("name") == "select_item").sum().alias("clicks")
    )
    thumbs = activity.thumbs.group_by("customer").agg(pl.col("feedback").mean().alias("thumbs"))
    rated = (
        activity.events.filter(pl.col("name") == "rate_item")
        .sort("at")
        .unique(["customer", "product"], keep="last", maintain_order=True)
        .group_by("customer")
        .agg(pl.col("value").mean().alias("rating"))
    )
    together = ordered
    for each in (bought, level, seen, thumbs, rated):
        together = together.join(each, on="customer", how="left")
    departments, brands = _shares(lines, "department"), _shares(lines, "brand")
    return [
        CustomerFeatures(
            customer_id=row["customer"],
            first_order=row["first_order"],
            last_order=row["last_order"],
            orders=row["orders"],
            spend=round(row["spend"], 2),
            basket=(row["pieces"] or 0) / row["orders"],
            products=row["products"] or 0,
            gap=row["gap"],
            price_level=row["price_level"] or 1.0,
            promotion_share=_finite(row["promotion_share"]),
            own_share=row["own_share"] or 0.0,
            weekday=row["weekday"],
            hour=row["hour"],
            views=row["views"] or 0,
            clicks=row["clicks"] or 0,
            thumbs=row["thumbs"],
            rating=row["rating"],
            departments=departments.get(row["customer"], {}),
            brands=brands.get(row["customer"], {}),
        )
        for row in together.sort("customer").to_dicts()
    ]


def _shares(lines: pl.DataFrame, column: str) -> dict[str, dict[str, float]]:
    counted = (
        lines.filter(pl.col(column).is_not_null() & (pl.col(column) != ""))
        .group_by("customer", column)
        .agg(pl.col("quantity").sum())
        .with_columns((pl.col("quantity") / pl.col("quantity").sum().over("customer")).alias("share"))
        .sort(["customer", "share", column], descending=[False, True, False])
        .group_by("customer", maintain_order=True)
        .head(SHARES_KEPT)
    )
    found: dict[str, dict[str, float]] = {}
    for row in counted.to_dicts():
        found.setdefault(row["customer"], {})[row[column]] = row["share"]
    return found


def _finite(value: Any) -> float:
    return float(value) if value is not None and value == value else 0.0
