"""What a basket costs, and its derivation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnknownProduct
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine, BasketPrice, price_basket
from tests.knowledge.graph.small_shop import GUEST_ACCOUNT, MEMBER, NOW


def applied(price: BasketPrice) -> list[str | None]:
    """The promotion on each line, of which there is one at most."""
    for line in price.lines:
        assert len(line.steps) <= 1
    return [line.steps[0].promotion_id if line.steps else None for line in price.lines]


def test_every_line_says_which_rule_lowered_it_and_by_how_much(offers: OfferBook) -> None:
    price = price_basket([BasketLine("p1", 2), BasketLine("p5")], offers)
    cereal, milk = price.lines
    assert (cereal.shelf, cereal.discount, cereal.pay) == (Decimal("8.00"), Decimal("0.80"), Decimal("7.20"))
    assert applied(price) == ["ten-off-cereal", None]
    assert (cereal.steps[0].quantity, cereal.steps[0].discount, cereal.steps[0].pay) == (2, cereal.discount, cereal.pay)
    assert (milk.before, milk.pay) == (Decimal("4.50"), Decimal("4.50"))
    assert price.proved
    assert price.total == Decimal("11.70")


def test_a_minimum_quantity_counts_over_all_the_products_of_the_promotion(offers: OfferBook) -> None:
    two = price_basket([BasketLine("p6", 2)], offers)
    three = price_basket([BasketLine("p6", 2), BasketLine("p7", 1)], offers)
    assert applied(two) == [None]
    assert applied(three) == ["three-soaps", "three-soaps"]
    assert three.discount == Decimal("1.50")


def test_a_minimum_purchase_must_be_reached(offers: OfferBook) -> None:
    assert applied(price_basket([BasketLine("p5", 11)], offers)) == [None]
    assert applied(price_basket([BasketLine("p5", 12)], offers)) == ["big-basket"]


def test_shipping_is_free_from_its_minimum_on(offers: OfferBook) -> None:
    assert price_basket([BasketLine("p5", 6)], offers).free_shipping is None
    assert price_basket([BasketLine("p5", 7)], offers).free_shipping == "free-delivery"


def test_only_members_get_loyalty_prices_and_offers(offers: OfferBook) -> None:
    basket = [BasketLine("p1"), BasketLine("p4")]
    assert price_basket(basket, offers, MEMBER).total == Decimal("3.20") + Decimal("2.40")
    for customer in (None, GUEST_ACCOUNT, "nobody"):
        assert price_basket(basket, offers, customer).total == Decimal("3.60") + Decimal("3.00")


def test_a_coupon_counts_only_when_presented_by_one_who_holds_it(offers: OfferBook) -> None:
    basket = [BasketLine("p1")]
    assert applied(price_basket(basket, offers, MEMBER, coupons=["CEREAL1"])) == ["cereal-coupon"]
    assert applied(price_basket(basket, offers, MEMBER)) == [None]
    assert applied(price_basket(basket, offers, GUEST_ACCOUNT, coupons=["CEREAL1"])) == ["ten-off-cereal"]
    assert applied(price_basket([BasketLine("p5")], offers, MEMBER, coupons=["MILK50"])) == [None]
    assert applied(price_basket([BasketLine("p5")], offers, GUEST_ACCOUNT, coupons=["MILK50"])) == ["milk-coupon"]


def test_a_basket_without_lines_an_unknown_product_or_none_of_one_is_refused(offers: OfferBook) -> None:
    with pytest.raises(ValueError, match="currency"):
        price_basket([], offers)
    with pytest.raises(UnknownProduct):
        price_basket([BasketLine("p8")], offers)
    with pytest.raises(ValueError, match="at least 1"):
        BasketLine("p1", 0)


lines = st.builds(BasketLine, st.sampled_from([f"p{i}" for i in range(1, 8)]), st.integers(1, 20))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(basket=st.lists(lines, min_size=1, max_size=5), customer=st.sampled_from([None, MEMBER, GUEST_ACCOUNT]))
def test_a_basket_adds_up_and_is_never_dearer_than_the_shelf(
    offers: OfferBook, basket: list[BasketLine], customer: str | None
) -> None:
    price = price_basket(basket, offers, customer)
    assert price.total == sum(line.pay for line in price.lines)
    assert price.shelf == sum(line.shelf for line in price.lines) == price.total + price.discount
    for line in price.lines:
        assert Decimal(0) <= line.pay == line.shelf - line.discount <= line.shelf
        assert line.pay == line.pay.quantize(Decimal("0.01"))
        assert line.pay <= (offers.quote(line.product_id, customer).pay * line.quantity).quantize(Decimal("0.01"))


CODES = ["CEREAL1", "MILK50", "ENDED"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    basket=st.lists(lines, min_size=1, max_size=5),
    customer=st.sampled_from([None, MEMBER, GUEST_ACCOUNT]),
    codes=st.sets(st.sampled_from(CODES)),
)
def test_no_promotion_is_used_outside_its_conditions(
    offers: OfferBook, basket: list[BasketLine], customer: str | None, codes: set[str]
) -> None:
    price = price_basket(basket, offers, customer, coupons=codes)
    rules = {rule.promotion_id: rule for rule in offers.board().rules}
    used = [(step, line) for line in price.lines for step in line.steps]
    for promotion_id in {step.promotion_id for step, _ in used} | {step.promotion_id for step in price.order}:
        rule = rules[promotion_id]
        views = [(offers.board().graph.product(line.product_id), line.quantity) for line in basket]
        on_it = [(view, quantity) for view, quantity in views if rule.applies_to(view)]
        assert rule.live(NOW)
        assert sum(quantity for _, quantity in on_it) >= rule.minimum_quantity
        assert sum(view.shelf_price * quantity for view, quantity in on_it) >= (rule.minimum_purchase or 0)
        assert rule.redemption != "loyalty" or customer == MEMBER
        assert rule.redemption != "coupon" or offers.redeemable(customer, codes)[rule.id] <= codes
    for step, line in used:
        assert rules[step.promotion_id].targets.include(offers.board().graph.product(line.product_id))
    assert set(price.coupons) <= codes


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    basket=st.lists(lines, min_size=1, max_size=5, unique_by=lambda line: line.product_id),
    codes=st.sets(st.sampled_from(CODES)),
    data=st.data(),
)
def test_a_coupon_never_makes_it_dearer_nor_does_the_order_of_lines_matter(
    offers: OfferBook, basket: list[BasketLine], codes: set[str], data: st.DataObject
) -> None:
    total = price_basket(basket, offers, MEMBER).total
    assert price_basket(basket, offers, MEMBER, coupons=codes).total <= total
    assert price_basket(data.draw(st.permutations(basket)), offers, MEMBER).total == total
