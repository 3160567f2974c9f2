"""Questions about the shop, a person, and everything that goes wrong."""

from __future__ import annotations

import pytest

from knowledge.orders.desk import OrderDesk

pytestmark = pytest.mark.model


async def test_delivery_and_returns_are_answered_from_the_faq(talk):
    conversation = talk()
    delivery = await conversation.say("how long does delivery take?")
    assert delivery.intent == "ask_faq"
    assert delivery.payload("answer")["topic"] == "delivery"
    returns = await conversation.say("can I send something back?")
    assert returns.payload("answer")["topic"] == "returns"


async def test_handoff_then_silence_then_resolved(talk, assistant):
    conversation = talk()
    await conversation.say("do you have bagels?")
    handed = await conversation.say("I want to talk to a real person")
    assert handed.intent == "talk_to_person"
    assert handed.payload("handoff")["status"] == "open"
    desk, conversation_id = assistant.shop.conversations, conversation.conversation_id
    assert desk.status(conversation_id) == "open"
    [waiting] = [each for each in desk.waiting() if each.conversation_id == conversation_id]
    assert waiting.summary["search"]

    silent = await conversation.say("hello? anyone?")
    assert silent.messages == []

    desk.resolve(conversation_id)
    back = await conversation.say("hello")
    assert back.intent == "greet"
    assert desk.status(conversation_id) == "pending"


async def test_a_failing_action_apologises_and_the_next_turn_works(talk, monkeypatch):
    conversation = talk(customer="1")

    def broken(*_: object) -> object:
        raise RuntimeError("the order back end is down")

    with monkeypatch.context() as patch:
        patch.setattr(OrderDesk, "last_purchase", broken)
        answer = await conversation.say("what did I buy last time?")
        assert "sorry" in answer.said.lower()
        assert "back end" not in answer.said
    assert (await conversation.say("what did I buy last time?")).payload("order_list")


async def test_lost_twice_offers_a_person_and_yes_brings_one(talk, assistant):
    conversation = talk()
    first = await conversation.say("qwxz plorf vrrm")
    assert first.intent in ("nlu_fallback", "out_of_scope")
    second = await conversation.say("zzgh trlk pfft")
    assert second.intent in ("nlu_fallback", "out_of_scope")
    assert "person" in second.said
    yes = await conversation.say("yes please")
    assert yes.actions == ["action_affirm"]
    assert len(yes.messages) == 1
    assert yes.payload("handoff")["status"] == "open"


async def test_an_offer_of_a_person_that_is_declined_is_gone(talk, assistant):
    conversation = talk()
    await conversation.say("qwxz plorf vrrm")
    await conversation.say("zzgh trlk pfft")
    await conversation.say("no thanks")
    await conversation.say("hello")
    yes = await conversation.say("yes please")
    assert assistant.shop.conversations.status(conversation.conversation_id) == "pending"
    assert len(yes.messages) == 1


async def test_lost_with_another_word_in_between_is_not_twice_in_a_row(talk):
    conversation = talk()
    await conversation.say("qwxz plorf vrrm")
    await conversation.say("thanks")
    again = await conversation.say("zzgh trlk pfft")
    assert again.messages and "Shall I bring in a person" not in again.said


async def test_out_of_scope_says_what_the_shop_is_for(talk):
    answer = await talk().say("who won the world cup in 1998?")
    assert answer.intent in ("out_of_scope", "nlu_fallback")
    assert answer.messages


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😀😀😀", "<script>alert(1)</script>", "x" * 10_000, "\u202eabc\u0000\u0007"],
    ids=["empty", "spaces", "emoji", "script", "long", "controls"],
)
async def test_strange_input_gets_an_answer_and_the_conversation_goes_on(talk, text):
    conversation = talk()
    await conversation.say("do you have bagels?")
    strange = await conversation.say(text)
    if text.strip():
        assert strange.said
    more = await conversation.say("show me more")
    assert more.payload("product_list")["products"]


async def test_a_typed_command_is_but_words_and_loses_nothing_of_the_conversation(talk):
    conversation = talk()
    await conversation.say("do you have bagels?")
    await conversation.say("add the first one to my basket")
    assert (await conversation.say("/restart")).said
    assert (await conversation.say("show my basket")).payload("basket")["lines"]


@pytest.mark.parametrize(
    ("language", "text", "person"),
    [
        ("en", "grr you are all useless, this is terrible qwxz", "person"),
        ("zh", "气死我了，太差劲了，垃圾", "人工客服"),
    ],
)
async def test_an_upset_customer_who_is_not_understood_is_offered_a_person_at_once(
    talk, assistant, language, text, person
):
    conversation = talk(language=language)
    answer = await conversation.say(text)
    assert answer.intent in ("nlu_fallback", "out_of_scope", "talk_to_person")
    assert person in answer.said
    if answer.intent != "talk_to_person":
        await conversation.say("yes please" if language == "en" else "好的")
    assert assistant.shop.conversations.status(conversation.conversation_id) == "open"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "this is a disaster, I need a real person right now, my food is melting"),
        ("zh", "太糟糕了，马上给我转人工，东西都化了"),
    ],
)
async def test_whoever_takes_over_knows_that_it_is_urgent_and_how_the_customer_feels(talk, assistant, language, text):
    conversation = talk(language=language)
    await conversation.say(text)
    if assistant.shop.conversations.status(conversation.conversation_id) != "open":
        await conversation.say("talk to a person" if language == "en" else "转人工")
    [waiting] = [
        each for each in assistant.shop.conversations.waiting() if each.conversation_id == conversation.conversation_id
    ]
    assert waiting.urgent
    assert waiting.summary["sentiment"] == "negative"
