"""What must not break: the history, the connection, the page around the widget, and the way to a person."""

from __future__ import annotations

import pytest
from playwright.sync_api import WebSocketRoute, expect

from knowledge.shop import Shop
from tests.browser.chat import ANSWER_MS, Chat

pytestmark = [pytest.mark.browser, pytest.mark.model]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_a_reload_keeps_every_message_once(chat: Chat) -> None:
    chat.visit()
    chat.open()
    chat.say("do you have bagels?")
    chat.say("how long does delivery take?")
    before = chat.history()
    chat.page.reload()
    chat.open()
    expect(chat.rows).to_have_count(len(before))
    assert chat.history() == before
    chat.say("hello")
    assert chat.history()[: len(before)] == before


def test_what_is_written_offline_arrives_once_and_is_answered_once(chat: Chat) -> None:
    chat.visit()
    chat.open()
    chat.say("hello")
    chat.page.context.set_offline(True)
    chat.write("do you have bagels?")
    expect(chat.page.locator(".unconfirmed")).to_contain_text("Waits for the connection")
    chat.screenshot("offline")
    chat.page.context.set_offline(False)
    expect(chat.page.locator(".row.assistant .product").first).to_be_visible(timeout=ANSWER_MS)
    assert_said_and_answered_once(chat, "do you have bagels?")
    chat.errors[:] = [each for each in chat.errors if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_message_whose_receipt_is_lost_is_sent_again_but_not_doubled(chat: Chat) -> None:
    """The connection breaks after the server has the message and before the widget knows it."""
    cut: list[str] = []

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            server.send(message)
            if "bagels" in str(message) and not cut:
                cut.append(str(message))
                socket.close()

        socket.on_message(from_page)

    chat.page.route_web_socket("**/socket.io/**", relay)
    chat.visit()
    chat.open()
    chat.say("hello")
    chat.write("do you have bagels?")
    expect(chat.page.locator(".row.assistant .product").first).to_be_visible(timeout=ANSWER_MS)
    assert cut
    assert_said_and_answered_once(chat, "do you have bagels?")


def assert_said_and_answered_once(chat: Chat, text: str) -> None:
    expect(chat.page.locator(".unconfirmed")).to_have_count(0)
    expect(chat.page.locator(".typing-row")).to_have_count(0, timeout=ANSWER_MS)
    # A second answer to the same words would come before the answer to the next ones.
    chat.say("how long does delivery take?")
    expect(chat.page.locator(".row.customer").filter(has_text=text)).to_have_count(1)
    expect(chat.page.locator(".row.assistant:has(.product)")).to_have_count(1)


def test_typed_code_and_commands_are_words(chat: Chat) -> None:
    chat.visit()
    chat.open()
    chat.say("do you have bagels?")
    for text in ("/slot", HOSTILE):
        chat.say(text)
        expect(chat.page.locator(".row.customer").last).to_contain_text(text)
    expect(chat.page.locator("daogou-widget img[src=x], daogou-widget script")).to_have_count(0)
    expect(chat.say("show me more").locator(".product").first).to_be_visible()


def test_the_widget_leaves_the_pages_globals_alone(chat: Chat) -> None:
    names = "Object.getOwnPropertyNames(window)"
    without = chat.page.context.new_page()
    without.route("**/daogou.js", lambda route: route.abort())
    chat.visit()
    without.goto(chat.page.url)
    chat.open()
    chat.say("hello")
    assert set(chat.page.evaluate(names)) - set(without.evaluate(names)) == {"Daogou"}


def test_a_person_takes_over_and_hands_back(chat: Chat, shop: Shop) -> None:
    chat.visit()
    chat.open()
    conversation = chat.conversation_id()
    chat.say("I want to talk to a real person")
    banner = chat.page.locator(".banner.person")
    expect(banner).to_be_visible()

    shop.conversations.take(conversation, "Ana")
    shop.conversations.append(conversation, "person", {"text": "Ana here, how can I help?", "name": "Ana"})
    person = chat.page.locator(".row.person")
    expect(person).to_contain_text("Ana here, how can I help?")
    chat.screenshot("person")
    chat.send("my parcel is broken")

    shop.conversations.append(conversation, "person", {"text": "A new one is on its way.", "name": "Ana"})
    expect(person.last).to_contain_text("A new one is on its way.")
    # The assistant said nothing between the customer's words and the person's.
    expect(chat.page.locator(".row.customer:last-of-type ~ .row.assistant")).to_have_count(0)
    shop.conversations.resolve(conversation)
    expect(banner).to_have_count(0)
    chat.say("hello")
    chat.screenshot("person-done")
    assert chat.serious_violations() == []
