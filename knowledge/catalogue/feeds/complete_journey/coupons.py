"""Campaigns, whom they were sent to, their coupons, and who has used them.

What a coupon is worth is not in the data. Where households that redeemed one bought what it is for on that day, the
``coupon_disc`` of those lines tells: the median over lines of one piece, or of the discount a piece where there are
none. A coupon that this says nothing about takes the median of its campaign, and failing that of all coupons.

A campaign's end date is its last day. Campaigns of type A sent each household sixteen coupons of a pool chosen for it;
which ones is not in the data, so a member of one holds the whole pool here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

import polars as pl

from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.feeds.complete_journey.products import Ware, dollars
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source, day_start
from knowledge.catalogue.records import (
    CampaignRecord,
    CouponRecord,
    Origin,
    PromotionRecord,
    RedemptionRecord,
    TargetRecord,
)
from knowledge.money import Money

_DAY = timedelta(days=1)
_COUPON = ["coupon_upc", "campaign_id"]


def campaigns(source: Source) -> Iterator[CampaignRecord]:
    """Every campaign with its members."""
    members = source.scan("campaigns").group_by("campaign_id").agg(pl.col("household_id").unique().sort()).collect()
    named = {row["campaign_id"]: row["household_id"] for row in members.iter_rows(named=True)}
    for row in source.scan("campaign_descriptions").sort("campaign_id").collect().iter_rows(named=True):
        start = row["start_date"]
        yield CampaignRecord(
            origin=Origin("campaign_descriptions.parquet", row["line"], row),
            key=str(row["campaign_id"]),
            title=f"Coupon mailing of {start.day} {start:%B %Y}",
            starts_at=day_start(start),
            ends_at=day_start(row["end_date"]) + _DAY,
            members=tuple(str(household) for household in named.get(row["campaign_id"], ())),
        )


def coupons(source: Source, wares: Mapping[int, Ware]) -> Iterator[PromotionRecord | Reject]:
    """One promotion a coupon and campaign."""
    values = _values(source)
    spans = {
        row["campaign_id"]: (day_start(row["start_date"]), day_start(row["end_date"]) + _DAY)
        for row in source.scan("campaign_descriptions").collect().iter_rows(named=True)
    }
    rows = source.scan("coupons").group_by(_COUPON).agg("line", "product_id").sort(_COUPON).collect()
    for upc, campaign, lines, product_ids in rows.iter_rows():
        known: dict[int, Ware] = {}
        for line, product_id in zip(lines, product_ids, strict=True):
            if product_id in wares:
                known[product_id] = wares[product_id]
            else:
                row = {"coupon_upc": upc, "campaign_id": campaign, "product_id": product_id}
                yield Reject("coupons.parquet", line, "product_id", f"{product_id} is no product", row)
        if not known:
            continue
        english, chinese = _what_for(known)
        value = values[upc, campaign]
        starts_at, ends_at = spans[campaign]
        yield PromotionRecord(
            origin=Origin("coupons.parquet", lines[0]),
            promotion_id=f"coupon-{upc}-{campaign}",
            title=f"{Money(value, CURRENCY).format('en')} off {english}",
            labels={"zh": f"{chinese}立减{Money(value, CURRENCY).format('zh')}"},
            kind="amount_off",
            value=value,
            currency=CURRENCY,
            redemption="coupon",
            starts_at=starts_at,
            ends_at=ends_at,
            targets=tuple(TargetRecord(kind="product", key=str(product_id)) for product_id in sorted(known)),
            coupons=(CouponRecord(code=str(upc), campaign=str(campaign)),),
        )


def redemptions(source: Source) -> Iterator[RedemptionRecord]:
    """Who used which coupon on which day."""
    for row in source.scan("coupon_redemptions").collect().iter_rows(named=True):
        yield RedemptionRecord(
            origin=Origin("coupon_redemptions.parquet", row["line"], row),
            code=str(row["coupon_upc"]),
            campaign=str(row["campaign_id"]),
            customer_id=str(row["household_id"]),
            redeemed_at=day_start(row["redemption_date"]),
        )


def _what_for(targets: Mapping[int, Ware]) -> tuple[str, str]:
    """The category that most of the targets are of, or the two that are most named."""
    counted = Counter(ware.category for ware in targets.values())
    chinese = {ware.category: ware.chinese_category for ware in targets.values()}
    first, *rest = sorted(counted, key=lambda name: (-counted[name], name))
    named = [first] if not rest or counted[first] * 2 > len(targets) else [first, rest[0]]
    return " and ".join(named), "和".join(chinese[name] for name in named)


def _values(source: Source) -> dict[tuple[int, int], Decimal]:
    """What every coupon takes off, as the module says."""
    # The till's clock is UTC, the redemptions' days are the shop's.
    day = pl.col("transaction_timestamp").dt.offset_by("-5h").dt.date().alias("day")
    used = source.scan("transactions").filter((pl.col("coupon_disc") > 0) & (pl.col("quantity") > 0))
    coupons = source.scan("coupons").select(*_COUPON, "product_id").unique()
    observed = (
        source.scan("coupon_redemptions")
        .select(*_COUPON, "household_id", pl.col("redemption_date").dt.date().alias("day"))
        .join(coupons, on=_COUPON)
        .join(
            used.select("household_id", "product_id", day, "coupon_disc", "quantity"),
            on=["household_id", "product_id", "day"],
        )
        .with_columns((pl.col("coupon_disc") / pl.col("quantity")).alias("value"))
        .with_columns((pl.col("quantity") == 1).any().over("coupon_upc").alias("single"))
        .filter(~pl.col("single") | (pl.col("quantity") == 1))
        .collect()
    )
    own = observed.group_by("coupon_upc").agg(pl.col("value").median())
    campaign = observed.group_by("campaign_id").agg(pl.col("value").median().alias("usual"))
    overall = observed["value"].median()
    rows = (
        coupons.select(_COUPON)
        .unique()
        .join(own.lazy(), on="coupon_upc", how="left")
        .join(campaign.lazy(), on="campaign_id", how="left")
        .select(*_COUPON, (pl.coalesce("value", "usual", pl.lit(overall)) * 100).round().cast(pl.Int64).alias("cents"))
        .collect()
    )
    return {(upc, campaign_id): dollars(cents) for upc, campaign_id, cents in rows.iter_rows()}
