from __future__ import annotations

import pytest

from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.consent import ConsentBook
from knowledge.errors import UnknownCustomer


@pytest.fixture
def shop(store: CatalogueStore) -> CatalogueStore:
    with store.transaction() as session:
        session.add_all(Customer(customer_id=each, source="test") for each in ("ada", "bob"))
    return store


def test_nobody_has_agreed_to_what_they_were_never_asked(shop: CatalogueStore, clock: FixedClock) -> None:
    assert not ConsentBook(shop, clock).allows("ada", "personalisation")
    assert not ConsentBook(shop, clock).allows("nobody", "analytics")


def test_the_latest_word_counts_for_its_own_purpose(shop: CatalogueStore, clock: FixedClock) -> None:
    book = ConsentBook(shop, clock)
    book.decide("ada", "personalisation", True)
    assert book.allows("ada", "personalisation")
    assert not book.allows("ada", "alerts")
    assert not book.allows("bob", "personalisation")
    book.decide("ada", "personalisation", False)
    assert not book.allows("ada", "personalisation")


def test_consent_needs_a_customer_and_a_purpose_that_exist(shop: CatalogueStore, clock: FixedClock) -> None:
    with pytest.raises(UnknownCustomer):
        ConsentBook(shop, clock).decide("nobody", "alerts", True)
    with pytest.raises(ValueError, match="personalisation"):
        ConsentBook(shop, clock).allows("ada", "everything")
