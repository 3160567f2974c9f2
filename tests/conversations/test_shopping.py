"""A customer looks for something to buy."""

from __future__ import annotations

from decimal import Decimal

import pytest

pytestmark = pytest.mark.model


def ids(payload: dict) -> list[str]:
    return [each["product_id"] for each in payload["products"]]


def prices(payload: dict) -> list[Decimal]:
    return [Decimal(each["price"]) for each in payload["products"]]


async def test_a_guest_searches_narrows_picks_asks_for_offers_and_what_goes_with_it(talk, assistant):
    conversation = talk()
    found = await conversation.say("do you have kids cereal?")
    assert found.intent == "find_products"
    products = found.payload("product_list")
    assert products["total"] > len(products["products"]) > 1
    assert all("Cereal" in each["name"] for each in products["products"])

    cheaper = await conversation.say("under $3")
    assert cheaper.intent == "narrow"
    narrowed = cheaper.payload("product_list")
    assert 0 < narrowed["total"] < products["total"]
    assert max(prices(narrowed)) <= 3

    second = await conversation.say("tell me about the second one")
    detail = second.payload("product_detail")
    assert detail["product"]["product_id"] == ids(narrowed)[1]
    assert any(each["name"] == "Size" for each in detail["attributes"])

    offers = await conversation.say("any offers on it?")
    assert offers.intent == "ask_product_offers"
    live = assistant.shop.offers.on_product(ids(narrowed)[1])
    if live:
        assert {each["promotion_id"] for each in offers.payload("offer_list")["offers"]} <= {
            each.promotion_id for each in live
        }
    else:
        assert detail["product"]["name"] in offers.said

    goes_with = await conversation.say("what goes with this?")
    assert goes_with.intent == "ask_goes_with"
    companions = goes_with.payload("product_list")
    assert companions["list"] == "goes_with"
    graph = assistant.shop.graph
    assert graph.product(ids(narrowed)[1]).category_key not in {
        graph.product(each).category_key for each in ids(companions)
    }


async def test_each_wish_narrows_what_was_found_before(talk, assistant):
    conversation = talk()
    wide = (await conversation.say("I'm looking for ice cream")).payload("product_list")
    private = (await conversation.say("only private label please")).payload("product_list")
    assert 0 < private["total"] < wide["total"]
    assert all(assistant.shop.graph.product(each).private_label for each in ids(private))

    cheapest = min(prices(private))
    answer = await conversation.say("cheaper")
    if any(message.get("payload") for message in answer.messages):
        assert max(prices(answer.payload("product_list"))) < cheapest
    else:
        assert "cheapest" in answer.said


async def test_more_shows_the_next_ones_and_never_the_same_twice(talk):
    conversation = talk()
    seen = ids((await conversation.say("show me frozen pizza")).payload("product_list"))
    for _ in range(2):
        more = ids((await conversation.say("show me more")).payload("product_list"))
        assert not set(more) & set(seen)
        seen += more


async def test_the_sixth_of_five_is_asked_back_not_guessed(talk):
    conversation = talk()
    shown = ids((await conversation.say("shampoo")).payload("product_list"))
    answer = await conversation.say("the ninth one")
    assert answer.intent == "pick_product"
    assert str(len(shown)) in answer.said
    assert all("payload" not in message for message in answer.messages)


async def test_something_the_shop_does_not_sell_is_said_plainly(talk):
    answer = await talk().say("do you sell zorblaxian flumquats?")
    assert all("payload" not in message for message in answer.messages)
    assert answer.said


async def test_what_is_on_offer_and_then_one_of_the_offers(talk):
    conversation = talk(customer="1")
    on = await conversation.say("what is on offer this week?")
    assert on.intent == "ask_offers"
    offers = on.payload("offer_list")
    assert offers["total"] >= len(offers["offers"]) > 0
    first = await conversation.say("the first one")
    assert first.payload("product_detail")["product"]["product_id"] == offers["offers"][0]["product"]["product_id"]


async def test_more_after_offers_is_not_more_of_an_older_search(talk):
    conversation = talk()
    await conversation.say("do you have kids cereal?")
    await conversation.say("what is on offer this week?")
    more = await conversation.say("show me more")
    assert all("payload" not in message for message in more.messages)


async def test_a_later_bound_on_the_price_replaces_the_one_it_contradicts(talk):
    conversation = talk()
    await conversation.say("yogurt over $6")
    cheaper = await conversation.say("under $5")
    assert 0 < max(prices(cheaper.payload("product_list"))) <= 5


async def test_cheaper_than_nothing_asks_what_to_look_for(talk):
    answer = await talk().say("cheaper please")
    assert all("payload" not in message for message in answer.messages)


async def test_offers_in_a_category_are_of_that_category(talk, assistant):
    answer = await talk(customer="1").say("are there any deals on ice cream?")
    assert answer.intent == "ask_offers"
    [key] = [each["value"] for each in answer.entities if each["entity"] == "category"]
    for each in answer.payload("offer_list")["offers"]:
        assert key in assistant.shop.graph.product(each["product"]["product_id"]).category_path


async def test_a_member_pays_the_loyalty_price_and_a_guest_does_not(talk, assistant):
    member = (await talk(customer="1").say("what's on offer?")).payload("offer_list")["offers"]
    with_was = [each["product"] for each in member if each["redemption"] == "loyalty" and "was" in each["product"]]
    assert with_was
    card = with_was[0]
    assert Decimal(card["price"]) < Decimal(card["was"])
    assert assistant.shop.offers.quote(card["product_id"], None).pay > Decimal(card["price"])


async def test_small_talk_help_thanks_and_goodbye(talk):
    conversation = talk()
    for text, intent in (
        ("hello there", "greet"),
        ("what can you do?", "help"),
        ("thank you very much", "thank"),
        ("bye bye", "goodbye"),
    ):
        answer = await conversation.say(text)
        assert answer.intent == intent
        assert answer.said


async def test_chinese_is_answered_in_chinese(talk):
    conversation = talk(language="zh")
    assert "您好" in (await conversation.say("你好")).said
    offers = await conversation.say("这周有什么优惠？")
    assert offers.intent == "ask_offers"
    assert "优惠" in offers.said
