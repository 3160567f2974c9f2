"""Nothing fits: the fewest wishes are given up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.graph import SearchQuery
from knowledge.graph.exclusions import Exclusions
from knowledge.guide.relaxation import Wish, one_wish_each, relaxations, without_wishes


def test_a_price_bound_is_moved_to_the_next_that_has_products(demo):
    query = SearchQuery(
        categories=("grocery/cold-cereal/kids-cereal",), values=("label=private",), price_max=Decimal("0.50")
    )
    nearest = relaxations(demo, query)[0]
    assert nearest.given_up == (Wish("price"),)
    assert nearest.bound == Decimal("1.50")
    found = demo.search(nearest.query, 100).products
    assert len(found) == nearest.total > 0
    assert all(Decimal("0.50") < each.price <= Decimal("1.50") for each in found)


def test_a_lower_bound_moves_down(graph):
    nearest = relaxations(graph, SearchQuery(categories=("household/soap",), price_min=Decimal(10)))[0]
    assert (nearest.bound, nearest.total) == (Decimal("1.75"), 1)


def test_what_is_kept_is_still_met(graph):
    query = SearchQuery(brands=("acme",), categories=("grocery/milk",))
    options = relaxations(graph, query)
    assert [each.given_up for each in options] == [(Wish("brand"),), (Wish("category"),)]
    assert {each.category_key for each in graph.search(options[0].query).products} == {"grocery/milk"}


def test_what_nothing_could_save_has_no_relaxation(graph):
    assert relaxations(graph, SearchQuery(text="zorblax")) == ()
    assert relaxations(graph, SearchQuery()) == ()


def test_each_wish_stands_for_itself():
    query = SearchQuery(text="milk", brands=("store",), price_max=Decimal(3), without=Exclusions(words=("soy",)))
    assert set(one_wish_each(query)) == {
        SearchQuery(text="milk"),
        SearchQuery(brands=("store",)),
        SearchQuery(price_max=Decimal(3)),
        SearchQuery(without=Exclusions(words=("soy",))),
    }


QUERIES = st.builds(
    SearchQuery,
    text=st.sampled_from(["", "cereal", "milk"]),
    categories=st.sampled_from([(), ("grocery/milk",), ("household",)]),
    brands=st.sampled_from([(), ("acme",), ("bubbles",)]),
    values=st.sampled_from([(), ("size=12-oz",), ("scent=lemon", "size=1-gal")]),
    private_label=st.sampled_from([None, True, False]),
    price_max=st.sampled_from([None, Decimal("0.10"), Decimal(3)]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_no_fewer_wishes_would_do(graph, query):
    """Against trying everything that gives up fewer."""
    if graph.fitting(query):
        return
    kinds = [Wish("price")] if query.price_max is not None else []
    kinds += [Wish("value", each) for each in {value.partition("=")[0] for value in query.values}]
    for kind, given_kind in (("brand", query.brands), ("text", query.text), ("category", query.categories)):
        kinds += [Wish(kind)] if given_kind else []
    kinds += [Wish("label")] if query.private_label is not None else []
    for found in relaxations(graph, query):
        assert len(graph.fitting(found.query)) == found.total > 0
        assert replace(found.query, price_max=None) == replace(without_wishes(query, found.given_up), price_max=None)
        for fewer in combinations(kinds, len(found.given_up) - 1):
            assert not graph.fitting(without_wishes(query, fewer))
