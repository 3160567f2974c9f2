"""Customers: the households, every one of them with the shop's card; nobody's name is known.

The card's terms are taken to include personal offers, as a loyalty card's do: every household agreed to
personalisation, and to being counted where it clicks.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from knowledge.catalogue.feeds.complete_journey.source import Source
from knowledge.catalogue.records import CustomerRecord, Origin

MAIL_DOMAIN = "demo.example"
"""The data knows no addresses; at these, which nobody can have, a guest may say who they are."""
_TRAITS = ("age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count")


def customers(source: Source) -> Iterator[CustomerRecord]:
    """Every household that ever bought or was sent a mailing; what is known of it are its traits."""
    households = (
        pl.concat([source.scan(name).select("household_id") for name in ("transactions", "campaigns", "demographics")])
        .unique()
        .join(source.scan("demographics"), on="household_id", how="left")
        .sort("household_id")
        .collect()
    )
    for row in households.iter_rows(named=True):
        yield CustomerRecord(
            origin=Origin("demographics.parquet", row["line"] or 0, row),
            customer_id=str(row["household_id"]),
            email=f"household-{row['household_id']}@{MAIL_DOMAIN}",
            loyalty_member=True,
            consents=("analytics", "personalisation"),
            traits={name: row[name] for name in _TRAITS if row[name] is not None},
        )
