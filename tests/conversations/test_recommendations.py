"""Coupons, recommendations and their reasons."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model


async def test_household_1_asks_for_coupons_a_recommendation_and_why(talk, assistant):
    conversation = talk(customer="1")
    coupons = await conversation.say("do I have any coupons?")
    assert coupons.intent == "ask_coupons"
    granted = {each.code for each in assistant.shop.offers.coupons("1")}
    if granted:
        assert {each["code"] for each in coupons.payload("coupon_list")["coupons"]} <= granted
    else:
        assert "no coupons" in coupons.said

    recommended = await conversation.say("recommend something for me")
    assert recommended.intent == "ask_recommendation"
    products = recommended.payload("product_list")
    assert products["list"] == "recommended"
    assert all(each["why"] for each in products["products"])

    why = await conversation.say("why do you recommend the first one?")
    assert why.intent == "ask_why"
    reason = why.payload("why")
    assert reason["product"]["product_id"] == products["products"][0]["product_id"]
    bought = {line.product_id for order in assistant.shop.orders.recent("1", k=10_000) for line in order.lines}
    evidence = {each["product_id"] for each in reason["evidence"]}
    if reason["reason"] == "usual":
        evidence = {reason["product"]["product_id"]}
    assert evidence and evidence <= bought


async def test_a_household_with_live_coupons_sees_them_with_their_end(talk, assistant):
    with_coupons = next(str(n) for n in range(1, 2500) if assistant.shop.offers.coupons(str(n)))
    answer = await talk(customer=with_coupons).say("show my coupons")
    payload = answer.payload("coupon_list")
    assert payload["total"] == len(assistant.shop.offers.coupons(with_coupons))
    assert all(each["ends_text"] for each in payload["coupons"])


async def test_the_first_of_the_coupons_is_no_product_of_an_older_list(talk, assistant):
    conversation = talk(customer="1")
    await conversation.say("show me yogurt")
    await conversation.say("show my coupons")
    first = await conversation.say("the first one")
    assert all("payload" not in message for message in first.messages)


async def test_why_is_never_answered_for_another_product_than_the_one_asked_about(talk):
    conversation = talk(customer="1")
    await conversation.say("do you have kids cereal?")
    await conversation.say("what did I buy last time?")
    why = await conversation.say("why the first one?")
    assert all("payload" not in message for message in why.messages)


async def test_a_guest_is_asked_to_sign_in_for_coupons(talk):
    answer = await talk().say("what coupons do I have?")
    assert answer.payload("sign_in")
    assert "sign in" in answer.said


async def test_a_guest_gets_recommendations_from_what_was_seen_in_this_chat(talk):
    conversation = talk()
    popular = (await conversation.say("recommend me something")).payload("product_list")
    assert popular["list"] == "popular"
    await conversation.say("I want yogurt")
    await conversation.say("the first one")
    after = (await conversation.say("recommend me something")).payload("product_list")
    assert after["list"] == "recommended"
    assert [each["product_id"] for each in after["products"]] != [each["product_id"] for each in popular["products"]]


async def test_without_consent_a_customer_is_served_unpersonalised(talk, assistant):
    assistant.shop.consents.decide("2", "personalisation", False)
    try:
        payload = (await talk(customer="2").say("recommend something for me")).payload("product_list")
        assert payload["list"] == "popular"
    finally:
        assistant.shop.consents.decide("2", "personalisation", True)
