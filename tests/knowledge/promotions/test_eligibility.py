"""When and for whom a promotion holds: weekdays, first orders, segments, limits; and buying one to get another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from knowledge.catalogue.models import Coupon, CouponRedemption, Customer, Promotion, PromotionTarget
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.graph import ProductGraph
from knowledge.promotions.coupon_problems import coupon_problem
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine, price_basket
from tests.knowledge.graph.small_shop import GUEST_ACCOUNT, LAST_WEEK, MEMBER, NOW

SOAP = [BasketLine("p6", 2)]
Make = Callable[..., OfferBook]


@pytest.fixture
def make(small_store: CatalogueStore, graph: ProductGraph) -> Make:
    """Half off both soaps, with these conditions; ``code`` makes it a coupon's. NOW is a Friday."""

    def made(
        code: str | None = None, *, kind: str = "percent_off", value: str = "50", at=NOW, **conditions
    ) -> OfferBook:
        with small_store.transaction() as session:
            promotion = Promotion(
                promotion_id="test", title="Test", labels={}, kind=kind, value=Decimal(value), currency="USD",
                redemption="coupon" if code else "automatic", starts_at=LAST_WEEK, source="test", conditions=conditions,
            )  # fmt: skip
            promotion.targets = [PromotionTarget(kind="product", key="p6")]
            session.add(promotion)
            session.flush()
            if code:
                session.add(Coupon(code=code, promotion_id=promotion.id, once_per_customer=False))
        return OfferBook(small_store, FixedClock(at), lambda: graph)

    return made


def redeem(store: CatalogueStore, customer: int, times: int) -> None:
    with store.transaction() as session:
        coupon = session.query(Coupon).filter_by(code="HALF").one()
        for number in range(times):
            at = NOW - timedelta(hours=number + 1)
            session.add(CouponRedemption(coupon_id=coupon.id, customer_id=customer, redeemed_at=at))


def total(offers: OfferBook, customer: str | None = None, *coupons: str, lines=None) -> Decimal:
    return price_basket(lines or SOAP, offers, customer, coupons=coupons).total


FULL, HALF = Decimal("3.98"), Decimal("2.00")


@pytest.mark.parametrize(("weekdays", "pays"), [(["fri"], HALF), (["mon", "sat"], FULL), (["Friday"], HALF)])
def test_a_promotion_of_some_weekdays_holds_on_those(make: Make, weekdays: list[str], pays: Decimal) -> None:
    offers = make(weekdays=weekdays)
    assert total(offers) == pays
    assert offers.quote("p6").pay * 2 == (HALF if pays == HALF else FULL)
    assert ("test" in {each.promotion_id for each in offers.on_product("p6")}) is (pays == HALF)


def test_the_weekday_is_that_of_the_shop(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setenv("DAOGOU_TIMEZONE", "Pacific/Auckland")
    # Noon of a Friday in London is midnight to Saturday there.
    assert total(make(weekdays=["sat"])) == HALF


def test_a_first_order_is_of_a_customer_who_placed_none(small_store: CatalogueStore, make: Make) -> None:
    with small_store.transaction() as session:
        session.add(Customer(customer_id="new", source="test"))
    offers = make(first_order=True)
    assert total(offers, "new") == HALF
    assert total(offers, MEMBER) == FULL
    assert total(offers, None) == FULL
    assert offers.quote("p6", "new").applied is None


def test_a_segment_is_who_has_the_trait(small_store: CatalogueStore, make: Make) -> None:
    with small_store.transaction() as session:
        session.query(Customer).filter_by(customer_id=MEMBER).one().traits = {"age": "35-44"}
    offers = make(segments=["age=25-34", "age=35-44"])
    assert total(offers, MEMBER) == HALF
    assert total(offers, GUEST_ACCOUNT) == FULL
    assert total(offers, None) == FULL


@pytest.mark.parametrize(("limit", "used", "pays"), [(2, 1, HALF), (2, 2, FULL)])
def test_a_customer_may_redeem_it_so_often(
    small_store: CatalogueStore, make: Make, limit: int, used: int, pays: Decimal
) -> None:
    offers = make("HALF", most_per_customer=limit)
    redeem(small_store, 1, used)
    assert total(offers, MEMBER, "HALF") == pays
    assert total(offers, GUEST_ACCOUNT, "HALF") == HALF


@pytest.mark.parametrize(("limit", "pays"), [(4, HALF), (3, FULL)])
def test_everybody_together_may_redeem_it_so_often(
    small_store: CatalogueStore, make: Make, limit: int, pays: Decimal
) -> None:
    offers = make("HALF", most_in_all=limit)
    redeem(small_store, 1, 3)
    assert total(offers, GUEST_ACCOUNT, "HALF") == pays


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"weekdays": ["mon"]}, "weekday"),
        ({"first_order": True}, "first_order"),
        ({"segments": ["age=99"]}, "segment"),
        ({"most_per_customer": 1}, "used_up"),
    ],
)
def test_why_the_coupon_does_nothing_names_the_condition(
    small_store: CatalogueStore, make: Make, conditions: dict[str, object], reason: str
) -> None:
    offers = make("HALF", **conditions)
    redeem(small_store, 1, 1)
    problem = coupon_problem("HALF", SOAP, offers, MEMBER)
    assert problem is not None and problem.reason == reason


def test_for_what_is_bought_something_else_is_cheaper(make: Make) -> None:
    offers = make(kind="buy_get", value="100", buy=2, get=1, get_on={"product": ["p4"]})
    soap_and_milk = [BasketLine("p6", 2), BasketLine("p4", 2)]
    assert total(offers, lines=soap_and_milk) == Decimal("3.98") + Decimal("3.00")
    assert total(offers, lines=[BasketLine("p6", 2)]) == Decimal("3.98")
    assert total(offers, lines=[BasketLine("p6", 1), BasketLine("p4", 1)]) == Decimal("4.99")


def test_it_may_be_dearer_than_what_is_bought(make: Make) -> None:
    offers = make(kind="buy_get", value="50", buy=1, get=1, get_on={"category": ["grocery/milk"]})
    price = price_basket([BasketLine("p6"), BasketLine("p5")], offers)
    assert price.total == Decimal("1.99") + Decimal("2.25")
    assert sum(line.pay for line in price.lines) == price.total
