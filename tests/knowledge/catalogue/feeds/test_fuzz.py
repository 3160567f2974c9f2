"""Whatever bytes a file holds, an importer gives records, rejects or a FeedError - and what it gives can be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue.feeds import KINDS, open_feed
from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import Record
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import FeedError
from tests.knowledge.catalogue.feeds.conftest import FIXTURES

SEEDS = {
    "google-products": ["google_products.tsv", "google_products.xml", "google_products_atom.xml"],
    "google-promotions": ["google_promotions.tsv", "google_promotions.xml"],
    "promotions": ["promotions.yml"],
    "shopify": ["shopify_old.csv", "shopify_new.csv"],
    "customers": ["customers.csv"],
    "orders": ["orders.csv", "orders.jsonl"],
    "events": ["events.csv"],
    "tau-retail": ["tau_retail.json"],
}
OURS = [kind for kind in KINDS if kind != "demo"]
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def _items(kind: str, path: Path, content: bytes) -> list[Record | Reject]:
    path.write_bytes(content)
    try:
        return list(open_feed(kind, path).records())
    except FeedError:
        return []


@pytest.mark.parametrize("kind", OURS)
@RELAXED
@given(content=st.binary(max_size=500) | st.text(max_size=300).map(str.encode))
def test_arbitrary_bytes_crash_nothing(kind: str, content: bytes, tmp_path: Path) -> None:
    _items(kind, tmp_path / "feed", content)


@pytest.mark.parametrize("kind", OURS)
@RELAXED
@given(data=st.data())
def test_a_damaged_feed_crashes_nothing_and_its_rejects_can_be_kept(
    kind: str, data: st.DataObject, tmp_path: Path
) -> None:
    content = bytearray((FIXTURES / data.draw(st.sampled_from(SEEDS[kind]))).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
        if not content:
            break
    for item in _items(kind, tmp_path / "feed", bytes(content)):
        if isinstance(item, Reject):
            assert item.line >= 1
            json.dumps(item.row, ensure_ascii=False, default=str).encode()


class _Given(Feed):
    """Records read before, so that a database is opened once for many feeds."""

    source = "fuzz"

    def __init__(self, items: list[Record | Reject]) -> None:
        self.path = Path("feed")
        self._items = items

    def records(self):  # type: ignore[no-untyped-def]
        yield from self._items


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(data=st.data())
def test_whatever_is_made_of_a_damaged_feed_can_be_written(
    data: st.DataObject, store: CatalogueStore, tmp_path: Path
) -> None:
    kind = data.draw(st.sampled_from(OURS))
    content = bytearray((FIXTURES / data.draw(st.sampled_from(SEEDS[kind]))).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 3] = data.draw(st.text(max_size=5)).encode()
        if not content:
            break
    import_feed(store, _Given(_items(kind, tmp_path / "feed", bytes(content))), rejects_dir=tmp_path)
