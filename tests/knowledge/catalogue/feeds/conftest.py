"""Feeds of small shops, read from ``fixtures``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.catalogue.feeds import open_feed
from knowledge.catalogue.feeds.base import ImportReport, Reject
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import Record
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock

FIXTURES = Path(__file__).parent / "fixtures"

Reading = tuple[list[Record], list[str]]


@pytest.fixture
def read() -> Callable[[str, str], Reading]:
    """The records of a fixture, and its rejects as they are reported."""

    def reading(kind: str, name: str) -> Reading:
        items = list(open_feed(kind, FIXTURES / name).records())
        records = [item for item in items if not isinstance(item, Reject)]
        return records, [str(item) for item in items if isinstance(item, Reject)]

    return reading


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[[str, str | bytes], Reading]:
    """The same of a file that holds what is given, called ``feed``."""

    def reading(kind: str, content: str | bytes) -> Reading:
        path = tmp_path / "feed"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        items = list(open_feed(kind, path).records())
        records = [item for item in items if not isinstance(item, Reject)]
        return records, [str(item) for item in items if isinstance(item, Reject)]

    return reading


@pytest.fixture
def load(store: CatalogueStore, clock: FixedClock, tmp_path: Path) -> Callable[[str, str], ImportReport]:
    """Import a fixture into the store."""

    def loading(kind: str, name: str) -> ImportReport:
        return import_feed(store, open_feed(kind, FIXTURES / name), rejects_dir=tmp_path / "rejects", clock=clock)

    return loading
