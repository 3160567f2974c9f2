from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from knowledge.customers.demographics import SensitiveTrait, TraitClassifier
from knowledge.customers.features import CustomerFeatures
from knowledge.customers.rfm import rfm
from knowledge.customers.segments import segment

NOW = datetime(2024, 5, 17, 12, tzinfo=timezone.utc)
CHANCE = np.random.default_rng(8)


def shopper(number: int, days: float, orders: int, spend: float, **other: object) -> CustomerFeatures:
    values: dict[str, object] = {
        "basket": 5.0,
        "products": 3 * orders,
        "gap": 7.0,
        "price_level": 1.0,
        "promotion_share": 0.1,
        "own_share": 0.2,
        "weekday": 2,
        "hour": 12,
    }
    last = NOW - timedelta(days=days)
    return CustomerFeatures(
        f"c{number:03}",
        last - timedelta(days=100),
        last,
        orders,
        spend,
        **{**values, **other},  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def shoppers() -> list[CustomerFeatures]:
    """Sixty who come often and lately, forty bargain hunters, and fifty not seen for long."""
    often = [shopper(n, CHANCE.uniform(1, 5), 40 + int(CHANCE.integers(0, 9)), 2_000.0) for n in range(60)]
    bargain = [
        shopper(n, CHANCE.uniform(20, 40), 8, 300.0, promotion_share=CHANCE.uniform(0.5, 0.6), price_level=0.7)
        for n in range(60, 100)
    ]
    gone = [shopper(n, CHANCE.uniform(200, 300), 3, 90.0) for n in range(100, 150)]
    return [*often, *bargain, *gone]


@pytest.mark.parametrize("method", ["k-means", "mixture"])
def test_groups_that_are_there_are_found_and_named_by_what_sets_them_apart(shoppers, method) -> None:
    found = segment(shoppers, NOW, method)
    assert sorted(len(each.customers) for each in found.segments) == [40, 50, 60]
    names = {len(each.customers): each.name for each in found.segments}
    assert "many orders" in names[60] or "shopped lately" in names[60]
    assert "buys on offer" in names[40] or "buys cheap" in names[40]
    assert "not seen for long" in names[50] or "few orders" in names[50]
    assert max(found.tried, key=lambda each: each.stability).stability > 0.9
    assert found.places.shape == (150, 2)


def test_the_same_seed_gives_the_same_segments(shoppers) -> None:
    assert segment(shoppers, NOW).segments == segment(shoppers, NOW).segments


def test_too_few_customers_are_no_segments(shoppers) -> None:
    with pytest.raises(ValueError, match="30 customers"):
        segment(shoppers[:20], NOW)


def test_rfm_puts_the_best_fifth_first(shoppers) -> None:
    found = {each.customer_id: each for each in rfm(shoppers, NOW)}
    assert Counter(each.segment for each in found.values())["hibernating"] >= 50
    best = found[max(shoppers, key=lambda each: (each.spend, each.orders)).customer_id]
    assert (best.frequency, best.segment) in {(5, "champions"), (4, "champions")}
    assert rfm([], NOW) == []


def test_equal_customers_get_equal_scores() -> None:
    same = [shopper(number, 10, 5, 100.0) for number in range(9)]
    assert len({(each.recency, each.frequency, each.money) for each in rfm(same, NOW)}) == 1


def test_a_trait_that_shows_in_what_is_bought_is_worth_guessing(shoppers) -> None:
    known = {each.customer_id: "hunts" if each.promotion_share > 0.3 else "does not" for each in shoppers}
    classifier = TraitClassifier.fit("habit", known, shoppers, NOW)
    assert classifier.honesty.accuracy > 0.95 and classifier.honesty.worth_using
    guessed = classifier.guess(shoppers[60:62], NOW)
    assert all(each["hunts"] > 0.5 and sum(each.values()) == pytest.approx(1) for each in guessed)


def test_a_trait_that_does_not_show_is_said_not_to_be(shoppers) -> None:
    chance = np.random.default_rng(1)
    known = {each.customer_id: str(chance.choice(["cat", "dog"])) for each in shoppers}
    honesty = TraitClassifier.fit("pet", known, shoppers, NOW).honesty
    assert not honesty.worth_using and honesty.balanced == pytest.approx(0.5, abs=0.12)


def test_sensitive_traits_are_off_by_default(shoppers) -> None:
    known = {each.customer_id: "young" if each.orders > 10 else "old" for each in shoppers}
    with pytest.raises(SensitiveTrait):
        TraitClassifier.fit("age", known, shoppers, NOW)
    assert TraitClassifier.fit("age", known, shoppers, NOW, allow_sensitive=True).honesty.accuracy > 0.9
    with pytest.raises(ValueError, match="two values"):
        TraitClassifier.fit("pet", {}, shoppers, NOW)
