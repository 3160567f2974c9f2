"""Where a message could be cut into parts that ask for something."""

from __future__ import annotations

import pytest

from bot.nlu.clauses import LONGEST, MOST, clauses


def parts(text: str) -> list[str]:
    return [each.text for each in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("find me cereal and tell me where my order is", ["find me cereal", "tell me where my order is"]),
        ("Do you have oat milk? And where's my package?", ["Do you have oat milk?", "where's my package?"]),
        ("I'd like chips & where are my coupons", ["I'd like chips", "where are my coupons"]),
        ("track my order, then show me my coupons", ["track my order", "show me my coupons"]),
        ("有优惠吗？另外我的订单到哪了", ["有优惠吗？", "我的订单到哪了"]),
        ("我想买牛奶，顺便查一下我的订单", ["我想买牛奶", "查一下我的订单"]),
        ("退货怎么办，还有优惠券怎么用", ["退货怎么办", "优惠券怎么用"]),
    ],
)
def test_a_message_is_cut_between_its_requests(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "salt and pepper",
        "mac and cheese under $5",
        "milk, bread and eggs",
        "between 3 and 5 dollars",
        "something under $3.50",
        "ben and jerry's",
        "牛奶和面包有优惠吗",
        "这个还有货吗",
        "除了牛奶还有什么",
        "where is my order?",
    ],
)
def test_things_named_together_are_one_part(text):
    assert parts(text) == []


def test_a_part_stands_where_it_says():
    text = "  Hello!!  Also, where is my order ...  "
    assert [text[each.start : each.end] for each in clauses(text)] == [each.text for each in clauses(text)]


def test_a_story_is_not_cut_and_no_message_into_more_than_the_most():
    assert parts("where is my order? " * (LONGEST // 10)) == []
    assert len(parts("where is it? " * 10)) == MOST


@pytest.mark.parametrize("text", ["my milk arrived spoiled", "I placed an order yesterday", "我买的牛奶坏了"])
def test_what_happened_is_told_not_asked(text):
    [told, asked] = clauses(f"{text}. where is it?")
    assert told.tells
    assert not asked.tells
