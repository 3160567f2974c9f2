"""The basket in the conversation: in, out, how many, what it costs at best, and why a coupon does nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.promotions.pricing import BasketLine, price_basket

pytestmark = pytest.mark.model


def lines(answer) -> list[tuple[str, int]]:
    return [(each["product"]["product_id"], each["quantity"]) for each in answer.payload("basket")["lines"]]


def ids(answer) -> list[str]:
    return [each["product_id"] for each in answer.payload("product_list")["products"]]


@pytest.mark.parametrize(
    ("language", "search", "add", "again", "change", "remove", "show"),
    [
        (
            "en",
            "show me yogurt",
            "add the second one to my basket",
            "add two of the third one",
            "change the quantity of number 1 to 4",
            "remove the second one from my basket",
            "show my basket",
        ),
        (
            "zh",
            "有什么酸奶",
            "把第二个加入购物车",
            "第三个来两个放购物车",
            "第一个改成四件",
            "删掉购物车里第二个",
            "购物车里有什么",
        ),
    ],
)
async def test_in_changed_out_and_shown(talk, language, search, add, again, change, remove, show):
    conversation = talk(language=language)
    found = ids(await conversation.say(search))
    assert lines(await conversation.say(add)) == [(found[1], 1)]
    assert lines(await conversation.say(again)) == [(found[1], 1), (found[2], 2)]
    assert lines(await conversation.say(change)) == [(found[1], 4), (found[2], 2)]
    assert lines(await conversation.say(remove)) == [(found[1], 4)]
    assert lines(await conversation.say(show)) == [(found[1], 4)]


@pytest.mark.parametrize(("language", "text"), [("en", "empty my basket"), ("zh", "清空购物车")])
async def test_it_can_be_emptied(talk, language, text):
    conversation = talk(language=language)
    await conversation.say("show me yogurt" if language == "en" else "有什么酸奶")
    await conversation.say("add the first one to my basket" if language == "en" else "把第一个加入购物车")
    await conversation.say(text)
    empty = await conversation.say("show my basket" if language == "en" else "查看购物车")
    assert all("payload" not in each for each in empty.messages)


async def test_a_line_that_is_not_there_is_asked_back_and_nothing_is_lost(talk):
    conversation = talk()
    await conversation.say("show me yogurt")
    before = lines(await conversation.say("add the first one to my basket"))
    assert lines(await conversation.say("remove the fifth one from my basket")) == before


async def test_the_total_is_the_engines_and_its_derivation_adds_up(talk, assistant):
    conversation = talk(customer="1")
    offers = (await conversation.say("what is on offer this week?")).payload("offer_list")["offers"]
    on_offer = [place for place, each in enumerate(offers, start=1) if "product" in each][:2]
    for place in on_offer:
        answer = await conversation.say(f"add number {place} to my basket")
    basket = answer.payload("basket")
    shop = assistant.shop
    codes = [each.code for each in shop.offers.coupons("1")]
    price = price_basket([BasketLine(*each) for each in lines(answer)], shop.offers, "1", coupons=codes)
    assert Decimal(basket["total"]) == price.total
    assert sum(Decimal(line["pay"]) for line in basket["lines"]) == price.total + sum(
        (Decimal(step["discount"]) for step in basket["order"]), Decimal(0)
    )
    for line in basket["lines"]:
        off = sum((Decimal(step["discount"]) for step in line["steps"]), Decimal(0))
        if line["steps"] and sum(step["quantity"] for step in line["steps"]) == line["quantity"]:
            assert Decimal(line["shelf"]) - off == Decimal(line["pay"])
    assert Decimal(basket["discount"]) > 0
    assert basket["proved"] is True


async def test_a_member_is_charged_less_than_a_guest_for_the_same(talk):
    totals = {}
    for customer in ("1", None):
        conversation = talk(customer=customer)
        offers = (await conversation.say("what is on offer this week?")).payload("offer_list")["offers"]
        place = next(at for at, each in enumerate(offers, start=1) if each["redemption"] == "loyalty")
        totals[customer] = Decimal(
            (await conversation.say(f"add number {place} to my basket")).payload("basket")["total"]
        )
    assert totals["1"] < totals[None]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "why doesn't my coupon NOSUCH99 work", "no coupon with the code NOSUCH99"),
        ("zh", "优惠码NOSUCH99为什么不能用", "没有券码为NOSUCH99"),
    ],
)
async def test_why_an_unknown_coupon_does_nothing(talk, language, text, said):
    conversation = talk(language=language)
    await conversation.say("show me yogurt" if language == "en" else "有什么酸奶")
    await conversation.say("add the first one to my basket" if language == "en" else "把第一个加入购物车")
    assert said in (await conversation.say(text)).said


async def test_why_a_coupon_for_something_else_does_nothing_names_that_condition(talk, assistant):
    shop = assistant.shop
    customer = next(each for each in map(str, range(1, 300)) if shop.offers.coupons(each))
    conversation = talk(customer=customer)
    found = ids(await conversation.say("show me greeting cards"))
    coupon = next(each for each in shop.offers.coupons(customer) if found[0] not in each.product_ids)
    await conversation.say("add the first one to my basket")
    said = (await conversation.say(f"why doesn't my coupon {coupon.code} work")).said
    assert f"Nothing in your basket is on the coupon {coupon.code}" in said


async def test_a_guest_is_told_that_somebody_elses_coupon_is_not_theirs(talk, assistant):
    shop = assistant.shop
    customer = next(each for each in map(str, range(1, 300)) if shop.offers.coupons(each))
    coupon = next(each for each in shop.offers.coupons(customer) if each.campaign)
    conversation = talk()
    await conversation.say("show me yogurt")
    await conversation.say("add the first one to my basket")
    assert "particular customers" in (await conversation.say(f"apply coupon {coupon.code}")).said


async def test_the_basket_outlives_a_new_search_and_starting_over(talk):
    conversation = talk()
    await conversation.say("show me yogurt")
    before = lines(await conversation.say("add the first one to my basket"))
    await conversation.say("show me ice cream")
    await conversation.say("start over")
    assert lines(await conversation.say("show my basket")) == before


async def test_an_empty_basket_says_how_to_fill_it(talk):
    answer = await talk().say("show my basket")
    assert "add the first one" in answer.said


@pytest.mark.parametrize(("language", "text"), [("en", "what is on offer for me"), ("zh", "我常买的东西有优惠吗")])
async def test_offers_for_me_are_on_what_the_customer_buys(talk, assistant, language, text):
    shop = assistant.shop
    customer = next(each for each in map(str, range(1, 60)) if len(shop.taste(each)) > 50)
    answer = await talk(customer=customer, language=language).say(text)
    assert answer.intent == "ask_offers"
    offers = answer.payload("offer_list")["offers"]
    liked = shop.taste(customer)
    assert all(each["product"]["product_id"] in liked for each in offers if "product" in each)


async def test_a_slip_in_a_code_is_helped_with(talk, assistant):
    shop = assistant.shop
    customer = next(each for each in map(str, range(1, 300)) if shop.offers.coupons(each))
    code = shop.offers.coupons(customer)[0].code
    conversation = talk(customer=customer)
    await conversation.say("show me yogurt")
    await conversation.say("add the first one to my basket")
    slipped = code[:-2] + code[-1] + code[-2] if code[-1] != code[-2] else code[:-1] + ("1" if code[-1] != "1" else "2")
    if not shop.offers.grants(slipped):
        assert code in (await conversation.say(f"apply coupon {slipped}")).said
