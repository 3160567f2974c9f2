"""The catalogue changes in the middle of a conversation: what is gone is not sold, and who asked to hear is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.conversations.living import Living

pytestmark = pytest.mark.model


def named(answer) -> set[str]:
    """Every product in the payloads of an answer."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "product_id" in value:
                found.add(value["product_id"])
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look([message.get("payload") for message in answer.messages])
    return found


async def test_after_a_reload_no_reply_names_what_is_gone(living: Living) -> None:
    conversation = living.talk("reload", "1")
    shown = [
        each["product_id"]
        for each in (await conversation.say("show me white bread")).payload("product_list")["products"]
    ]
    await conversation.say("add the first two to my basket")
    for product_id in shown[:2]:
        living.change(product_id, active=False)
    assert living.shop.refresh_if_changed()
    gone = set(shown[:2])
    for text in (
        "the first one",
        "compare the first two",
        "something like the second one",
        "why the first one?",
        "add the first one to my basket",
        "show my basket",
        "show me white bread",
        "show me more",
        "go back",
        "recommend something",
    ):
        answer = await conversation.say(text)
        assert answer.said
        assert "went wrong" not in answer.said, text
        assert not named(answer) & gone, text
        assert all(living.shop.graph.has(each) for each in named(answer)), text


async def test_who_asked_is_told_in_the_conversation_and_its_language_when_it_is_cheaper(living: Living) -> None:
    from actions.alerts import deliver

    products = {}
    for language, customer, search, ask, yes in (
        ("en", "2", "show me wheat bread", "tell me when the first one gets cheaper", "yes please"),
        ("zh", "5", "有什么酸奶", "第二个降价的时候告诉我", "好的"),
    ):
        conversation = living.talk(f"cheaper-{language}", customer, language)
        found = (await conversation.say(search)).payload("product_list")["products"]
        products[language] = found[0 if language == "en" else 1]
        asked = await conversation.say(ask)
        assert asked.intent == "ask_alert"
        assert living.shop.alerts.of(customer) == ()  # not before the customer agreed
        await conversation.say(yes)
        [alert] = living.shop.alerts.of(customer)
        assert alert.below == Decimal(products[language]["price"])
    assert deliver(living.shop) == 0

    for each in products.values():
        living.change(each["product_id"], price=Decimal("0.05"))
    assert living.shop.refresh_if_changed()
    assert deliver(living.shop) == 2
    assert deliver(living.shop) == 0
    for language, product in products.items():
        last = living.shop.conversations.messages(f"cheaper-{language}")[-1]
        assert last.sender == "assistant"
        assert product["name"] in last.body["text"]
        assert "0.05" in last.body["text"]
        assert last.body["payload"]["products"][0]["product_id"] == product["product_id"]


async def test_no_is_no_and_nothing_is_kept(living: Living) -> None:
    conversation = living.talk("no-alert", "3")
    await conversation.say("show me white bread")
    await conversation.say("tell me when the first one gets cheaper")
    await conversation.say("no thanks")
    assert living.shop.alerts.of("3") == ()
    assert not living.shop.consents.allows("3", "alerts")


async def test_a_guest_is_asked_to_sign_in(living: Living) -> None:
    conversation = living.talk("guest-alert")
    await conversation.say("show me white bread")
    assert (await conversation.say("tell me when the first one gets cheaper")).payload("sign_in")


async def test_what_was_out_of_stock_and_is_back_is_told_and_cancelled_alerts_are_not(living: Living) -> None:
    from actions.alerts import deliver

    conversation = living.talk("back", "4")
    products = (await conversation.say("show me ice cream")).payload("product_list")["products"]
    living.change(products[0]["product_id"], availability="out_of_stock")
    assert living.shop.refresh_if_changed()
    await conversation.say("tell me when the first one is back in stock")
    await conversation.say("yes please")
    assert [each.kind for each in living.shop.alerts.of("4")] == ["back_in_stock"]
    assert "in stock now" in (await conversation.say("let me know when the second one is available again")).said
    living.change(products[0]["product_id"], availability="in_stock")
    assert living.shop.refresh_if_changed()
    assert deliver(living.shop) == 1
    assert "back in stock" in living.shop.conversations.messages("back")[-1].body["text"]

    await conversation.say("tell me when the second one gets cheaper")
    assert len(living.shop.alerts.of("4")) == 1
    await conversation.say("cancel my price alert")
    assert living.shop.alerts.of("4") == ()
