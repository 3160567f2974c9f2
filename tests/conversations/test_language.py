"""The conversation is held in the customer's language."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.model

HAN = re.compile("[一-鿿]")


def is_chinese(said: str) -> bool:
    assert said
    return HAN.search(said) is not None


@pytest.mark.parametrize("start", ["en", "zh"])
async def test_each_message_is_answered_in_its_own_language_wherever_it_began(talk, start):
    conversation = talk(language=start)
    assert is_chinese((await conversation.say("你们几点开门？")).said)
    assert not is_chinese((await conversation.say("how long does delivery take?")).said)
    assert is_chinese((await conversation.say("这个 red bag 多少钱")).said)


async def test_what_says_nothing_of_a_language_keeps_the_one_spoken(talk):
    conversation = talk(language="en")
    await conversation.say("有什么酸奶？")
    assert is_chinese((await conversation.say("2")).said)
    assert is_chinese((await conversation.say("ok")).said)


async def test_the_channels_language_is_the_start(talk):
    assert is_chinese((await talk(language="zh").say("ok")).said)
    assert not is_chinese((await talk(language="en").say("ok")).said)


async def test_a_language_that_was_asked_for_is_kept_for_single_words(talk):
    conversation = talk(language="en")
    asked = await conversation.say("can we do this in Chinese")
    assert asked.intent == "switch_language"
    assert "我们用中文" in asked.said
    cheaper = await conversation.say("shampoo")
    assert is_chinese(cheaper.said)
    assert is_chinese((await conversation.say("cheaper")).said)
    assert not is_chinese((await conversation.say("where can I see my orders please")).said)


async def test_english_can_be_asked_for_in_chinese(talk):
    conversation = talk(language="zh")
    asked = await conversation.say("请说英文")
    assert asked.intent == "switch_language"
    assert asked.said.startswith("Let us go on in English")
    assert not is_chinese((await conversation.say("牛奶")).said)


async def test_cards_are_in_the_language_spoken(talk):
    conversation = talk(language="en")
    detail = None
    await conversation.say("有什么酸奶？")
    detail = (await conversation.say("第一个")).payload("product_detail")
    assert any(is_chinese(each["name"]) for each in detail["attributes"])


async def test_the_order_desk_calls_an_item_what_its_card_calls_it(talk):
    conversation = talk("1", language="zh")
    (order, *_) = (await conversation.say("我收到的东西坏了")).payload("order_list")["orders"]
    lines = (await conversation.say(f"订单{order['number']}")).payload("item_picker")["lines"]
    reported = (await conversation.say("第一件")).said
    assert is_chinese(lines[0]["name"])
    assert lines[0]["name"] in reported
