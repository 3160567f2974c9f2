"""What a short message leaves out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from knowledge.graph.follow_up import cheapest_place, is_elliptic, points_at_one, read_size_order
from knowledge.graph.refine import Wishes, correct_search
from knowledge.graph.search import SearchQuery


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("does the third come bigger?", "bigger"),
        ("a larger pack", "bigger"),
        ("有大一点的吗", "bigger"),
        ("smaller please", "smaller"),
        ("再小一点", "smaller"),
        ("small talk", None),
        ("big dog food", None),
        ("便宜一点", None),
    ],
)
def test_bigger_and_smaller_are_measured_against_what_was_shown(text, order):
    assert read_size_order(text) == order


@pytest.mark.parametrize(
    "text", ["the cheaper one", "the cheapest of those", "which of these is cheapest", "最便宜的那个"]
)
def test_a_price_can_point_at_one_of_the_list(text):
    assert points_at_one(text)


@pytest.mark.parametrize("text", ["cheaper", "cheaper ones please", "cheapest first", "便宜一点", "the first one"])
def test_a_wish_for_cheaper_ones_points_at_none(text):
    assert not points_at_one(text)


@pytest.mark.parametrize("text", ["and for cats?", "what about tea", "那面包呢", "in 12 oz"])
def test_a_message_may_go_on_from_the_last_question(text):
    assert is_elliptic(text)


@pytest.mark.parametrize("text", ["and do you have honey too", "show me bread", "where is my order", "狗粮"])
def test_a_question_of_its_own_does_not_go_on(text):
    assert not is_elliptic(text)


def test_the_cheapest_of_a_list_is_its_place_whatever_else_it_holds(graph):
    views = sorted(graph.products(), key=lambda view: view.price)
    assert cheapest_place([None, views[-1], views[0]]) == 2
    assert cheapest_place([None]) is None
    assert cheapest_place([]) is None


SEARCH = SearchQuery(
    categories=("dairy",), brands=("acme",), values=("flavour=vanilla",), price_min=Decimal(2), price_max=Decimal(4)
)


def test_a_correction_replaces_its_own_kind_and_keeps_the_others():
    assert correct_search(SEARCH, Wishes(categories=("bread",))) == replace(SEARCH, categories=("bread",))
    assert correct_search(SEARCH, Wishes(values=("flavour=plain",))) == replace(SEARCH, values=("flavour=plain",))
    under = correct_search(SEARCH, Wishes(price_max=Decimal(3)))
    assert (under.price_min, under.price_max) == (None, Decimal(3))
    assert under.categories == SEARCH.categories


def test_a_correction_in_words_that_no_category_has_replaces_the_category():
    corrected = correct_search(SEARCH, Wishes(text="quinoa"))
    assert (corrected.text, corrected.categories) == ("quinoa", ())
    assert correct_search(replace(SEARCH, text="quinoa"), Wishes(categories=("rice",))).text == ""
