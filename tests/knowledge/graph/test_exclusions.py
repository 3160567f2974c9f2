"""What is not wanted stays out of a search until it is asked for again; a size is found in whatever unit it is sold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from knowledge.graph import ProductGraph, SearchQuery
from knowledge.graph.exclusions import Exclusions, related
from knowledge.graph.ownwords import OwnWords
from knowledge.graph.refine import Wishes, query_from_json, query_to_json, refine_search, start_search

CEREAL, KIDS, MILK = "grocery/cold-cereal", "grocery/cold-cereal/kids-cereal", "grocery/milk"


def found(graph: ProductGraph, query: SearchQuery) -> set[str]:
    return {product.product_id for product in graph.search(query, k=100).products}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery(without=Exclusions(categories=("grocery",))), {"p6"}),
        (SearchQuery(categories=(CEREAL,), without=Exclusions(categories=(KIDS,))), {"p2"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(brands=("acme", "store"))), {"p5"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(values=("size=12-oz", "size=1-gal"))), {"p2", "p5"}),
        (SearchQuery(without=Exclusions(values=("scent=lemon",))), {"p1", "p2", "p3", "p4", "p5"}),
        (SearchQuery(categories=(CEREAL,), without=Exclusions(words=("bran",))), {"p1", "p3"}),
        (SearchQuery(categories=(MILK,), without=Exclusions(words=("almonds",))), {"p4"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(words=("oat rings", "flakes"))), {"p1", "p4", "p5"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(words=("全脂",))), {"p1", "p2", "p3", "p5"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(words=("nothing says this", "🙂"))),
         {"p1", "p2", "p3", "p4", "p5"}),
        (SearchQuery(categories=("grocery",), without=Exclusions(categories=("no/such",), brands=("nobody",))),
         {"p1", "p2", "p3", "p4", "p5"}),
    ],
)  # fmt: skip
def test_nothing_excluded_is_found(graph: ProductGraph, query: SearchQuery, expected: set[str]) -> None:
    assert found(graph, query) == expected


def test_the_words_of_its_category_are_not_a_products_own(graph: ProductGraph) -> None:
    assert found(graph, SearchQuery(categories=(CEREAL,), without=Exclusions(words=("cereal",)))) == {"p2", "p3"}


@pytest.mark.parametrize(
    "name", ["Sugar Free Gum", "Sugar-Free Gum", "No Sugar Gum", "Gum without Sugar", "Zero Sugar Cola", "无糖可乐"]
)
def test_what_says_that_it_has_none_does_not_say_it(graph: ProductGraph, name: str) -> None:
    like = graph.product("p1")
    made = [replace(like, name=each, labels={}) for each in (name, "Sugar", "白糖")]
    assert set(OwnWords(made).saying(["sugar", "糖"])) == {1, 2}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("size=~12-oz", {"p1", "p3"}),
        ("size=~340-g", {"p1", "p3"}),
        ("size=~0.34-kg", {"p1", "p3"}),
        ("size=~1-lb", {"p2"}),
        ("size=~4-qt", {"p4"}),
        ("size=~0.5-gal", {"p5"}),
        ("size=~14-oz", set()),
        ("size=~12-ct", set()),
        ("size=~nonsense", set()),
        ("size=12-oz..16-oz", {"p1", "p2", "p3"}),
        ("size=13-oz..", {"p2", "p4", "p5"}),  # an ounce may be one of volume
        ("size=..0.5-kg", {"p1", "p2", "p3"}),
        ("size=1-qt..1-gal", {"p4", "p5"}),
        ("size=2-gal..", set()),
        ("size=nonsense..", set()),
    ],
)
def test_a_size_is_found_in_whatever_unit_it_is_sold(graph: ProductGraph, reference: str, expected: set[str]) -> None:
    assert found(graph, SearchQuery(values=(reference,))) == expected


def test_a_size_that_no_product_has_is_still_said_in_words(graph: ProductGraph) -> None:
    assert graph.value_name("size=~500-g") == "500 g"


NUTS = Exclusions(categories=("nuts",), words=("nuts",))


def test_what_is_excluded_is_kept_while_the_search_narrows() -> None:
    query = start_search(Wishes(categories=("cereal",), without=NUTS))
    narrowed = refine_search(query, Wishes(brands=("acme",), without=Exclusions(brands=("store",)), said="acme"), ())
    assert narrowed.without == Exclusions(("nuts",), ("store",), (), ("nuts",))
    assert narrowed.categories == ("cereal",)


@pytest.mark.parametrize("asked", ["nuts", "nuts/peanuts"])
def test_what_is_asked_for_again_is_excluded_no_more_and_the_kind_stays(asked: str) -> None:
    query = start_search(Wishes(categories=("cereal",), without=NUTS))
    back = refine_search(query, Wishes(categories=(asked,), said="with nuts after all"), ())
    assert back.without == Exclusions()
    assert back.categories == ("cereal",)


def test_a_kind_within_the_one_looked_at_is_looked_for_when_asked_for_again() -> None:
    query = start_search(
        Wishes(categories=("bread",), without=Exclusions(categories=("bread/rolls",), words=("rolls",)))
    )
    back = refine_search(query, Wishes(categories=("bread/rolls",), said="show me rolls"), ())
    assert (back.categories, back.without) == (("bread/rolls",), Exclusions())


def test_brands_values_and_words_are_withdrawn_alike() -> None:
    without = Exclusions(brands=("acme",), values=("colour=red",), words=("red", "spicy chips"))
    wishes = Wishes(brands=("acme",), values=("colour=red",), said="acme in red, spicy is fine")
    assert refine_search(SearchQuery(without=without), wishes, ()).without == Exclusions(words=("spicy chips",))


def test_of_no_red_wine_only_the_red_counts_where_wine_is_wanted() -> None:
    red = Exclusions(categories=("wine",), words=("red",))
    assert start_search(Wishes(categories=("wine",), without=red)).without == Exclusions(words=("red",))
    assert refine_search(SearchQuery(categories=("wine",)), Wishes(without=red), ()).without == Exclusions(
        words=("red",)
    )
    assert start_search(Wishes(without=red)).without == red


def test_a_conversation_keeps_it_as_json() -> None:
    query = SearchQuery(categories=("cereal",), without=Exclusions(words=("nuts",)))
    data = json.loads(json.dumps(query_to_json(query)))
    assert data == {"categories": ["cereal"], "without": {"words": ["nuts"]}}
    assert query_from_json(data) == query
    assert "without" not in query_to_json(SearchQuery(text="milk"))


@pytest.mark.parametrize(("one", "other", "expected"), [("a/b", "a", True), ("a", "a/b", True), ("a", "ab", False)])
def test_kinds_are_related_along_a_path(one: str, other: str, expected: bool) -> None:
    assert related(one, other) is expected
