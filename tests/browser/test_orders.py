"""The order desk in a real browser: shown, agreed to, done; and an invoice saved."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from knowledge.orders.views import OrderView
from knowledge.shop import Shop
from tests.browser.chat import Chat
from tests.stack.stack import Stack

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


def with_several_items(shop: Shop, used: set[str], most: int = 1) -> tuple[str, OrderView]:
    """A household that no test has used yet, with a delivered order of a few items that may go back, of one of which
    it has at least ``most`` pieces."""
    for number in map(str, range(1, 2500)):
        for order in shop.orders.recent(number, 3) if number not in used else ():
            several = 2 <= len(order.lines) <= 8 and max(line.quantity for line in order.lines) >= most
            if several and "return" in shop.orders.possible(number, order):
                used.add(number)
                return number, order
    raise LookupError("the demo shop has no such order")


def test_items_are_picked_from_a_list_and_a_photo_goes_with_what_was_wrong(
    chat: Chat, shop: Shop, used: set[str], tmp_path: Path
) -> None:
    household, order = with_several_items(shop, used)
    chat.visit()
    chat.shop_as(household)
    chat.open()
    picker = chat.say(f"an item of order {order.number} arrived damaged").locator(".picker")
    expect(picker.get_by_role("checkbox")).to_have_count(len(order.lines))
    picker.get_by_role("checkbox").nth(1).check()
    chat.screenshot("item-picker")
    assert chat.serious_violations() == []
    answer = chat.press(picker.get_by_role("button", name="Choose 1 item"))
    expect(answer.first).to_contain_text(order.lines[1].name)
    (case,) = [each for each in shop.cases.all() if each.case.customer_id == household]
    assert (case.case.kind, case.case.order_number, case.case.positions) == ("damaged", order.number, [2])

    picture = tmp_path / "crack.png"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(picture)
    told = chat.attach(answer.get_by_role("button", name="Send a photo"), picture)
    expect(told.first).to_contain_text(case.reference)
    expect(chat.page.locator(".row.customer .sent-photo")).to_be_visible()
    chat.screenshot("photo")
    assert chat.serious_violations() == []
    (kept,) = shop.photos.of_case(case.reference).values()
    assert Image.open(BytesIO(kept)).size == (1600, 1200)


def test_a_file_that_is_no_picture_is_not_sent(chat: Chat, tmp_path: Path) -> None:
    chat.visit()
    chat.open()
    note = tmp_path / "note.png"
    note.write_text("no picture")
    chat.choose(chat.page.get_by_role("button", name="Send a photo"), note)
    expect(chat.page.locator(".attach-problem")).to_contain_text("cannot be sent")
    chat.screenshot("photo-refused")
    assert chat.rows.count() == 0


def test_how_many_of_an_item_go_back_is_picked_too(chat: Chat, shop: Shop, used: set[str]) -> None:
    number, order = with_several_items(shop, used, most=2)
    chat.visit()
    chat.shop_as(number)
    chat.open()
    picker = chat.say(f"I want to return something from order {order.number}").locator(".picker")
    place = next(at for at, line in enumerate(order.lines) if line.quantity > 1)
    picker.get_by_role("checkbox").nth(place).check()
    for _ in range(order.lines[place].quantity - 1):
        picker.get_by_role("button", name="One fewer").click()
    chat.screenshot("pieces")
    assert chat.serious_violations() == []
    chat.press(picker.get_by_role("button", name="Choose 1 item"))
    said = chat.page.locator(".row.customer").last
    expect(said).to_contain_text(f"item {place + 1} × 1")


def test_a_guest_says_who_they_are_with_a_code_and_is_helped_with_their_order(
    chat: Chat, shop: Shop, stack: Stack, used: set[str]
) -> None:
    household, number = with_an_order(shop, "pending", used)
    chat.visit()
    chat.open()
    asked = chat.say(f"please cancel order {number}")
    expect(asked.last).to_contain_text("e-mail")
    before = len(codes_in(stack.log))
    sent = chat.say("nobody-at-all@demo.example")
    expect(sent.last).to_contain_text("code")
    told = sent.last.locator(".Bubble, .bubble, p").first.inner_text()
    assert len(codes_in(stack.log)) == before
    # The same is said whether there is such a customer or not.
    again = chat.say(f"household-{household}@demo.example")
    expect(again.last).to_contain_text(told)
    code = codes_in(stack.log)[-1]
    chat.screenshot("code-asked")
    shown = chat.say(code)
    expect(shown.locator(".confirmation")).to_contain_text(number)
    chat.press(chat.page.locator(".reply").filter(has_text="Yes, do it"))
    assert shop.orders.order(household, number).status == "cancelled"
    assert chat.serious_violations() == []


def codes_in(log: Path) -> list[str]:
    return re.findall(r"one-time code: (\d{6})", log.read_text(errors="replace"))
