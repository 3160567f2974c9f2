"""Questions about one product, and "I don't know"."""

from __future__ import annotations

import pytest

from knowledge.guide.facts import fact, read_fact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("is it private label?", "private_label"),
        ("这个是自有品牌吗", "private_label"),
        ("which sizes are there?", "sizes"),
        ("有哪些规格", "sizes"),
        ("how big is it?", "size"),
        ("第一个多大", "size"),
        ("how many are in the pack", "size"),
        ("which brand is this", "brand"),
        ("什么牌子", "brand"),
        ("is it in stock", "stock"),
        ("有货吗", "stock"),
        ("does it contain nuts?", "property"),
        ("is this gluten free", "property"),
        ("what are the ingredients", "property"),
        ("这个含坚果吗", "property"),
        ("tell me more about it", None),
        ("how much is it", None),
        ("这个多少钱", None),
        ("the second one", None),
    ],
)
def test_what_is_asked_is_read_from_the_question(text, kind):
    assert read_fact(text) == kind


def test_own_label_brand_size_and_stock_are_known(graph):
    assert fact(graph, "p3", "private_label").yes is True
    assert fact(graph, "p1", "private_label").yes is False
    assert fact(graph, "p1", "brand").values == ("acme",)
    assert fact(graph, "p1", "size").values == ("size=12-oz",)
    assert fact(graph, "p7", "stock").yes is False


def test_another_value_of_the_same_attribute_is_a_no(graph):
    found = fact(graph, "p6", "property", "does it smell of rose", ["scent=rose"])
    assert found.yes is True
    assert fact(graph, "p1", "property", "is it the 16 oz one", ["size=16-oz"]) == fact(
        graph, "p1", "property", "is it the 16 oz one", ["size=16-oz"]
    )
    answer = fact(graph, "p1", "property", "is it the 16 oz one", ["size=16-oz"])
    assert (answer.yes, answer.values) == (False, ("size=12-oz",))


def test_what_the_product_does_not_say_is_not_known_and_never_denied(graph):
    found = fact(graph, "p1", "property", "does it contain nuts?")
    assert not found.known
    assert found.asked == "nuts"


def test_what_it_says_of_itself_is_a_yes(graph):
    assert fact(graph, "p5", "property", "does it contain almond").yes is True


def test_the_same_in_other_sizes_is_of_the_same_name_and_brand(demo):
    for view in demo.products()[::997]:
        for other in fact(demo, view.product_id, "sizes").products:
            assert (other.brand_key, other.category_key) == (view.brand_key, view.category_key)
            assert other.size != view.size
