from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from knowledge.catalogue.models import Category, Customer, Order, OrderLine, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.consent import ConsentBook
from knowledge.customers.profile import ProfileBook
from knowledge.errors import UnknownCustomer


@pytest.fixture
def shop(store: CatalogueStore, clock: FixedClock) -> CatalogueStore:
    with store.transaction() as session:
        ada = Customer(customer_id="ada", language="zh", loyalty_member=True, source="test")
        session.add_all([ada, Customer(customer_id="bob", source="test")])
        tea, soap = Category(key="grocery/tea", name="Tea"), Category(key="care/soap", name="Soap")
        session.add_all([tea, soap])
        session.flush()
        session.add(Product(product_id="T", name="Green tea", category_id=tea.id, source="test"))
        session.add(Product(product_id="S", name="Soap", category_id=soap.id, source="test"))
        for number, (product, quantity, status) in enumerate(
            [("T", 2, "delivered"), ("S", 9, "cancelled"), ("S", 1, "shipped")]
        ):
            order = Order(
                number=str(number),
                customer_id=ada.id,
                status=status,
                placed_at=clock.now() - timedelta(days=number),
                total=Decimal(1),
                currency="USD",
                source="test",
            )
            order.lines = [
                OrderLine(position=1, product_id=product, sku=product, name=product, quantity=quantity, paid=Decimal(1))
            ]
            session.add(order)
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


def test_a_profile_counts_what_was_not_cancelled(shop: CatalogueStore, clock: FixedClock) -> None:
    consents = ConsentBook(shop, clock)
    consents.decide("ada", "personalisation", True)
    profile = ProfileBook(shop, consents).profile("ada")
    assert profile.loyalty_member and profile.language == "zh"
    assert profile.orders == 2
    assert profile.departments == ("grocery", "care")


def test_without_consent_a_profile_says_nothing_of_what_was_bought(shop: CatalogueStore, clock: FixedClock) -> None:
    profile = ProfileBook(shop, ConsentBook(shop, clock)).profile("ada")
    assert profile.orders is None and profile.departments == ()


def test_a_stranger_has_no_profile(shop: CatalogueStore, clock: FixedClock) -> None:
    with pytest.raises(UnknownCustomer):
        ProfileBook(shop, ConsentBook(shop, clock)).profile("nobody")
