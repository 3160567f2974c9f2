"""Several requests in one message are answered in turn."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "language", "actions"),
    [
        ("find me cereal and tell me where my order is", "en", ["action_find_products", "action_track_order"]),
        ("do I have any coupons? And how long does delivery take?", "en", ["action_coupons", "action_answer_question"]),
        ("有优惠吗？另外我的订单到哪了", "zh", ["action_offers", "action_track_order"]),
        ("帮我找牛奶，顺便查一下我的订单", "zh", ["action_find_products", "action_track_order"]),
    ],
)
async def test_each_request_is_answered_in_its_turn(talk, text, language, actions):
    answer = await talk(customer="1", language=language).say(text)
    assert answer.actions == actions
    assert len(answer.messages) == 2


@pytest.mark.parametrize(
    "text",
    [
        "do you have mac and cheese under $5",
        "salt and pepper",
        "hello, where is my order?",
        "你好，运费多少",
        "牛奶和面包",
    ],
)
async def test_one_request_is_answered_once(talk, text):
    answer = await talk(customer="1").say(text)
    assert len(answer.actions) == 1
    assert "utter_greet" not in answer.actions


async def test_every_request_is_answered_for_the_customer_whom_the_channel_verified(talk, assistant):
    answer = await talk(customer="1").say("show me yogurt and what did I buy last time?")
    [order] = answer.payload("order_list")["orders"]
    assert order["number"] == assistant.shop.orders.last_purchase("1").number
    guest = await talk().say("show me yogurt and what did I buy last time?")
    assert guest.payload("sign_in")


async def test_a_later_request_may_be_about_what_an_earlier_one_showed(talk):
    answer = await talk().say("show me ice cream and tell me about the second one")
    shown = answer.payload("product_list")["products"]
    assert answer.payload("product_detail")["product"]["product_id"] == shown[1]["product_id"]


async def test_a_person_comes_after_the_other_answers(talk, assistant):
    conversation = talk()
    answer = await conversation.say("I want to talk to a person. And how long does delivery take?")
    assert answer.actions == ["action_answer_question", "action_hand_over"]
    assert assistant.shop.conversations.status(conversation.conversation_id) == "open"


async def test_the_next_message_is_a_message_of_its_own(talk):
    conversation = talk()
    await conversation.say("find me cereal and tell me where my order is")
    assert (await conversation.say("thank you very much")).actions == ["utter_thank"]
