from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from knowledge.recommend.evaluation.splits import (
    Split,
    last_days,
    last_share,
    leave_one_out,
    random_share,
    random_share_of_products,
)
from knowledge.recommend.interactions import Interactions

LINES = [  # customer, product, days ago
    ("ann", "milk", 50),
    ("ann", "oats", 40),
    ("ann", "milk", 20),
    ("ann", "honey", 5),
    ("bob", "milk", 45),
    ("bob", "honey", 3),
    ("new", "oats", 2),
]


@pytest.fixture
def interactions() -> Interactions:
    customers, products, age = zip(*LINES, strict=True)
    return Interactions.of_columns(customers, products, age)


def truth(split: Split) -> dict[str, set[str]]:
    return {split.train.customers[index]: set(products) for index, products in split.truth.items()}


def test_the_last_days_are_guessed_from_what_came_before(interactions: Interactions) -> None:
    split = last_days(interactions, 30)
    assert truth(split) == {"ann": {"milk"}}  # honey and the new customer were not known then
    assert split.train.age.min() == pytest.approx(10)  # as it was 30 days before
    assert split.history(0).products == ("milk", "oats")


def test_products_that_too_few_had_bought_are_neither_learnt_nor_guessed(interactions: Interactions) -> None:
    split = last_days(interactions, 4, supported=2)
    assert split.train.products == ("milk",)


def test_the_last_share_of_each_customers_purchases_is_rounded_up(interactions: Interactions) -> None:
    assert len(last_share(interactions, 0.25).train) == 4  # three of ann's four, one of bob's two, none of new's one
    assert truth(last_share(interactions, 0.5)) == {"ann": {"milk"}}  # honey nobody had bought before


def test_leaving_one_out_keeps_the_purchase_of_those_who_made_one(interactions: Interactions) -> None:
    split = leave_one_out(interactions)
    assert split.train.customers == ("ann", "bob", "new")
    assert len(split.train) == len(interactions) - 2
    assert "honey" not in split.train.products


@pytest.fixture
def many() -> Interactions:
    chance = np.random.default_rng(3)
    customers = [f"c{each}" for each in chance.integers(0, 30, 3_000)]
    products = [f"p{each}" for each in chance.integers(0, 40, 3_000)]
    return Interactions.of_columns(customers, products, chance.random(3_000) * 300)


@pytest.mark.parametrize("cut", [random_share, random_share_of_products])
def test_a_random_share_is_of_the_size_asked_for_and_the_same_for_the_same_seed(
    many: Interactions, cut: Callable[..., Split]
) -> None:
    split, again, other = cut(many, 0.25, seed=1), cut(many, 0.25, seed=1), cut(many, 0.25, seed=2)
    assert len(split.train) == pytest.approx(0.75 * len(many), rel=0.02)
    assert split.truth == again.truth != other.truth


def test_a_share_of_products_is_held_out_of_each_product(many: Interactions) -> None:
    split = random_share_of_products(many, 0.25)
    before = np.bincount(many.product)
    after = np.bincount(split.train.product)
    assert np.abs(after / before - 0.75).max() < 0.02
