"""Purchases as Spark reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from knowledge.recommend.interactions import Interactions


@contextmanager
def staged(spark: Any, interactions: Interactions, staging: Path | None = None) -> Iterator[Any]:
    """A Spark frame of who bought what: ``customer`` and ``product`` as numbers, each pair once.

    It is written as Parquet into ``staging``, which every worker must see (None: this machine's own temporary folder).
    """
    bought = interactions.bought.tocoo()
    with tempfile.TemporaryDirectory(prefix="daogou-spark-", dir=staging) as folder:
        file = Path(folder) / "bought.parquet"
        pl.DataFrame({"customer": bought.row, "product": bought.col}).write_parquet(file)
        yield spark.read.parquet(file.as_uri())
