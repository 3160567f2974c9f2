"""A guest and a household shop by chat in a real browser, against the whole running system."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from knowledge.catalogue.models import ShopperEvent
from knowledge.shop import Shop
from tests.browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_a_guest_searches_narrows_picks_asks_for_offers_and_what_goes_with_it(chat: Chat) -> None:
    chat.visit()
    assert chat.serious_violations() == []
    chat.screenshot("closed")
    chat.open()
    chat.screenshot("welcome")

    found = chat.say("do you have kids cereal?").locator(".product")
    expect(found.first).to_contain_text("Cereal")
    chat.screenshot("search")

    narrowed = chat.say("under $3").locator(".product")
    expect(narrowed.nth(1)).to_contain_text("$")
    second = narrowed.nth(1).get_attribute("data-product")
    name = narrowed.nth(1).get_by_role("heading").inner_text()
    chat.screenshot("narrowed")

    detail = chat.say("the second one").locator(".detail")
    expect(detail).to_have_attribute("data-product", second or "")
    expect(detail).to_contain_text("Size")
    chat.screenshot("detail")

    expect(chat.say("any offers on it?").last).to_contain_text(name)
    chat.screenshot("offers-on-it")

    goes_with = chat.say("what goes with this?")
    expect(goes_with.locator(f'.product[data-product="{second}"]')).to_have_count(0)
    expect(goes_with.locator(".product").first).to_be_visible()
    chat.screenshot("goes-with")

    chat.say("hello")
    offers = chat.press(chat.page.get_by_role("button", name="What is on offer?"))
    expect(offers.locator(".product-row").first).to_contain_text("$")
    expect(chat.page.get_by_role("button", name="What is on offer?")).to_have_count(0)
    chat.screenshot("quick-reply")
    assert chat.serious_violations() == []


def test_a_product_page_with_the_chat_open_keeps_nobody_out(chat: Chat, shop: Shop) -> None:
    product = shop.offers.current(k=1).offers[0].product_id
    chat.visit(f"/product/{product}")
    chat.open()
    offers = chat.say("what is on offer this week?").locator(".product-row")
    expect(offers.first).to_contain_text("$")
    chat.screenshot("offers")
    assert chat.serious_violations() == []


def test_household_1_sees_coupons_recommendations_with_their_reasons_and_an_order(chat: Chat, shop: Shop) -> None:
    chat.visit()
    chat.shop_as("1")
    chat.open()

    coupons = chat.say("do I have any coupons?")
    granted = {each.code for each in shop.offers.coupons("1")}
    shown = set(coupons.locator(".coupon code").all_inner_texts())
    assert shown <= granted
    assert bool(shown) == bool(granted)
    chat.screenshot("coupons")

    recommended = chat.say("recommend something for me").locator(".product")
    recommended.first.get_by_role("button", name="Why this?").click()
    expect(recommended.first.locator(".why p")).to_contain_text("bought")
    chat.screenshot("recommended")

    bread = chat.say("do you have white bread?").locator(".product")
    expect(bread.filter(has=chat.page.locator(".badge")).first).to_contain_text("$")
    chat.screenshot("member-prices")

    [order] = shop.orders.recent("1", 1)
    card = chat.say(f"what is the status of order {order.number}?").locator(".order")
    expect(card).to_contain_text(order.number)
    expect(card).to_contain_text("$")
    chat.screenshot("order")
    assert chat.serious_violations() == []


def test_what_was_seen_and_chosen_is_kept(chat: Chat, shop: Shop) -> None:
    chat.visit()
    chat.open()
    products = chat.say("show me ice cream").locator(".product")
    chosen = products.first.get_attribute("data-product")
    chat.press(products.first.get_by_role("button", name="Details"))

    columns = ShopperEvent.__table__.c
    query = select(columns.name, columns.product_id).where(columns.conversation_id == chat.conversation_id())
    wanted = {("view_item_list", chosen), ("select_item", chosen)}
    kept: set[tuple[str, str]] = set()
    ends = time.monotonic() + 20
    while not wanted <= kept and time.monotonic() < ends:
        chat.page.wait_for_timeout(200)
        with shop.store.session() as session:
            kept = {(name, product) for name, product in session.execute(query)}
    assert wanted <= kept
