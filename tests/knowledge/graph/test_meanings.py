"""Kinds of products are found by what is meant, where the words are not the shop's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.graph import ProductGraph, SearchQuery
from knowledge.graph.meanings import Meanings


@pytest.fixture(scope="module")
def demo(demo_shop_url: str) -> Iterator[ProductGraph]:
    store = CatalogueStore.open(demo_shop_url)
    yield ProductGraph.build(store, store.clock())
    store.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("something to clean my teeth", ("tooth", "mouth")),
        ("stuff for washing clothes", ("laundry", "detergent")),
        ("food for my kitten", ("cat",)),
        ("dinner for my puppy", ("dog",)),
        ("cheddar", ("cheese",)),
        ("stuff to wash the dishes", ("dish",)),
        ("sofa", ("furniture",)),
        ("洗头的", ("shampoo",)),
        ("刷牙用的", ("tooth",)),
        ("给小猫吃的", ("cat",)),
        ("洗衣服的", ("laundry",)),
    ],
)
def test_the_first_ones_are_of_the_kind_that_is_meant(demo: ProductGraph, text: str, kind: tuple[str, ...]) -> None:
    found = demo.search(SearchQuery(text=text), 4).products
    assert found
    for each in found:
        assert any(word in (each.category_key or "") for word in kind), each.name


@pytest.mark.parametrize("text", ["zorblaxian flumquats", "laptop", "尿不湿", "zzgh trlk", "!!!", "😀"])
def test_what_the_shop_has_nothing_like_is_not_found(demo: ProductGraph, text: str) -> None:
    assert demo.search(SearchQuery(text=text)).total == 0


@pytest.mark.parametrize("text", ["ice cream", "kids cereal", "frozen pizza", "牛奶"])
def test_where_products_say_every_word_nothing_else_is_found(demo: ProductGraph, text: str) -> None:
    for each in demo.search(SearchQuery(text=text), 50).products:
        said = f"{each.name} {each.category} {' '.join(each.labels.values())} {' '.join(each.category_path)}".lower()
        assert all(word.rstrip("s") in said for word in text.split())


def test_typing_errors_still_find_what_was_meant(demo: ProductGraph) -> None:
    for text, word in (("shampo", "Shampoo"), ("peanut buter", "Peanut Butter"), ("bannanas", "Banana")):
        assert all(word in each.name for each in demo.search(SearchQuery(text=text), 4).products)


def test_the_other_conditions_hold_for_what_is_meant_too(demo: ProductGraph) -> None:
    wide = SearchQuery(text="something to clean my teeth")
    narrow = SearchQuery(text=wide.text, values=("label=private",))
    assert 0 < demo.search(narrow).total < demo.search(wide).total
    assert all(each.private_label for each in demo.search(narrow, 50).products)


def test_the_likest_come_first_and_far_ones_not_at_all() -> None:
    meanings = Meanings(["milk", "dog", "beer"], ["Milk", "Dog Food", "Beer"], ["牛奶", "狗粮", "啤酒"])
    assert [key for key, _ in meanings.near("food for my puppy")] == ["dog"]
    assert [key for key, _ in meanings.near("喂狗的")] in (["dog"], [])
    assert meanings.near("quantum chromodynamics") == []
    assert meanings.near("") == meanings.near("the of and") == []
    assert Meanings([], [], []).near("milk") == []
