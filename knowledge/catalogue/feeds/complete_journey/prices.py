"""What a product costs, worked out from what was paid for it.

The data holds no price list. Its guide (The Complete Journey, and the vignette of the R package ``completejourney``)
gives these formulas, with all discounts positive as they stand in this data:

    regular (shelf) price = (sales_value + retail_disc + coupon_match_disc) / quantity
    loyalty price         = (sales_value + coupon_match_disc) / quantity

``sales_value`` is what the shop received; ``retail_disc`` the discount of its loyalty card; ``coupon_match_disc`` what
the shop added to a manufacturer's coupon. (``coupon_disc`` is the manufacturer's own, which the shop gets back:
what the customer paid is ``sales_value - coupon_disc``.)

A product's price is the median over all its sales in the last week in which it was sold, valid from that week on.
"""

from __future__ import annotations

import polars as pl

from knowledge.catalogue.feeds.complete_journey.source import Source


def sold_lines(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines that sold something for money; a quantity of 0 is a correction, a value of 0 says no price."""
    return lines.filter((pl.col("quantity") > 0) & (pl.col("sales_value") > 0))


def prices(source: Source) -> pl.DataFrame:
    """One row a product that was ever sold.

    Returns:
        Columns ``product_id``, ``week`` (the last in which it was sold), ``shelf`` and ``loyalty`` in whole cents;
        ``loyalty`` is null where it is not below ``shelf``.
    """
    received = pl.col("sales_value") + pl.col("coupon_match_disc")
    weekly = (
        sold_lines(source.scan("transactions"))
        .with_columns(
            ((received + pl.col("retail_disc")) / pl.col("quantity")).alias("shelf"),
            (received / pl.col("quantity")).alias("loyalty"),
        )
        .filter(pl.col("week") == pl.col("week").max().over("product_id"))
        .group_by("product_id", "week")
        .agg(_cents("shelf"), _cents("loyalty"))
        .filter(pl.col("shelf") > 0)
    )
    below = pl.when((pl.col("loyalty") < pl.col("shelf")) & (pl.col("loyalty") > 0)).then(pl.col("loyalty"))
    return weekly.with_columns(below.alias("loyalty")).collect()


def _cents(column: str) -> pl.Expr:
    # The sums of binary fractions of dollars are off by less than a millionth of a cent; half up after that.
    return (pl.col(column).median() * 100 + 0.500001).floor().cast(pl.Int64)
