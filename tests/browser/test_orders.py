"""The order desk in a real browser: shown, agreed to, done; and an invoice saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from knowledge.shop import Shop
from tests.browser.chat import Chat

pytestmark = [pytest.mark.browser, pytest.mark.model]


def with_an_order(shop: Shop, status: str, but: set[str]) -> tuple[str, str]:
    """A household with an order in this state that no test has used yet, and its number."""
    for number in map(str, range(1, 2500)):
        found = [each.number for each in shop.orders.recent(number, 3) if each.status == status]
        if found and number not in but:
            but.add(number)
            return number, found[0]
    raise LookupError(status)


@pytest.fixture(scope="module")
def used() -> set[str]:
    return set()


def test_an_order_is_cancelled_after_its_summary_was_agreed_to(chat: Chat, shop: Shop, used: set[str]) -> None:
    household, number = with_an_order(shop, "pending", used)
    chat.visit()
    chat.shop_as(household)
    chat.open()
    shown = chat.say(f"please cancel order {number}")
    card = shown.locator(".confirmation")
    expect(card).to_contain_text(number)
    expect(card).to_contain_text("You get back")
    chat.screenshot("confirmation")
    assert shop.orders.order(household, number).status == "pending"
    assert chat.serious_violations() == []
    done = chat.press(chat.page.locator(".reply").filter(has_text="Yes, do it"))
    expect(done.locator(".order .state")).to_have_text("cancelled")
    chat.screenshot("cancelled")
    assert shop.orders.order(household, number).status == "cancelled"
    assert chat.serious_violations() == []


def test_a_question_in_between_is_answered_and_the_desk_asks_again(chat: Chat, shop: Shop, used: set[str]) -> None:
    household, number = with_an_order(shop, "pending", used)
    chat.visit()
    chat.shop_as(household)
    chat.open()
    chat.say(f"please cancel order {number}")
    chat.say("what are your delivery times?")
    expect(chat.rows.last).to_contain_text("Shall I do it?")
    chat.press(chat.page.locator(".reply").filter(has_text="No"))
    expect(chat.rows.last).to_contain_text("nothing was changed")
    assert shop.orders.order(household, number).status == "pending"


def test_how_content_a_customer_was_is_asked_after_a_goodbye(chat: Chat, shop: Shop) -> None:
    chat.visit()
    chat.open()
    card = chat.say("goodbye").locator(".satisfaction")
    card.get_by_role("button", name="4 of 5").click()
    card.get_by_role("textbox").fill("quick")
    chat.screenshot("satisfaction")
    assert chat.serious_violations() == []
    card.get_by_role("button", name="Send").click()
    expect(chat.rows.last).to_contain_text("Thank you for telling us")


def test_an_invoice_is_saved_as_a_pdf(chat: Chat, shop: Shop, used: set[str]) -> None:
    household, number = with_an_order(shop, "delivered", used)
    chat.visit()
    chat.shop_as(household)
    chat.open()
    card = chat.say(f"I need the invoice for order {number}").locator(".invoice")
    chat.screenshot("invoice")
    with chat.page.expect_download() as download:
        card.get_by_role("button").click()
    saved = download.value
    assert saved.suggested_filename == f"{number}.pdf"
    assert saved.path().read_bytes().startswith(b"%PDF")
    assert chat.serious_violations() == []
