"""Guided selling: asked what narrows, shown the nearest, compared, put together, and told why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.guide.paths import Step, exists

pytestmark = pytest.mark.model

KIDS = "grocery/cold-cereal/kids-cereal"


def products(answer) -> list[dict]:
    return list(answer.payload("product_list")["products"])


def ids(answer) -> list[str]:
    return [each["product_id"] for each in products(answer)]


def replies(answer) -> list[dict[str, str]]:
    return [each for message in answer.messages for each in message.get("quick_replies", [])]


@pytest.mark.parametrize(("language", "first"), [("en", "show me cold cereal"), ("zh", "有什么冷麦片")])
async def test_a_long_list_is_asked_about_and_every_quick_reply_narrows_it(talk, language, first):
    asked = replies(await talk(language=language).say(first))
    assert 3 <= len(asked) <= 6
    for reply in asked[:-1]:
        conversation = talk(language=language)
        wide = (await conversation.say(first)).payload("product_list")["total"]
        narrowed = (await conversation.say(reply["text"])).payload("product_list")["total"]
        assert 0 < narrowed < wide, reply


async def test_what_was_asked_is_not_asked_again(talk):
    conversation = talk()
    seen: list[str] = []
    answer = await conversation.say("show me cold cereal")
    while asked := replies(answer):
        question = answer.messages[-1]["text"]
        assert not {each + "?" for each in question.split("? ")} & set(seen)
        seen += [each + "?" for each in question.split("? ")]
        answer = await conversation.say(asked[-1]["text"])
    assert len(seen) >= 3
    assert products(answer)


@pytest.mark.parametrize(
    ("language", "first", "text"), [("en", "show me cold cereal", "just show me"), ("zh", "有什么冷麦片", "直接给我看")]
)
async def test_just_show_me_ends_the_questions(talk, language, first, text):
    conversation = talk(language=language)
    await conversation.say(first)
    shown = await conversation.say(text)
    assert products(shown)
    assert replies(shown) == []


async def test_few_products_are_not_asked_about(talk):
    conversation = talk()
    answer = await conversation.say("kids cereal under $1.50")
    assert answer.payload("product_list")["total"] <= 12
    assert replies(answer) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "private label kids cereal under $0.50", ("Nothing fits", "up to $1.50 (2)")),
        ("zh", "0.5美元以下的儿童麦片", ("没有符合",)),
    ],
)
async def test_nothing_found_is_no_dead_end(talk, assistant, language, text, words):
    answer = await talk(language=language).say(text)
    assert all(each in answer.said for each in words)
    assert all(KIDS in assistant.shop.graph.product(each).category_path for each in ids(answer))


async def test_after_the_nearest_the_search_goes_on_from_there(talk):
    conversation = talk()
    nearest = await conversation.say("private label kids cereal under $0.50")
    picked = await conversation.say("the first one")
    assert picked.payload("product_detail")["product"]["product_id"] == ids(nearest)[0]


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [("en", "show me yogurt", "not the second one"), ("zh", "有什么酸奶", "不要第二个")],
)
async def test_one_that_is_turned_down_stays_away(talk, language, first, text):
    conversation = talk(language=language)
    shown = ids(await conversation.say(first))
    left = await conversation.say(text)
    assert shown[1] not in ids(left)
    assert shown[1] not in ids(await conversation.say("show me more" if language == "en" else "更多"))


@pytest.mark.parametrize(
    ("language", "first", "then", "text"),
    [
        ("en", "show me ice cream", "only private label", "any brand is fine"),
        ("en", "show me ice cream", "under $3", "the price doesn't matter after all"),
        ("zh", "有什么冰淇淋", "3美元以下", "价格不限"),
    ],
)
async def test_a_wish_can_be_taken_back(talk, language, first, then, text):
    conversation = talk(language=language)
    wide = (await conversation.say(first)).payload("product_list")["total"]
    narrow = (await conversation.say(then)).payload("product_list")["total"]
    again = (await conversation.say(text)).payload("product_list")["total"]
    assert narrow < wide == again


@pytest.mark.parametrize(
    ("language", "first", "then", "back"),
    [
        ("en", "show me ice cream", "under $3", "go back to the earlier ones"),
        ("zh", "有什么冰淇淋", "3美元以下", "回到之前的列表"),
    ],
)
async def test_back_shows_what_was_shown_before(talk, language, first, then, back):
    conversation = talk(language=language)
    shown = ids(await conversation.say(first))
    assert ids(await conversation.say(then)) != shown
    assert ids(await conversation.say(back)) == shown


async def test_back_from_a_comparison_is_the_list_it_came_from(talk):
    conversation = talk()
    shown = ids(await conversation.say("show me ice cream"))
    await conversation.say("compare the first two")
    assert ids(await conversation.say("back please")) == shown


@pytest.mark.parametrize(
    ("language", "first", "text"), [("en", "show me ice cream", "start over"), ("zh", "有什么冰淇淋", "重新开始")]
)
async def test_starting_over_forgets_the_search(talk, language, first, text):
    conversation = talk(language=language)
    await conversation.say(first)
    await conversation.say(text)
    more = await conversation.say("show me more" if language == "en" else "更多")
    assert all("payload" not in message for message in more.messages)


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [("en", "show me ice cream", "compare the first and the third"), ("zh", "有什么冰淇淋", "比较一下第一个和第三个")],
)
async def test_two_of_the_list_are_compared(talk, language, first, text):
    conversation = talk(language=language)
    shown = ids(await conversation.say(first))
    answer = await conversation.say(text)
    table = answer.payload("comparison")
    assert [each["product_id"] for each in table["products"]] == [shown[0], shown[2]]
    differs = [row["differs"] for row in table["rows"]]
    assert differs == sorted(differs, reverse=True)
    assert all(len(row["cells"]) == 2 for row in table["rows"])
    assert table["products"][table["best"]]["name"] in answer.said or table["verdict"] == "alike"


async def test_nothing_to_compare_is_said(talk):
    answer = await talk().say("compare the first two")
    assert answer.actions == ["action_compare"]
    assert answer.said and all("payload" not in each for each in answer.messages)


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [("en", "kids cereal", "like the first one but cheaper"), ("zh", "有什么儿童麦片", "有没有和第一个类似但便宜的")],
)
async def test_something_like_it_but_cheaper(talk, assistant, language, first, text):
    conversation = talk(language=language)
    first_one = products(await conversation.say(first))[0]
    answer = await conversation.say(text)
    assert answer.intent == "ask_alternatives"
    for each in products(answer):
        assert Decimal(each["price"]) < Decimal(first_one["price"])
        assert KIDS in assistant.shop.graph.product(each["product_id"]).category_path


@pytest.mark.parametrize(
    ("language", "text", "budget"),
    [
        ("en", "breakfast for four under $15", 15),
        ("zh", "四个人的早餐，15美元以内", 15),
        ("en", "a gift under $10", 10),
    ],
)
async def test_a_basket_for_an_occasion_stays_within_the_budget_and_goes_into_the_basket(talk, language, text, budget):
    conversation = talk(language=language)
    answer = await conversation.say(text)
    assert answer.intent == "ask_bundle"
    chosen = products(answer)
    assert len(chosen) >= 3
    assert sum(Decimal(each["price"]) * each["quantity"] for each in chosen) <= budget
    [into_basket] = replies(answer)
    basket = (await conversation.say(into_basket["text"])).payload("basket")
    assert [line["product"]["product_id"] for line in basket["lines"]] == ids(answer)
    assert [line["quantity"] for line in basket["lines"]] == [each["quantity"] for each in chosen]
    assert Decimal(basket["total"]) <= budget


async def test_more_people_need_more(talk):
    two, twelve = [products(await talk().say(f"breakfast for {people}")) for people in ("two", "twelve")]
    assert sum(each["quantity"] for each in twelve) > sum(each["quantity"] for each in two)


@pytest.mark.parametrize(
    ("language", "first", "text", "said"),
    [
        ("en", "private label ice cream", "is the first one private label?", "Yes"),
        ("en", "show me ice cream", "does the first one contain nuts?", "don't know"),
        ("en", "kids cereal", "how big is the first one?", "oz"),
        ("zh", "有什么冰淇淋", "第一个多大", "盎司"),
        ("zh", "有什么冰淇淋", "第一个含坚果吗", "不知道"),
    ],
)
async def test_one_fact_is_answered_or_not_known(talk, language, first, text, said):
    conversation = talk(language=language)
    await conversation.say(first)
    answer = await conversation.say(text)
    assert said in answer.said
    assert answer.payload("product_detail")


@pytest.mark.parametrize(
    ("setup", "why"),
    [
        (["private label kids cereal"], "why the first one?"),
        (["kids cereal", "something like the first one"], "why the first one?"),
    ],
)
async def test_why_is_answered_by_a_path_that_the_graph_has(talk, assistant, setup, why):
    conversation = talk()
    for text in setup:
        await conversation.say(text)
    path = (await conversation.say(why)).payload("why")["path"]
    assert path
    assert all(exists(assistant.shop.graph, Step(**step)) for step in path)


async def test_bought_often_is_said_with_how_often(talk, assistant):
    conversation = talk(customer="1")
    await conversation.say("recommend something")
    answer = await conversation.say("why the first one?")
    payload = answer.payload("why")
    if payload["reason"] == "because_bought":
        times = assistant.shop.times_bought("1", payload["evidence"][0]["product_id"])
        assert times < 2 or f"{times} times" in answer.said


async def test_the_customers_own_taste_comes_first_only_with_consent(talk, assistant):
    shop = assistant.shop
    customer = next(each for each in map(str, range(1, 60)) if shop.taste(each))
    liked = shop.taste(customer)
    mine = ids(await talk(customer=customer).say("show me yogurt"))
    anybodys = ids(await talk().say("show me yogurt"))
    assert sum(each in liked for each in mine) >= sum(each in liked for each in anybodys)
    assert dict(shop.taste(None)) == {}


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [("en", "show me ice cream", "from another brand"), ("zh", "有什么冰淇淋", "换个牌子")],
)
async def test_another_brand_is_none_of_those_shown(talk, assistant, language, first, text):
    conversation = talk(language=language)
    graph = assistant.shop.graph
    before = {graph.product(each).brand_key for each in ids(await conversation.say(first))}
    after = {graph.product(each).brand_key for each in ids(await conversation.say(text))}
    assert after and not after & before


@pytest.mark.parametrize(
    ("language", "first", "text", "low", "high"),
    [
        ("en", "show me ice cream", "between 12 and 20 oz", 340, 568),
        ("en", "show me ice cream", "at least 500 g", 500, 10**6),
        ("zh", "有什么冰淇淋", "500克以上的", 500, 10**6),
    ],
)
async def test_a_range_of_sizes_is_measured(talk, assistant, language, first, text, low, high):
    conversation = talk(language=language)
    await conversation.say(first)
    found = ids(await conversation.say(text))
    for each in found:
        [size] = [value for value in assistant.shop.graph.product(each).values if value.attribute == "size"]
        # An ounce of ice cream may be one of volume.
        assert low <= size.number * 1.045 and size.number <= high * 1.045


async def test_no_to_a_question_is_no_preference(talk):
    conversation = talk()
    first = await conversation.say("show me cold cereal")
    answer = await conversation.say("no")
    assert answer.intent == "deny"
    assert replies(answer) or products(answer)
    assert answer.messages[-1]["text"] != first.messages[-1]["text"]
