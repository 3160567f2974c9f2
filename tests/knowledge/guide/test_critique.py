"""What is taken back, and what is not wanted of what was shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.graph import SearchQuery
from knowledge.guide.critique import (
    read_withdrawn,
    rejected,
    rejects,
    wants_another_brand,
    withdrawn,
    without_brands,
)
from knowledge.guide.relaxation import Wish


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("any brand is fine", (Wish("brand"),)),
        ("the brand doesn't matter", (Wish("brand"),)),
        ("什么牌子都行", (Wish("brand"),)),
        ("forget the price", (Wish("price"),)),
        ("the price does not matter", (Wish("price"),)),
        ("it can be more expensive too", (Wish("price"),)),
        ("it may cost more", (Wish("price"),)),
        ("价格不限", (Wish("price"),)),
        ("never mind the size", (Wish("value", "size"),)),
        ("大小都可以", (Wish("value", "size"),)),
        ("under $5", ()),
        ("only the first brand", ()),
        ("another brand", ()),
        ("what size is it", ()),
        ("便宜一点的品牌", ()),
    ],
)
def test_a_wish_is_taken_back_in_many_words(text, wishes):
    assert read_withdrawn(text) == wishes


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("not this one", True),
        ("not the second one", True),
        ("I don't like the first one", True),
        ("anything but the third", True),
        ("不要第二个", True),
        ("第一个不喜欢", True),
        ("the second one", False),
        ("not the frozen ones", False),
        ("no nuts please", False),
        ("不要红色的", False),
    ],
)
def test_one_of_the_list_is_turned_down(text, meant):
    assert rejects(text) is meant


def test_the_order_by_price_goes_with_the_price():
    query = SearchQuery(price_max=Decimal(3), sort="price", brands=("acme",))
    assert withdrawn(query, (Wish("price"),)) == SearchQuery(brands=("acme",))


def test_a_brand_taken_back_takes_the_label_with_it():
    query = SearchQuery(brands=("acme",), values=("label=private", "size=12-oz"))
    assert withdrawn(query, (Wish("brand"),)).values == ("size=12-oz",)


def test_what_was_turned_down_stays_away(graph):
    query = rejected(SearchQuery(categories=("grocery",)), "p1")
    assert "p1" not in {each.product_id for each in graph.search(query, 20).products}
    assert len(graph.fitting(query)) == len(graph.fitting(SearchQuery(categories=("grocery",)))) - 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("from another brand", True),
        ("other brands please", True),
        ("换个牌子", True),
        ("有别的牌子吗", True),
        ("any brand is fine", False),
        ("only the first brand", False),
    ],
)
def test_another_brand_is_asked_for(text, meant):
    assert wants_another_brand(text) is meant


def test_other_brands_are_none_of_those_shown(graph):
    query = without_brands(SearchQuery(categories=("grocery/cold-cereal",), brands=("acme",)), ("acme",))
    assert {each.brand_key for each in graph.search(query, 20).products} == {"store"}
