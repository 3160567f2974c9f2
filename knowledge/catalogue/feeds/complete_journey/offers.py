"""This week's offers: what was sold below its shelf price to card holders while a mailer or a display showed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from knowledge.catalogue.feeds.complete_journey.prices import prices
from knowledge.catalogue.feeds.complete_journey.products import Ware, dollars
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source, week_start
from knowledge.catalogue.records import Origin, PromotionRecord, TargetRecord


def offers(source: Source, wares: Mapping[int, Ware]) -> Iterator[PromotionRecord]:
    """Loyalty prices of the shop's present week, for as long as the week lasts."""
    shown = (
        source.scan("promotions")
        .filter(
            (pl.col("week") == source.week) & ((pl.col("mailer_location") != "0") | (pl.col("display_location") != "0"))
        )
        .group_by("product_id")
        .agg(pl.col("line").min())
    )
    rows = (
        prices(source)
        .lazy()
        .filter((pl.col("week") == source.week) & pl.col("loyalty").is_not_null())
        .join(shown, on="product_id")
        .sort("product_id")
        .collect()
    )
    for row in rows.iter_rows(named=True):
        ware = wares.get(row["product_id"])
        if ware is None or not ware.sold:
            continue
        yield PromotionRecord(
            origin=Origin("promotions.parquet", row["line"], row),
            promotion_id=f"week-{source.week}-{row['product_id']}",
            title=f"Member price on {ware.name}",
            labels={"zh": f"会员价：{ware.chinese}"},
            kind="fixed_price",
            value=dollars(row["loyalty"]),
            currency=CURRENCY,
            redemption="loyalty",
            starts_at=week_start(source.week),
            ends_at=week_start(source.week + 1),
            targets=(TargetRecord(kind="product", key=str(row["product_id"])),),
        )
