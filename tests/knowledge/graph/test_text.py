"""Folding and tokenising."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.graph.text import fold, index_tokens, query_tokens, words


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("cereal", "cereals"), ("cookie", "cookies"), ("berry", "berries"), ("tomato", "tomatoes"), ("box", "boxes"),
        ("dish", "dishes"), ("glass", "glasses"), ("loaf", "loaves"), ("knife", "knives"), ("olive", "olives"),
        ("shoe", "shoes"), ("potato", "potatoes"), ("peach", "peaches"), ("juice", "juices"), ("pie", "pies"),
    ],
)  # fmt: skip
def test_singular_and_plural_fold_to_one(singular: str, plural: str) -> None:
    assert fold(singular) == fold(plural)


@pytest.mark.parametrize(
    ("one", "other"), [("milk", "mill"), ("bakery", "baking"), ("bras", "brass"), ("soap", "soup")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_accents_case_and_width_do_not_matter() -> None:
    assert words("CAFÉ Ｐｉｚｚａ") == words("cafe pizza")


def test_chinese_is_found_by_characters_and_pairs() -> None:
    assert {"牛", "奶", "牛奶"} <= set(index_tokens("全脂牛奶"))
    assert query_tokens("牛奶") == ["牛奶"]


def test_words_that_say_nothing_are_dropped_unless_they_are_all_there_is() -> None:
    assert query_tokens("do you have the milk") == ["milk"]
    assert query_tokens("the") == ["the"]


@given(st.text())
def test_any_text_has_words_or_none_but_never_fails(text: str) -> None:
    assert all(query_tokens(text)) and all(index_tokens(text))
