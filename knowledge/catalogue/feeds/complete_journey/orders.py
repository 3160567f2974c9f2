"""Orders: every basket since the shop opened its books, the latest ones still on their way.

The data knows a till, not deliveries. So an order's state follows from its age at the shop's clock: under 12 hours
``pending``, under 36 ``processed``, under 72 ``shipped``, then ``delivered``. It is expected three days after it was
placed; when it arrived, its carrier and its tracking number follow from its number.

What a customer paid for a line is ``sales_value - coupon_disc``; what was saved is all three discounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import groupby
from operator import itemgetter

import polars as pl

from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.feeds.complete_journey.products import Ware, dollars
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source
from knowledge.catalogue.records import OrderLineRecord, OrderRecord, Origin

_FILE = "transactions.parquet"
_STATES = ((timedelta(hours=12), "pending"), (timedelta(hours=36), "processed"), (timedelta(hours=72), "shipped"))
_EXPECTED = timedelta(hours=72)
_CARRIERS = ("Daogou Delivery", "Harbour Parcel", "Greenline Couriers")


def orders(source: Source, wares: Mapping[int, Ware]) -> Iterator[OrderRecord | Reject]:
    """Baskets in the order in which they were placed.

    A line of quantity 0 is a till's correction and one of fuel, deposits or the like is no ware: both are left out. A
    line of a product that the data does not describe is a reject.
    """
    cents = [
        _cents(pl.col("sales_value") - pl.col("coupon_disc")).alias("paid"),
        _cents(pl.col("retail_disc") + pl.col("coupon_disc") + pl.col("coupon_match_disc")).alias("saved"),
    ]
    placed = pl.col("transaction_timestamp").max().over("basket_id").alias("placed")
    rows = (
        source.history()
        .filter(pl.col("quantity") > 0)
        .select("basket_id", "household_id", placed, "line", "product_id", "quantity", *cents)
        .sort("placed", "basket_id", "line")
        .collect()
    )
    for (basket, household, moment), lines in groupby(rows.iter_rows(), itemgetter(0, 1, 2)):
        own: list[OrderLineRecord] = []
        total = saved = first = 0
        for _, _, _, line, product_id, quantity, paid, discount in lines:
            ware = wares.get(product_id)
            if ware is None:
                row = {"basket_id": basket, "product_id": product_id, "quantity": quantity}
                yield Reject(_FILE, line, "product_id", f"{product_id} is no product", row)
                continue
            if not ware.sold:
                continue
            first = first or line
            total += paid
            saved += discount
            own.append(
                OrderLineRecord(product_id=str(product_id), quantity=quantity, paid=dollars(paid), name=ware.name)
            )
        if own:
            yield _order(source.clock, basket, household, moment, tuple(own), total, saved, Origin(_FILE, first))


def _order(
    clock: datetime,
    basket: int,
    household: int,
    moment: datetime,
    lines: tuple[OrderLineRecord, ...],
    total: int,
    saved: int,
    origin: Origin,
) -> OrderRecord:
    placed = moment.replace(tzinfo=timezone.utc)
    age = clock - placed
    status = next((status for limit, status in _STATES if age < limit), "delivered")
    sent = status in {"shipped", "delivered"}
    return OrderRecord(
        origin=origin,
        number=str(basket),
        customer_id=str(household),
        status=status,
        placed_at=placed,
        expected_at=placed + _EXPECTED,
        delivered_at=placed + timedelta(hours=24 + basket % 45) if status == "delivered" else None,
        total=dollars(total),
        discount=dollars(saved),
        currency=CURRENCY,
        carrier=_CARRIERS[basket % len(_CARRIERS)] if sent else None,
        tracking_number=f"DG{basket * 7919 % 10**10:010d}" if sent else None,
        lines=lines,
    )


def _cents(expression: pl.Expr) -> pl.Expr:
    # A few lines were paid for by coupons worth more than the ware.
    return (expression * 100).round().cast(pl.Int64).clip(0)
