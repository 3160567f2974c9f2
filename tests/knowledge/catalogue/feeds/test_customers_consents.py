"""What customers agreed to comes with them, and their own word stands."""

from __future__ import annotations

from pathlib import Path

from knowledge.catalogue.feeds import open_feed
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import SystemClock
from knowledge.customers.consent import ConsentBook


def imported(store: CatalogueStore, folder: Path, rows: str) -> list[str]:
    path = folder / "customers.csv"
    path.write_text("customer_id,consents\n" + rows, encoding="utf-8")
    return [str(reject) for reject in import_feed(store, open_feed("customers", path), rejects_dir=folder).rejects]


def test_consents_given_at_registration_count_until_the_customer_says_otherwise(store, tmp_path):
    assert imported(store, tmp_path, "1,personalisation analytics\n2,\n") == []
    book = ConsentBook(store, SystemClock())
    assert book.allows("1", "personalisation") and book.allows("1", "analytics")
    assert not book.allows("1", "alerts") and not book.allows("2", "personalisation")
    book.decide("1", "personalisation", False)
    imported(store, tmp_path, "1,personalisation analytics\n")
    assert not book.allows("1", "personalisation")


def test_an_unknown_purpose_is_reported_and_nothing_is_agreed_to(store, tmp_path):
    [reject] = imported(store, tmp_path, "1,personalisation selling\n")
    assert reject.startswith("customers.csv:2: consents: 'selling'")
    assert not ConsentBook(store, SystemClock()).allows("1", "personalisation")
