"""What prices, sizes, order numbers and places mean, as a table."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.measures import MeasureEntityExtractor

# A Tuesday.
EXTRACTOR = MeasureEntityExtractor({"currency": "USD", "now": "2026-11-24T12:00:00Z"})


def read(text: str) -> dict[str, Any]:
    return {found["entity"]: found["value"] for found in EXTRACTOR.read(text)}


def usd(low: str | None, high: str | None) -> dict[str, str]:
    return {"currency": "USD", **({"min": low} if low else {}), **({"max": high} if high else {})}


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("under $5", usd(None, "5")),
        ("less than 5 bucks", usd(None, "5")),
        ("not more than $8", usd(None, "8")),
        ("I don't want to spend more than 20", usd(None, "20")),
        ("my budget is 15 dollars", usd(None, "15")),
        ("below ten", usd(None, "10")),
        ("$4 max", usd(None, "4")),
        ("$5", usd(None, "5")),
        ("99 cents", usd(None, "0.99")),
        ("$1,299.50", usd(None, "1299.5")),
        ("between 3 and 5 dollars", usd("3", "5")),
        ("5 to 3 dollars", usd("3", "5")),
        ("3-5 dollars", usd("3", "5")),
        ("$3-$5", usd("3", "5")),
        ("around $10", usd("8", "12")),
        ("over 10", usd("10", None)),
        ("at least 3 dollars", usd("3", None)),
        ("5块以下", usd(None, "5")),
        ("十块以内的咖啡", usd(None, "10")),
        ("不超过10美元", usd(None, "10")),
        ("3到5块", usd("3", "5")),
        ("三到五块", usd("3", "5")),
        ("10美元左右", usd("8", "12")),
        ("二十块以上", usd("20", None)),
        ("no more than 20", usd(None, "20")),
        ("$3-5", usd("3", "5")),
        ("about ten dollars", usd("8", "12")),
        ("between £3 and £5", {"currency": "GBP", "min": "3", "max": "5"}),
        ("less than twenty-five bucks", usd(None, "25")),
        ("a hundred and twenty dollars", usd(None, "120")),
        ("no less than 5 dollars", usd("5", None)),
        ("not less than $5", usd("5", None)),
        ("above $10 but below $20", usd("10", "20")),
        ("over 5 and under 10", usd("5", "10")),
        ("五块钱左右", usd("4", "6")),
        ("两百以内", usd(None, "200")),
        ("不低于五十块", usd("50", None)),
        ("三塊錢以下", usd(None, "3")),
        ("兩百以內", usd(None, "200")),
        ("under 3,50 €", {"currency": "EUR", "max": "3.5"}),
        ("less than £4", {"currency": "GBP", "max": "4"}),
    ],
)
def test_a_price_is_a_range_of_decimal_strings(text: str, price: dict[str, str]) -> None:
    assert read(text)["price"] == price


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("cheaper", "cheaper"),
        ("something less expensive", "cheaper"),
        ("that is too expensive", "cheaper"),
        ("the cheapest", "cheapest"),
        ("sort by price", "cheapest"),
        ("milk cheap", "cheapest"),
        ("more expensive ones", "dearer"),
        ("太贵了", "cheaper"),
        ("便宜一点", "cheaper"),
        ("最便宜的是哪个", "cheapest"),
        ("贵一点的也行", "dearer"),
    ],
)
def test_cheaper_and_dearer_are_heard(text: str, order: str) -> None:
    assert read(text) == {"price_order": order}


def test_cheaper_than_an_amount_is_a_price_and_no_order() -> None:
    assert read("cheaper than $3") == {"price": usd(None, "3")}


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12 oz", 12.0, "oz"),
        ("14.5 fl oz", 14.5, "oz"),
        ("2 liters", 2.0, "l"),
        ("500g", 500.0, "g"),
        ("half a gallon", 0.5, "gal"),
        ("a dozen eggs", 12.0, "ct"),
        ("6 pack", 6.0, "pk"),
        ("pack of 6", 6.0, "ct"),
        ("500克", 500.0, "g"),
        ("2斤", 1000.0, "g"),
        ("三两", 150.0, "g"),
        ("半公斤", 0.5, "kg"),
        ("32 fl oz", 32.0, "oz"),
        ("about 12 oz", 12.0, "oz"),
    ],
)
def test_a_size_has_a_number_and_a_unit(text: str, number: float, unit: str) -> None:
    assert read(text) == {"size": {"number": number, "unit": unit}}


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("less than 12 oz", {"max": 12.0, "unit": "oz"}),
        ("not more than 2 l", {"max": 2.0, "unit": "l"}),
        ("over 1 lb please", {"min": 1.0, "unit": "lb"}),
        ("at least 500 g", {"min": 500.0, "unit": "g"}),
        ("1 l or more", {"min": 1.0, "unit": "l"}),
        ("bigger than 20 oz", {"min": 20.0, "unit": "oz"}),
        ("between 12 and 16 oz", {"min": 12.0, "max": 16.0, "unit": "oz"}),
        ("12 oz to 16 oz", {"min": 12.0, "max": 16.0, "unit": "oz"}),
        ("2-4 lb", {"min": 2.0, "max": 4.0, "unit": "lb"}),
        ("500克以上的", {"min": 500.0, "unit": "g"}),
        ("2升以下", {"max": 2.0, "unit": "l"}),
        ("200到500克", {"min": 200.0, "max": 500.0, "unit": "g"}),
    ],
)
def test_a_range_of_sizes_has_its_ends(text: str, bounds: dict[str, object]) -> None:
    assert read(text)["size"] == bounds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("order 31198570044", "31198570044"),
        ("where is order #W4082615?", "W4082615"),
        ("#W123", "W123"),
        ("my order number is 27601281299", "27601281299"),
        ("40312776115", "40312776115"),
        ("订单号 40312776115", "40312776115"),
    ],
)
def test_an_order_number_is_its_letters_and_digits(text: str, number: str) -> None:
    assert read(text) == {"order_number": number}


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("two boxes", 2, "box"),
        ("5 bags of rice", 5, "bag"),
        ("a bottle of wine", 1, "bottle"),
        ("two packs of chips", 2, "pack"),
        ("a couple of jars", 2, "jar"),
        ("I want 3", 3, None),
        ("I want to order 12 eggs", 12, None),
        ("add 2 to my cart", 2, None),
        ("four of those", 4, None),
        ("x3", 3, None),
        ("三瓶", 3, "bottle"),
        ("六罐啤酒", 6, "can"),
        ("买三个苹果", 3, None),
        ("要一个", 1, None),
        ("兩盒", 2, "box"),
    ],
)
def test_a_quantity_has_a_number_and_perhaps_a_unit(text: str, number: int, unit: str | None) -> None:
    assert read(text) == {"quantity": {"number": number, "unit": unit}}


@pytest.mark.parametrize(
    "text", ["have you one", "a can opener", "哪一个好", "任何一种", "有一个问题", "give me 5 minutes"]
)
def test_what_only_sounds_like_a_quantity_is_none(text: str) -> None:
    assert "quantity" not in read(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("my email is John.Doe@Example.com", "john.doe@example.com"),
        ("write to a+b@mail.example.co.uk.", "a+b@mail.example.co.uk"),
        ("邮箱是wang_01@example.cn", "wang_01@example.cn"),
    ],
)
def test_an_address_is_read_in_lower_case(text: str, address: str) -> None:
    assert read(text) == {"email": address}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me at 555-123-4567", "5551234567"),
        ("(555) 123-4567", "5551234567"),
        ("+1 555 123 4567", "+15551234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("my phone is 5551234567", "5551234567"),
        ("13812345678", "13812345678"),
        ("我的电话是138 1234 5678", "13812345678"),
        ("座机 010-12345678", "01012345678"),
    ],
)
def test_a_telephone_number_is_its_digits(text: str, number: str) -> None:
    assert read(text) == {"phone": number}


@pytest.mark.parametrize("text", ["order 13812345678", "订单号13812345678", "5551234567"])
def test_a_number_of_an_order_is_no_telephone(text: str) -> None:
    assert list(read(text)) == ["order_number"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the second one", 2),
        ("2nd one", 2),
        ("number three", 3),
        ("I'll take number 3", 3),
        ("tell me about the first", 1),
        ("#2", 2),
        ("2", 2),
        ("frist one", 1),
        ("the last one", -1),
        ("第二个", 2),
        ("最后一个", -1),
        ("3号", 3),
    ],
)
def test_a_place_counts_from_one_and_the_last_is_minus_one(text: str, place: int) -> None:
    assert read(text) == {"ordinal": place}


@pytest.mark.parametrize(
    "text",
    [
        "the first aid kit",
        "what did I buy last time",
        "do you have more than 3 flavors",
        "what is 2 plus 2",
        "are you open from 9 to 5",
        "$5 off",
        "a gift for my mother",
        "第一次来",
        "",
        "🙂🙂",
    ],
)
def test_other_numbers_and_ordinals_mean_nothing(text: str) -> None:
    assert read(text) == {}


def test_several_measures_do_not_overlap_and_keep_their_offsets() -> None:
    text = "vitamins 100 ct under $10"
    found = EXTRACTOR.read(text)
    assert [(each["entity"], text[each["start"] : each["end"]]) for each in found] == [
        ("size", "100 ct"),
        ("price", "under $10"),
    ]


@pytest.mark.parametrize("text", ["1" * 2000, "一" * 2000, "1-" * 1000, "$1," * 600, "between " * 250, "half a " * 280])
def test_no_text_keeps_the_patterns_busy(text: str) -> None:
    began = time.process_time()
    EXTRACTOR.read(text)
    assert time.process_time() - began < 2  # milliseconds; backtracking would take minutes


async def test_dict_values_survive_the_tracker_store() -> None:
    entities = EXTRACTOR.read("12 oz under $5")
    tracker = DialogueStateTracker.from_events("s", [UserUttered("12 oz under $5", entities=entities)])
    store = InMemoryTrackerStore(Domain.empty())
    await store.save(tracker)
    restored = await store.retrieve("s")
    assert restored is not None
    assert restored.latest_message.entities == entities
    json.dumps(restored.current_state())
