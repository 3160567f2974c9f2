"""The second shop, as it is imported: skipped where its data is not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.catalogue.feeds.tau_retail import TauRetail
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import FeedError
from knowledge.shop import Shop

DATA = Path("../shared/data/tau_retail")


@pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not here")
def test_the_whole_shop_is_taken_over_and_a_second_time_changes_nothing(store: CatalogueStore) -> None:
    report = import_feed(store, TauRetail(DATA))
    assert report.rejected == 0
    added = {kind: counts.added for kind, counts in report.counts.items()}
    assert [added[kind] for kind in ("product", "variant", "customer", "order")] == [50, 591, 500, 1000]
    again = import_feed(store, TauRetail(DATA))
    assert all(counts.added == counts.updated == 0 for counts in again.counts.values())


@pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not here")
def test_its_orders_come_with_where_they_go_and_how_they_were_paid(tmp_path: Path) -> None:
    store = CatalogueStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    import_feed(store, TauRetail(DATA))
    shop = Shop(store, store.clock(), tmp_path, Path("data/faq"))
    order = shop.orders.order("james_li_5688", "#W2611340")
    assert order.address is not None and order.address.city == "New York"
    assert [(each.method_id, str(each.amount)) for each in order.payments] == [("gift_card_1725971", "536.6500")]
    assert shop.orders.policy.steps["cancel"].not_after == ("change_items",)
    shop.close()


def test_another_file_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    (tmp_path / "db.json").write_text("[]")
    with pytest.raises(FeedError, match="products, users and orders"):
        list(TauRetail(tmp_path).records())
