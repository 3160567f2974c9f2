"""Asked, compared, put together and priced in a real browser, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_question_chips_narrow_and_a_table_compares(chat: Chat) -> None:
    chat.visit()
    chat.open()
    wide = chat.say("show me cold cereal")
    chips = chat.page.locator(".reply")
    expect(chips.last).to_have_text("no preference")
    total = int(re.findall(r"I found (\d+)", wide.first.inner_text())[0])
    chat.screenshot("question")
    narrowed = chat.press(chips.first)
    assert int(re.findall(r"(?:I found (\d+)|One product)", narrowed.first.inner_text())[0] or 1) < total

    table = chat.say("compare the first three").locator(".comparison table")
    expect(table.locator("thead th")).to_have_count(4)
    rows = table.locator("tbody tr")
    assert rows.count() >= 3
    classes = [row.get_attribute("class") for row in rows.all()]
    assert classes == sorted(classes, key=lambda each: each != "differs")
    chat.screenshot("comparison")
    assert chat.serious_violations() == []


def test_the_basket_shows_how_its_price_comes_about_and_its_buttons_work(chat: Chat) -> None:
    chat.visit()
    chat.shop_as("1")
    chat.open()
    products = chat.say("do you have white bread?").locator(".product")
    basket = chat.press(products.first.get_by_role("button", name="Add to basket")).locator(".basket")
    expect(basket.locator(".basket-line")).to_have_count(1)
    expect(basket.locator(".basket-line")).to_contain_text("1 ×")
    expect(basket.locator(".total dd")).to_contain_text("$")

    chat.say("what is on offer this week?")
    basket = chat.say("add number 1 to my basket").locator(".basket")
    expect(basket.locator(".basket-line")).to_have_count(2)
    expect(basket.locator(".steps li").first).to_contain_text("$")
    chat.screenshot("basket")

    basket = chat.press(basket.locator(".basket-line").nth(1).get_by_role("button", name="One more")).locator(".basket")
    expect(basket.locator(".basket-line").nth(1)).to_contain_text("2 ×")
    basket = chat.press(basket.locator(".basket-line").nth(0).get_by_role("button", name="Remove")).locator(".basket")
    expect(basket.locator(".basket-line")).to_have_count(1)
    assert chat.serious_violations() == []


def test_a_breakfast_goes_into_the_basket_with_one_press(chat: Chat) -> None:
    chat.visit()
    chat.open()
    products = chat.say("breakfast for four under $15").locator(".product")
    count = products.count()
    assert count >= 4
    chat.screenshot("bundle")
    basket = chat.press(chat.page.get_by_role("button", name="Put all into the basket")).locator(".basket")
    expect(basket.locator(".basket-line")).to_have_count(count)
    chat.screenshot("bundle-basket")
    assert chat.serious_violations() == []
