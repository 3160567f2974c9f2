"""Messages that lean on what was shown, and corrections."""

from __future__ import annotations

from decimal import Decimal

import pytest

pytestmark = pytest.mark.model


def ids(answer) -> list[str]:
    return [each["product_id"] for each in answer.payload("product_list")["products"]]


def detail(answer) -> str:
    return str(answer.payload("product_detail")["product"]["product_id"])


@pytest.mark.parametrize(
    ("first", "then", "place"),
    [
        ("show me ice cream", "what about the first?", 0),
        ("show me ice cream", "how much is the second one", 1),
        ("有什么冰淇淋", "第二个多少钱", 1),
        ("有什么冰淇淋", "那第三个呢", 2),
    ],
)
async def test_a_place_in_the_list_is_that_product(talk, first, then, place):
    conversation = talk()
    shown = ids(await conversation.say(first))
    assert detail(await conversation.say(then)) == shown[place]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("show me shampoo", "the cheaper one"),
        ("show me shampoo", "the cheapest of those"),
        ("有什么洗发水", "最便宜的那个"),
    ],
)
async def test_the_cheaper_one_is_one_of_those_shown(talk, first, then):
    conversation = talk()
    shown = (await conversation.say(first)).payload("product_list")["products"]
    picked = (await conversation.say(then)).payload("product_detail")["product"]
    assert Decimal(picked["price"]) == min(Decimal(each["price"]) for each in shown)
    assert picked["product_id"] in {each["product_id"] for each in shown}


async def test_a_size_alone_goes_on_from_the_search(talk):
    conversation = talk()
    wide = (await conversation.say("show me kids cereal")).payload("product_list")
    sized = (await conversation.say("and in 12 oz?")).payload("product_list")
    assert 0 < sized["total"] < wide["total"]
    ounces = [float(each["size"].split(" ")[0]) for each in sized["products"]]
    assert all(11 <= each <= 13 for each in ounces)


async def test_bigger_is_measured_against_the_product_that_was_picked(talk, assistant):
    conversation = talk()
    await conversation.say("show me kids cereal")
    picked = assistant.shop.graph.product(detail(await conversation.say("the first one")))
    bigger = [assistant.shop.graph.product(each) for each in ids(await conversation.say("do you have a bigger one?"))]

    def size(view) -> float:
        return next(each.number for each in view.values if each.attribute == "size")

    assert min(map(size, bigger)) > size(picked)
    assert {each.category_key for each in bigger} == {picked.category_key}


async def test_that_one_is_the_product_under_discussion(talk):
    conversation = talk()
    await conversation.say("有什么酸奶")
    picked = await conversation.say("第一个")
    name = picked.payload("product_detail")["product"]["name"]
    offers = await conversation.say("那个有优惠吗")
    assert offers.intent == "ask_product_offers"
    assert name in offers.said


async def test_another_kind_after_offers_asks_for_its_offers(talk):
    conversation = talk()
    await conversation.say("any deals on coffee?")
    tea = await conversation.say("and tea?")
    assert tea.payload("offer_list")["offers"]


@pytest.mark.parametrize(
    ("first", "corrected", "category"),
    [
        ("show me chips", "no, I meant ice cream", "grocery/ice-cream-and-sherbets"),
        ("有什么薯片", "不是，我要冰淇淋", "grocery/ice-cream-and-sherbets"),
    ],
)
async def test_another_kind_takes_the_place_of_the_one_misunderstood(talk, assistant, first, corrected, category):
    conversation = talk()
    await conversation.say(first)
    answer = await conversation.say(corrected)
    assert answer.intent == "correct"
    assert all(category in assistant.shop.graph.product(each).category_path for each in ids(answer))


async def test_a_corrected_price_keeps_the_kind(talk, assistant):
    conversation = talk()
    await conversation.say("ice cream over $5")
    answer = await conversation.say("no, I said under 3")
    assert answer.intent == "correct"
    products = answer.payload("product_list")["products"]
    assert max(Decimal(each["price"]) for each in products) <= 3
    keys = {key for each in products for key in assistant.shop.graph.product(each["product_id"]).category_path}
    assert "grocery/ice-cream-and-sherbets" in keys


async def test_a_correction_of_a_question_asks_it_again(talk, assistant):
    conversation = talk()
    await conversation.say("any deals on coffee?")
    answer = await conversation.say("no, I meant ice cream")
    for each in answer.payload("offer_list")["offers"]:
        path = assistant.shop.graph.product(each["product"]["product_id"]).category_path
        assert "grocery/ice-cream-and-sherbets" in path


async def test_a_corrected_place_is_the_other_product(talk):
    conversation = talk()
    shown = ids(await conversation.say("show me yogurt"))
    await conversation.say("the second one")
    assert detail(await conversation.say("no, I said the third one")) == shown[2]
