"""Promotions in YAML: what they become, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from knowledge.errors import FeedError

GOOD = """\
promotions:
  - id: soaps
    title: Three soaps
    kind: bundle_price
    value: 10.00
    size: 3
    on: {products: [7], categories: ["Home > Bath"], brands: [Bubbles]}
    starts: 2024-05-01
    ends: 2024-05-31
"""
Read = Callable[[str, str], tuple[list[Any], list[str]]]


def test_a_promotion_keeps_its_terms_targets_and_days(read_text: Read) -> None:
    ((record,), rejects) = read_text("promotions", GOOD)
    assert rejects == []
    assert (record.kind, record.value, record.currency) == ("bundle_price", Decimal("10.00"), "USD")
    assert record.conditions == {"size": 3}
    assert {(each.kind, each.key) for each in record.targets} == {
        ("product", "7"),
        ("category", "home/bath"),
        ("brand", "bubbles"),
    }
    assert record.ends_at == datetime(2024, 6, 1, tzinfo=timezone.utc)


def test_a_coupon_is_for_once_unless_it_says_otherwise(read_text: Read) -> None:
    ((record,), _) = read_text("promotions", GOOD + "    coupon: SOAP\n")
    assert (record.redemption, record.coupons[0].code, record.coupons[0].once_per_customer) == ("coupon", "SOAP", True)
    ((record,), _) = read_text("promotions", GOOD + "    coupon: SOAP\n    once_per_customer: no\n")
    assert not record.coupons[0].once_per_customer


@pytest.mark.parametrize(
    ("before", "after", "line", "field", "reason"),
    [
        ("size: 3", "size: three", 6, "size", "is not a whole number"),
        ("size: 3", "buy: 3", 6, "buy", "says nothing for bundle_price"),
        ("    size: 3\n", "", 2, "size", "is missing"),
        ("size: 3", "colour: red", 6, "colour", "is no field"),
        ("bundle_price", "two_for_one", 4, "kind", "is none"),
        ("value: 10.00", "value: '?'", 5, "value", "is not an amount"),
        ("value: 10.00", "value: 0", 5, "value", "is nothing"),
        ("2024-05-31", "2024-04-30", 9, "ends", "lies before"),
        ("    starts: 2024-05-01\n", "", 2, "starts", "is missing"),
        ("on: {products: [7]", "on: {shelves: [7]", 7, "on", "is none of"),
        ("    title: Three soaps\n", "", 2, "title", "is missing"),
    ],
)
def test_what_says_nothing_or_contradicts_itself_is_refused_with_its_line(
    read_text: Read, before: str, after: str, line: int, field: str, reason: str
) -> None:
    assert before in GOOD
    records, (reject,) = read_text("promotions", GOOD.replace(before, after, 1))
    assert records == []
    assert reject.startswith(f"feed:{line}: {field}: ")
    assert reason in reject


ORDER = """\
promotions:
  - id: spend
    title: Spend and save
    kind: order_amount_off
    value: 3
    on: everything
    starts: 2024-05-01
    tiers: TIERS
"""


@pytest.mark.parametrize(
    ("tiers", "reason"),
    [
        ("[{minimum_purchase: 30, value: 3}, {minimum_purchase: 50, value: 2}]", "each must ask for more"),
        ("[{minimum_purchase: 2, value: 3}]", "takes 3 off a purchase of 2"),
        ("[{minimum_purchase: 30, value: 5}]", "make them the same"),
        ("[{minimum_purchase: 30}]", "is not an amount"),
    ],
)
def test_tiers_must_ask_for_more_than_they_give(read_text: Read, tiers: str, reason: str) -> None:
    records, (reject,) = read_text("promotions", ORDER.replace("TIERS", tiers))
    assert records == []
    assert reason in reject


def test_a_bad_promotion_does_not_keep_a_good_one_out(read_text: Read) -> None:
    twice = GOOD + GOOD.removeprefix("promotions:\n") + GOOD.removeprefix("promotions:\n").replace("soaps", "other")
    records, (reject,) = read_text("promotions", twice)
    assert [record.promotion_id for record in records] == ["soaps", "other"]
    assert reject.startswith("feed:10: id: ")
    assert "stands on line 2 already" in reject


@pytest.mark.parametrize("text", ["", "promotions: 3", "[1, 2]", "promotions: [", "promotions:\n  - {a: *b}"])
def test_a_file_that_holds_no_promotions_is_refused(read_text: Read, text: str) -> None:
    with pytest.raises(FeedError, match=r"promotions|YAML"):
        read_text("promotions", text)


def test_an_entry_that_is_no_promotion_is_refused_alone(read_text: Read) -> None:
    records, (reject,) = read_text("promotions", GOOD + "  - just text\n")
    assert len(records) == 1
    assert "no promotion" in reject


BUY = """\
promotions:
  - id: tea
    title: Two teas and a cake
    kind: buy_get
    value: 100
    buy: 2
    get: 1
    on: {products: [1]}
    get_on: {categories: ["Home > Cakes"]}
    weekdays: [mon, tue]
    first_order: yes
    segments: ["age=35-44"]
    coupon: TEA
    most_per_customer: 2
    most_in_all: 1000
    starts: 2024-05-01
"""


def test_for_whom_and_when_it_holds_is_kept(read_text: Read) -> None:
    ((record,), rejects) = read_text("promotions", BUY)
    assert rejects == []
    assert record.conditions == {
        "buy": 2,
        "get": 1,
        "get_on": {"category": ["home/cakes"]},
        "weekdays": ["mon", "tue"],
        "first_order": True,
        "segments": ["age=35-44"],
        "most_per_customer": 2,
        "most_in_all": 1000,
    }


@pytest.mark.parametrize(
    ("before", "after", "field", "reason"),
    [
        ("weekdays: [mon, tue]", "weekdays: [someday]", "weekdays", "must be a list of"),
        ("first_order: yes", "first_order: maybe", "first_order", "is not yes or no"),
        ('segments: ["age=35-44"]', "segments: [young]", "segments", "trait=value"),
        ("    coupon: TEA\n", "", "most_per_customer", "needs a coupon"),
        ("get_on: {categories", "get_on: {shelves", "get_on", "is none of"),
        ('get_on: {categories: ["Home > Cakes"]}', "get_on: everything", "get_on", "lists of"),
        ("most_in_all: 1000", "most_in_all: 0", "most_in_all", "is not a whole number of at least 1"),
    ],
)
def test_conditions_that_say_nothing_are_refused(
    read_text: Read, before: str, after: str, field: str, reason: str
) -> None:
    assert before in BUY
    records, (reject,) = read_text("promotions", BUY.replace(before, after, 1))
    assert records == []
    assert f": {field}: " in reject
    assert reason in reject
