"""Promotions beyond a lower price, from the catalogue's rows to what a basket costs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from knowledge.catalogue.models import Promotion, PromotionTarget
from knowledge.catalogue.store import CatalogueStore
from knowledge.catalogue.terms import Terms
from knowledge.promotions.near_miss import nearest_miss
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine, BasketPrice, price_basket
from tests.knowledge.graph.small_shop import LONG_AGO

MILK = BasketLine("p5")
Total = Callable[..., BasketPrice]


@pytest.fixture
def add(small_store: CatalogueStore) -> Callable[..., None]:
    """Adds a promotion on the milk p5, 4.50 a unit, unless its targets say otherwise."""

    def added(kind: str, value: str, *targets: tuple[str, str], **fields: Any) -> None:
        name = f"{kind}-{value}-{len(fields)}"
        made = Promotion(
            promotion_id=name, title=name, labels={}, kind=kind, value=Decimal(value), currency="USD",
            redemption="automatic", starts_at=LONG_AGO, source="test", **fields,
        )  # fmt: skip
        made.targets = [PromotionTarget(kind=kind, key=key) for kind, key in targets or (("product", "p5"),)]
        with small_store.session() as session:
            session.add(made)
            session.commit()

    return added


def milk(offers: OfferBook, units: int) -> BasketPrice:
    return price_basket([BasketLine("p5", units)], offers)


def test_three_for_a_price_is_given_as_often_as_it_fits(add: Callable[..., None], offers: OfferBook) -> None:
    add("bundle_price", "10", conditions={"size": 3})
    assert [milk(offers, units).total for units in (2, 3, 4, 6)] == [
        Decimal(n) for n in ("9.00", "10.00", "14.50", "20.00")
    ]
    (step,) = milk(offers, 4).lines[0].steps
    assert (step.quantity, step.discount, step.pay) == (3, Decimal("3.50"), Decimal("10.00"))


def test_of_two_the_second_is_half_price_but_once_a_basket(add: Callable[..., None], offers: OfferBook) -> None:
    add("buy_get", "50", conditions={"buy": 1, "get": 1, "max_times": 1})
    assert milk(offers, 4).total == Decimal("15.75")


def test_what_is_spent_takes_more_off_the_order_from_tier_to_tier(add: Callable[..., None], offers: OfferBook) -> None:
    tiers = [{"minimum_purchase": "10", "value": "1"}, {"minimum_purchase": "20", "value": "5"}]
    add("order_amount_off", "1", ("all", ""), conditions={"tiers": tiers})
    assert [milk(offers, units).total for units in (2, 3, 5)] == [Decimal(n) for n in ("9.00", "12.50", "17.50")]


def test_an_order_promotion_comes_after_the_others_and_no_more_than_its_cap(
    add: Callable[..., None], offers: OfferBook
) -> None:
    add("percent_off", "10")
    add("order_percent_off", "50", ("all", ""), conditions={"max_discount": "2.00"})
    price = milk(offers, 2)
    assert price.total == Decimal("9.00") - Decimal("0.90") - Decimal("2.00")
    assert [step.discount for step in price.order] == [Decimal("2.00")]


def test_of_a_group_the_better_one_is_given(add: Callable[..., None], offers: OfferBook) -> None:
    add("percent_off", "10", conditions={"group": "milk"})
    add("order_amount_off", "3", ("all", ""), conditions={"group": "milk"})
    assert milk(offers, 2).total == Decimal("6.00")
    assert milk(offers, 10).total == Decimal("40.50")


def test_one_unit_more_that_makes_a_promotion_hold_is_the_nearest_miss(
    add: Callable[..., None], offers: OfferBook
) -> None:
    add("bundle_price", "10", conditions={"size": 3})
    miss = nearest_miss([BasketLine("p5", 2)], offers)
    assert miss is not None
    assert (miss.product_id, miss.total, miss.saving) == ("p5", Decimal("10.00"), Decimal("3.50"))
    assert nearest_miss([BasketLine("p5", 3)], offers) is None


def test_the_miss_that_saves_most_is_told_and_a_mere_percentage_is_none(offers: OfferBook) -> None:
    soaps = [BasketLine("p1"), BasketLine("p6"), BasketLine("p7")]
    miss = nearest_miss(soaps, offers)
    assert miss is not None
    assert miss.product_id in {"p6", "p7"}
    assert miss.saving == Decimal("1.50")
    assert nearest_miss([BasketLine("p1")], offers) is None


def test_a_promotion_that_lacks_a_term_is_left_out_and_the_rest_stay(
    add: Callable[..., None], offers: OfferBook, caplog: pytest.LogCaptureFixture
) -> None:
    add("bundle_price", "1", conditions={})
    add("percent_off", "10")
    assert milk(offers, 3).total == Decimal("12.15")
    assert "size: is missing, and bundle_price needs it" in caplog.text


@pytest.mark.parametrize(
    ("kind", "conditions", "said"),
    [
        ("buy_get", {"buy": 2}, "get: is missing"),
        ("bundle_price", {"size": 0}, "size: 0 is not a whole number of at least 1"),
        ("bundle_price", {"size": True}, "size: True is not a whole number"),
        ("percent_off", {"max_discount": "-1"}, "max_discount: '-1' is not an amount above zero"),
        ("percent_off", {"max_discount": "NaN"}, "max_discount: 'NaN' is not an amount"),
        ("percent_off", {"group": " "}, "group: ' ' is not a name"),
        ("percent_off", {"priority": "first"}, "priority: 'first' is not a whole number"),
        ("order_amount_off", {"tiers": "many"}, "tiers: must be a list"),
        (
            "order_amount_off",
            {"tiers": [{"minimum_purchase": 20, "value": 5}, {"minimum_purchase": 30, "value": 4}]},
            "tiers: each must ask for more than the one before, and give more",
        ),
    ],
)
def test_terms_that_mean_nothing_are_refused_by_name(kind: str, conditions: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="^" + said.replace("(", r"\(")):
        Terms.read(kind, conditions)
