"""A customer says what they do not want."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


def names(payload: dict) -> list[str]:
    return [each["name"].lower() for each in payload["products"]]


async def test_what_is_not_wanted_stays_out_until_it_is_asked_for_again(talk):
    conversation = talk()
    wide = (await conversation.say("show me bread")).payload("product_list")
    answer = await conversation.say("without rolls please")
    narrower = answer.payload("product_list")
    assert 0 < narrower["total"] < wide["total"]
    assert not any("roll" in name for name in names(narrower))
    assert "without rolls" in answer.said

    cheaper = await conversation.say("under $4")
    assert "without rolls" in cheaper.said
    assert not any("roll" in name for name in names(cheaper.payload("product_list")))

    back = await conversation.say("only rolls please")
    assert "without" not in back.said
    assert back.payload("product_list")["total"] > 0


async def test_of_two_kinds_in_one_message_only_the_negated_one_is_left_out(talk):
    answer = await talk().say("do you have cereal without nuts?")
    assert any(each.get("role") == "excluded" for each in answer.entities)
    found = answer.payload("product_list")
    assert found["total"] > 0
    assert not any("nut" in name for name in names(found))
    assert "without nuts" in answer.said


async def test_a_question_in_the_negative_asks_for_the_thing(talk):
    answer = await talk().say("don't you have any milk?")
    assert answer.payload("product_list")["total"] > 0
    assert "without" not in answer.said


async def test_chinese_leaves_out_and_takes_back_alike(talk):
    conversation = talk(language="zh")
    wide = (await conversation.say("我想买麦片")).payload("product_list")
    answer = await conversation.say("不要儿童麦片")
    narrower = answer.payload("product_list")
    assert 0 < narrower["total"] < wide["total"]
    assert "不要儿童麦片" in answer.said

    back = await conversation.say("只要儿童麦片")
    assert back.payload("product_list")["total"] > 0
    assert "不要" not in back.said


async def test_a_chinese_message_with_both_is_heard(talk):
    answer = await talk(language="zh").say("有没有不含坚果的麦片？")
    assert answer.payload("product_list")["total"] > 0
    assert "不要坚果" in answer.said


async def test_a_size_is_found_in_the_unit_that_it_is_sold_in(talk):
    conversation = talk()
    await conversation.say("do you have kids cereal?")
    answer = await conversation.say("only 340 g please")
    ounces = [float(each["size"].removesuffix(" oz")) for each in answer.payload("product_list")["products"]]
    assert ounces and all(11.75 <= each <= 12.25 for each in ounces)  # 340 g is 11.99 oz
