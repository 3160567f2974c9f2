"""Searching the small shop by every kind of condition and their mixes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.graph import ProductGraph, ProductView, SearchQuery

EVERYTHING = SearchQuery(in_stock=False)


def found(graph: ProductGraph, query: SearchQuery) -> list[str]:
    return [product.product_id for product in graph.search(query, k=100).products]


def test_an_empty_query_finds_everything_in_stock_the_most_popular_first(graph: ProductGraph) -> None:
    result = graph.search(SearchQuery(), k=100)
    popularity = [product.popularity for product in result.products]
    assert {product.product_id for product in result.products} == {"p1", "p2", "p3", "p4", "p5", "p6"}
    assert popularity == sorted(popularity, reverse=True)


def test_what_is_out_of_stock_shows_only_when_asked_for(graph: ProductGraph) -> None:
    assert "p7" not in found(graph, SearchQuery())
    assert "p7" in found(graph, EVERYTHING)


@pytest.mark.parametrize("text", ["", "cereal", "discontinued", "priceless"])
def test_inactive_and_unpriced_products_are_never_found(graph: ProductGraph, text: str) -> None:
    assert not {"p8", "p9"} & set(found(graph, SearchQuery(text=text, in_stock=False)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery(categories=("grocery",)), {"p1", "p2", "p3", "p4", "p5"}),
        (SearchQuery(categories=("grocery/cold-cereal",)), {"p1", "p2", "p3"}),
        (SearchQuery(categories=("grocery/milk", "household/soap")), {"p4", "p5", "p6"}),
        (SearchQuery(brands=("acme", "dairyland")), {"p1", "p2", "p5"}),
        (SearchQuery(values=("size=12-oz",)), {"p1", "p3"}),
        (SearchQuery(values=("size=12-oz", "size=16-oz")), {"p1", "p2", "p3"}),
        (SearchQuery(values=("size=12-oz", "scent=lemon")), set()),
        (SearchQuery(private_label=True), {"p3", "p4"}),
        (SearchQuery(private_label=False, categories=("grocery",)), {"p1", "p2", "p5"}),
        (SearchQuery(price_max=Decimal("2.00")), {"p3", "p6"}),
        (SearchQuery(price_min=Decimal("4.00"), price_max=Decimal("4.50")), {"p1", "p5"}),
        (SearchQuery(within=frozenset({"p1", "p6", "p8", "no-such"})), {"p1", "p6"}),
        (SearchQuery(within=frozenset()), set()),
        (SearchQuery(text="cereal", brands=("acme",), price_max=Decimal("4.99")), {"p1"}),
        (SearchQuery(categories=("no/such/category",)), set()),
    ],
)
def test_every_condition_given_holds(graph: ProductGraph, query: SearchQuery, expected: set[str]) -> None:
    assert set(found(graph, query)) == expected


def test_the_sale_price_is_the_one_that_price_conditions_mean(graph: ProductGraph) -> None:
    assert "p3" in found(graph, SearchQuery(price_max=Decimal("2.49")))
    assert graph.product("p3").shelf_price == Decimal("2.50")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cereal", {"p1", "p2", "p3"}),
        ("cereals", {"p1", "p2", "p3"}),
        ("CEREAL!", {"p1", "p2", "p3"}),
        ("ceral", {"p1", "p2", "p3"}),
        ("cere", {"p1", "p2", "p3"}),
        ("flake", {"p2"}),
        ("do you have any almond milk", {"p5"}),
        ("breakfast", {"p1", "p2", "p3"}),
        ("citrus", {"p6"}),
        ("own brand milk", {"p4"}),
        ("麦片", {"p1", "p2", "p3"}),
        ("我想买牛奶", {"p4", "p5"}),
        ("全脂牛奶", {"p4"}),
        ("柠檬", {"p6"}),
        ("xyzzyx", set()),
        ("🥣", set()),
        ("cereal xyzzyx", {"p1", "p2", "p3"}),
    ],
)
def test_words_are_found_in_any_language_plural_or_misspelling(
    graph: ProductGraph, text: str, expected: set[str]
) -> None:
    assert set(found(graph, SearchQuery(text=text))) == expected


def test_a_product_with_the_word_in_its_name_comes_before_one_in_the_category(graph: ProductGraph) -> None:
    assert found(graph, SearchQuery(text="kids cereal")) == ["p1", "p3"]


def test_words_that_no_product_has_together_find_those_with_the_most_of_them(graph: ProductGraph) -> None:
    assert set(found(graph, SearchQuery(text="lemon almond milk"))) == {"p5"}


def test_sorting_by_price_goes_both_ways(graph: ProductGraph) -> None:
    rising = [p.price for p in graph.search(SearchQuery(sort="price"), 100).products]
    falling = [p.price for p in graph.search(SearchQuery(sort="price_desc"), 100).products]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)


def test_a_result_says_how_many_fit_and_where_it_begins(graph: ProductGraph) -> None:
    query = SearchQuery(categories=("grocery",))
    result = graph.search(query, k=2, offset=2)
    assert (len(result.products), result.total, result.offset, result.query) == (2, 5, 2, query)


def test_a_negative_page_is_refused(graph: ProductGraph) -> None:
    with pytest.raises(ValueError, match="negative"):
        graph.search(SearchQuery(), k=-1)


def some_of(*keys: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(keys), max_size=3).map(tuple)


queries = st.builds(
    SearchQuery,
    text=st.sampled_from(["", "", "cereal", "milk", "ceral", "soap lemon", "麦片"]),
    categories=some_of("grocery", "grocery/cold-cereal", "grocery/milk", "household", "none"),
    brands=some_of("acme", "store", "bubbles", "none"),
    values=some_of("size=12-oz", "size=16-oz", "scent=lemon", "scent=none"),
    private_label=st.sampled_from([None, True, False]),
    price_min=st.none() | st.decimals("0", "6", places=2),
    price_max=st.none() | st.decimals("0", "6", places=2),
    in_stock=st.booleans(),
    within=st.none() | st.frozensets(st.sampled_from([f"p{i}" for i in range(1, 10)])),
    sort=st.sampled_from(["relevance", "price", "price_desc", "popularity"]),
)


def holds(product: ProductView, query: SearchQuery) -> bool:
    """The conditions other than text, one at a time, on the product itself."""
    by_attribute: dict[str, set[str]] = {}
    for reference in query.values:
        by_attribute.setdefault(reference.split("=")[0], set()).add(reference)
    own = {value.reference for value in product.values}
    return (
        (not query.categories or bool(set(query.categories) & set(product.category_path)))
        and (not query.brands or product.brand_key in query.brands)
        and all(own & wanted for wanted in by_attribute.values())
        and (query.private_label is None or product.private_label == query.private_label)
        and (query.price_min is None or product.price >= query.price_min)
        and (query.price_max is None or product.price <= query.price_max)
        and (product.in_stock or not query.in_stock)
        and (query.within is None or product.product_id in query.within)
    )


@settings(max_examples=400, deadline=None)
@given(query=queries)
def test_search_agrees_with_looking_at_every_product(graph: ProductGraph, query: SearchQuery) -> None:
    worded = set(found(graph, SearchQuery(text=query.text, in_stock=False)))
    expected = {p.product_id for p in graph.products() if p.product_id in worded and holds(p, query)}
    assert set(found(graph, query)) == expected


@settings(max_examples=200, deadline=None)
@given(query=queries, size=st.integers(1, 4))
def test_pages_put_together_are_the_whole_result(graph: ProductGraph, query: SearchQuery, size: int) -> None:
    whole = found(graph, query)
    paged = [p.product_id for at in range(0, 8, size) for p in graph.search(query, size, at).products]
    assert paged == whole


def test_narrowing_never_finds_more(graph: ProductGraph) -> None:
    wide = SearchQuery(text="cereal")
    narrow = replace(wide, price_max=Decimal("3.00"))
    assert set(found(graph, narrow)) < set(found(graph, wide))


def test_readers_at_the_same_time_get_what_one_alone_gets(graph: ProductGraph) -> None:
    asked = [
        SearchQuery(text=text, sort=sort) for text in ("cereal", "milk", "") for sort in ("relevance", "price")
    ] * 50
    alone = [found(graph, query) for query in asked]
    with ThreadPoolExecutor(8) as readers:
        together = list(readers.map(lambda query: found(graph, query), asked))
    assert together == alone
