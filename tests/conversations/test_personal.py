"""What a customer usually buys, what is known of them, and being forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.living import Living

pytestmark = pytest.mark.model


@pytest.fixture
def customer(living: Living) -> Iterator[str]:
    """Somebody with habits, who agreed."""
    shop = living.shop
    agreed = (str(n) for n in range(1, 500) if shop.consents.allows(str(n), "personalisation"))
    found = next(each for each in agreed if shop.recommender.usual(each) and shop.recommender.like_you(each))
    yield found
    shop.consents.decide(found, "personalisation", True)


@pytest.mark.parametrize(("ask", "language"), [("what do I usually buy", "en"), ("我平时买什么", "zh")])
async def test_the_usual_is_what_they_bought_again_and_again_with_its_rhythm(living, customer, ask, language):
    conversation = living.talk(f"personal-{language}", customer, language)
    answer = await conversation.say(ask)
    assert answer.intent == "ask_usual"
    listed = answer.payload("product_list")
    assert listed["list"] == "usual"
    for each in listed["products"]:
        assert living.shop.times_bought(customer, each["product_id"]) >= 2
        assert ("days" in each["why"]) if language == "en" else ("天" in each["why"])
    why = await conversation.say("why the first one?" if language == "en" else "为什么推荐第一个？")
    assert why.payload("why")["reason"] == "usual"


async def test_something_new_is_nothing_they_ever_bought(living, customer):
    answer = await living.talk("personal-2", customer).say("recommend something I have never bought")
    assert answer.intent == "ask_recommendation"
    products = answer.payload("product_list")["products"]
    assert products
    assert not any(living.shop.times_bought(customer, each["product_id"]) for each in products)


async def test_people_like_me_is_said_of_many_and_names_nobody(living, customer):
    conversation = living.talk("personal-3", customer)
    answer = await conversation.say("what do people like me buy")
    products = answer.payload("product_list")["products"]
    assert products
    if living.shop.recommender.like_you(customer):
        why = (await conversation.say("why the first one")).payload("why")
        assert (why["reason"], why["evidence"]) == ("like_you", [])


async def test_a_recommendation_keeps_to_the_kind_and_the_price_that_were_named(living, customer):
    answer = await living.talk("personal-4", customer).say("can you recommend a yogurt under $1")
    assert answer.intent == "ask_recommendation"
    products = answer.payload("product_list")["products"]
    assert products and all(float(each["price"]) <= 1 for each in products)


async def test_what_is_known_is_told_then_forgotten_on_request(living, customer):
    conversation = living.talk("personal-5", customer)
    known = living.shop.profiles.profile(customer)
    told = await conversation.say("what do you know about me?")
    assert told.intent == "ask_about_me"
    assert f"{known.orders} orders" in told.said
    asked = await conversation.say("forget me")
    assert asked.intent == "forget_me" and "Shall I forget" in asked.said
    assert living.shop.consents.allows(customer, "personalisation")  # not before they confirm
    await conversation.say("yes please")
    assert not living.shop.consents.allows(customer, "personalisation")
    assert "nothing" in (await conversation.say("what do you know about me?")).said
    recommended = await conversation.say("recommend something for me")
    assert recommended.payload("product_list")["list"] == "popular"


async def test_who_says_no_is_not_forgotten(living, customer):
    conversation = living.talk("personal-6", customer)
    await conversation.say("forget me")
    await conversation.say("no thanks")
    assert living.shop.consents.allows(customer, "personalisation")


async def test_who_never_agreed_is_asked_before_their_orders_are_used(living, customer):
    living.shop.consents.decide(customer, "personalisation", False)
    conversation = living.talk("personal-7", customer)
    asked = await conversation.say("my usual")
    assert "May I use what you bought" in asked.said
    await conversation.say("yes please")
    assert living.shop.consents.allows(customer, "personalisation")
    assert (await conversation.say("my usual")).payload("product_list")["list"] == "usual"


async def test_a_guest_has_no_usual_and_is_not_known(living):
    conversation = living.talk("personal-8")
    assert (await conversation.say("my usual")).payload("sign_in")
    assert "not signed in" in (await conversation.say("what do you know about me")).said
    assert "not signed in" in (await conversation.say("forget me")).said
