"""Asking what narrows most."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from math import log2

import numpy as np
import pytest

from knowledge.graph import ProductGraph, SearchQuery
from knowledge.guide.price_bands import above, below, price_bands
from knowledge.guide.questions import (
    Facet,
    askable,
    chosen,
    narrowed,
    normalised_entropy,
    questions,
    wanted,
)

CEREAL = SearchQuery(categories=("grocery/cold-cereal",))
SURE = {"brand": 0.0, "category": 0.0, "price": 0.0, "attribute": 0.0, "measure": 0.0}


def candidates(graph: ProductGraph, query: SearchQuery) -> np.ndarray:
    return np.array(graph.fitting(query).to_array(), dtype=np.int64)


def information(answers: dict[str, float]) -> float:
    total = sum(answers.values())
    return -sum(p / total * log2(p / total) for p in answers.values() if p)


def test_the_facet_asked_is_the_one_with_the_most_information(demo):
    positions = candidates(demo, CEREAL)
    weights = wanted(demo, positions)
    products = demo.products()
    by_brand: dict[str, float] = defaultdict(float)
    by_size: dict[str, float] = defaultdict(float)
    for position, weight in zip(positions.tolist(), weights.tolist(), strict=True):
        view = products[position]
        by_brand[view.brand_key or ""] += weight
        by_size[view.size or ""] += weight
    [asked] = questions(demo, CEREAL, unsure=SURE)
    assert asked.facet == "size"
    assert asked.bits == pytest.approx(information(by_size))
    assert information(by_size) > information(by_brand)


def test_what_few_know_is_asked_after_what_most_know(demo):
    [asked] = questions(demo, CEREAL, unsure=SURE | {"size": 0.95})
    assert asked.facet != "size"


def test_the_second_question_is_worth_what_it_adds_to_the_first(demo):
    first, second = questions(demo, CEREAL, unsure=SURE, most=2)
    assert first.facet != second.facet
    [alone] = questions(demo, CEREAL, unsure=SURE, asked=(first.facet,))
    assert second.bits < alone.bits


def test_nothing_is_asked_that_the_customer_has_said(demo):
    for query, said in (
        (SearchQuery(categories=("grocery/cold-cereal",), brands=("daogous-own",)), "brand"),
        (SearchQuery(categories=("grocery/cold-cereal",), values=("label=private",)), "label"),
        (SearchQuery(categories=("grocery/cold-cereal",), price_max=Decimal(4)), "price"),
        (SearchQuery(categories=("grocery/cold-cereal/kids-cereal",)), "category"),
    ):
        assert said not in {each.facet for each in questions(demo, query, most=9)}


def test_a_facet_is_not_asked_twice(demo):
    asked: list[str] = []
    while found := questions(demo, CEREAL, asked=asked):
        assert found[0].facet not in asked
        asked.append(found[0].facet)
    assert set(asked) == {"brand", "category", "price", "size", "label"}


def test_few_products_are_shown_and_not_asked_about(graph):
    assert questions(graph, SearchQuery(), shown=20) == ()


def test_where_one_product_is_almost_surely_wanted_nothing_is_asked(demo):
    favourite = demo.search(CEREAL, 1).products[0].product_id
    assert questions(demo, CEREAL)
    assert questions(demo, CEREAL, taste={favourite: 1e6}) == ()


def test_an_answer_leaves_as_many_as_it_says(demo):
    for asked in questions(demo, CEREAL, most=5):
        for choice in asked.choices:
            assert len(demo.fitting(narrowed(CEREAL, asked.facet, choice))) == choice.count


def test_choices_are_the_likeliest_and_their_chances_at_most_one(demo):
    for asked in questions(demo, CEREAL, most=5):
        chances = [choice.probability for choice in asked.choices]
        assert sum(chances) <= 1 + 1e-9
        if asked.facet != "price":
            assert chances == sorted(chances, reverse=True)


def test_the_chances_of_what_is_wanted_sum_to_one_in_double_precision(demo):
    chances = wanted(demo, candidates(demo, CEREAL))
    assert chances.dtype == np.float64
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)


def test_what_the_customer_likes_is_more_likely_wanted(demo):
    positions = candidates(demo, CEREAL)
    liked = demo.products()[int(positions[7])].product_id
    plain, with_taste = wanted(demo, positions), wanted(demo, positions, {liked: 1.0})
    assert with_taste[7] > 10 * plain[7]
    assert with_taste.sum() == pytest.approx(1.0)


def test_what_was_seen_is_not_asked_about(demo):
    seen = [each.product_id for each in demo.search(CEREAL, 300).products]
    assert questions(demo, CEREAL, seen=seen) == ()


def test_products_without_a_value_make_a_question_worth_less():
    weights = np.full(4, 0.25)
    all_have = Facet("a", ("x", "y"), np.arange(4), np.array([0, 0, 1, 1]), np.ones(4, dtype=np.int64), 0.0)
    half_have = Facet("b", ("x", "y"), np.arange(2), np.array([0, 1]), np.array([1, 1, 0, 0]), 0.0)
    one, two = (chosen([each], weights, 1)[0].bits for each in (all_have, half_have))
    assert one == pytest.approx(1.0)
    assert two == pytest.approx(1.5)  # x, y, or neither: it tells three apart
    [best] = chosen([all_have, half_have], weights, 1)
    assert best.facet == "b"


def test_a_product_with_several_values_answers_any_of_them():
    weights = np.array([0.5, 0.5])
    both = Facet("a", ("x", "y"), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([2, 2]), 0.0)
    assert chosen([both], weights, 1) == ()


def test_entropy_is_none_for_one_and_whole_for_all_alike():
    assert normalised_entropy(np.array([1.0])) == 0.0
    assert normalised_entropy(np.array([0.25] * 4)) == pytest.approx(1.0)
    assert normalised_entropy(np.array([0.97, 0.01, 0.01, 0.01])) < 0.3


def test_every_facet_of_the_shop_may_be_asked(demo):
    positions = candidates(demo, CEREAL)
    names = {each.name for each in askable(demo, CEREAL, positions, wanted(demo, positions), SURE)}
    assert names == {"brand", "size", "label", "category", "price"}


def test_price_bands_end_at_round_numbers_and_hold_every_price_once():
    prices = np.array([9_900, 19_900, 21_000, 34_900, 40_000, 59_900, 120_000])
    bands = price_bands(prices, np.ones(7))
    assert [(band.low, band.high) for band in bands] == [
        (None, Decimal("2.00")),
        (Decimal("2.01"), Decimal("4.00")),
        (Decimal("4.01"), None),
    ]


def test_one_price_is_one_band():
    assert len(price_bands(np.array([20_000, 20_000]), np.ones(2))) == 1


@pytest.mark.parametrize(
    ("price", "up", "down"),
    [("1.38", "1.50", "1.25"), ("4.99", "5.00", "4.75"), ("7.49", "8.00", "7.00"), ("52.10", "55.00", "50.00")],
)
def test_a_moved_bound_is_an_amount_that_people_say(price, up, down):
    scaled = int(Decimal(price) * 10_000)
    assert (above(scaled), below(scaled)) == (Decimal(up), Decimal(down))
