"""The basket as a conversation keeps it, and coupon codes in messages."""

from __future__ import annotations

import json

import pytest

from knowledge.promotions.basket import MOST_LINES, MOST_UNITS, ShoppingBasket, read_code
from knowledge.promotions.pricing import BasketLine


def test_adding_the_same_again_adds_up():
    basket = ShoppingBasket().plus("a").plus("b", 2).plus("a", 3)
    assert basket.lines == (BasketLine("a", 4), BasketLine("b", 2))


def test_nothing_of_it_takes_the_line_out():
    assert ShoppingBasket().plus("a").plus("b").with_quantity("a", 0).lines == (BasketLine("b"),)
    assert not ShoppingBasket().plus("a").with_quantity("a", -1)


def test_no_line_grows_without_end():
    assert ShoppingBasket().plus("a", 1_000_000).quantity("a") == MOST_UNITS


def test_no_basket_grows_without_end():
    basket = ShoppingBasket(tuple(BasketLine(str(number)) for number in range(MOST_LINES)))
    with pytest.raises(ValueError, match="at most"):
        basket.plus("one more")
    assert basket.plus("7").quantity("7") == 2


def test_a_coupon_counts_once_in_whatever_letters():
    basket = ShoppingBasket().with_coupon("save10").with_coupon("SAVE10")
    assert basket.coupons == ("SAVE10",)
    assert basket.without_coupon("Save10").coupons == ()
    assert basket.with_coupon("B2").without_coupon().coupons == ()


def test_it_survives_the_conversation_store():
    basket = ShoppingBasket().plus("a", 2).with_coupon("X1")
    assert ShoppingBasket.from_json(json.loads(json.dumps(basket.to_json()))) == basket
    assert ShoppingBasket.from_json(None) == ShoppingBasket()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("apply coupon SAVE10", "SAVE10"),
        ("my code is lucky7", "lucky7"),
        ("use 10000085364", "10000085364"),
        ("the code WELCOME does not work", "WELCOME"),
        ("优惠码SPRING20用不了", "SPRING20"),
        ("优惠码是summer", "summer"),
        ("why doesn't my coupon work", None),
        ("code not working", None),
        ("为什么我的优惠券不能用", None),
    ],
)
def test_a_code_is_found_in_a_message(text, code):
    assert read_code(text) == code
