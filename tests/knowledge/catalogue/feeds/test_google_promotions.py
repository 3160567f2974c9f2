"""The Google promotions feed: what can be applied exactly is taken over, the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from knowledge.catalogue.records import TargetRecord

HEAD = "promotion_id\tproduct_applicability\toffer_type\tlong_title\tpromotion_effective_dates"
ROW = "P\tall_products\tno_code\tA promotion\t2024-05-01/2024-05-31"


def _by_id(records: list[Any]) -> dict[str, Any]:
    return {record.promotion_id: record for record in records}


def test_what_cannot_be_applied_exactly_is_refused_with_its_reason(read: Callable[..., Any]) -> None:
    records, rejects = read("google-promotions", "google_promotions.tsv")
    assert list(_by_id(records)) == ["SPRING20", "WELCOME", "TEA3", "SHIP", "LEAF"]
    narrows = "narrows the promotion in a way that cannot be applied here"
    assert rejects == [
        "google_promotions.tsv:4: coupon_value_type: 'free_gift' cannot be applied here",
        f"google_promotions.tsv:6: brand_exclusion: {narrows}",
        "google_promotions.tsv:7: promotion_effective_dates: '2024-06-01/2024-05-01' ends before it starts",
        f"google_promotions.tsv:9: get_this_quantity_discounted: {narrows}",
    ]


def test_a_percentage_is_off_the_products_of_a_type(read: Callable[..., Any]) -> None:
    spring = _by_id(read("google-promotions", "google_promotions.tsv")[0])["SPRING20"]
    assert (spring.kind, spring.value, spring.redemption) == ("percent_off", Decimal(20), "automatic")
    assert spring.targets == (TargetRecord(kind="category", key="home/kitchen/mugs"),)
    assert spring.starts_at == datetime(2024, 5, 1, 7, tzinfo=timezone.utc)


def test_a_code_is_a_coupon_that_anyone_may_use_again(read: Callable[..., Any]) -> None:
    welcome = _by_id(read("google-promotions", "google_promotions.tsv")[0])["WELCOME"]
    assert welcome.redemption == "coupon"
    assert [(coupon.code, coupon.once_per_customer) for coupon in welcome.coupons] == [("HELLO10", False)]
    assert (welcome.minimum_purchase, welcome.currency) == (Decimal("50.00"), "USD")


def test_an_amount_is_off_each_of_the_listed_products(read: Callable[..., Any]) -> None:
    tea = _by_id(read("google-promotions", "google_promotions.tsv")[0])["TEA3"]
    assert (tea.kind, tea.value, tea.currency) == ("amount_off", Decimal("1.00"), "USD")
    assert [target.key for target in tea.targets] == ["TEA-1", "TEA-2"]


def test_buying_several_is_a_minimum_quantity(read: Callable[..., Any]) -> None:
    leaf = _by_id(read("google-promotions", "google_promotions.tsv")[0])["LEAF"]
    assert (leaf.kind, leaf.minimum_quantity, leaf.targets) == (
        "percent_off",
        2,
        (TargetRecord(kind="brand", key="leaf"),),
    )


def test_xml_repeats_a_filter(read: Callable[..., Any]) -> None:
    (spring,), rejects = read("google-promotions", "google_promotions.xml")
    assert [target.key for target in spring.targets] == ["MUG", "TEA-1"]
    assert rejects == []


@pytest.mark.parametrize(
    ("column", "value", "reject"),
    [
        ("percent_off", "120", "percent_off: '120' is not from 1 to 100"),
        ("percent_off", "", "coupon_value_type: is missing, and percent_off or money_off_amount does not tell it"),
        ("money_off_amount", "-1 USD", "money_off_amount: '-1 USD' is negative"),
        ("redemption_channel", "in_store", "redemption_channel: is not online"),
        ("coupon_value_type", "buy_m_get_n_percent_off", "'buy_m_get_n_percent_off' cannot be applied here"),
        ("redemption_restriction", "first_order", "redemption_restriction: narrows the promotion"),
    ],
)
def test_a_promotion_is_never_guessed(read_text: Callable[..., Any], column: str, value: str, reject: str) -> None:
    records, rejects = read_text("google-promotions", f"{HEAD}\t{column}\n{ROW}\t{value}\n")
    assert records == []
    assert len(rejects) == 1 and rejects[0].startswith("feed:2: ") and reject in rejects[0]


def test_an_amount_off_a_whole_purchase_is_refused(read_text: Callable[..., Any]) -> None:
    head, row = f"{HEAD}\tmoney_off_amount\tminimum_purchase_amount\n", f"{ROW}\t10 USD\t50 USD\n"
    records, rejects = read_text("google-promotions", head + row)
    assert records == []
    assert rejects == ["feed:2: money_off_amount: off a whole purchase, not each product, cannot be applied here"]


def test_two_kinds_of_filter_mean_both_and_are_refused(read_text: Callable[..., Any]) -> None:
    row = "P\tspecific_products\tno_code\tA promotion\t2024-05-01/2024-05-31\t5\tLeaf\tTea\n"
    _, rejects = read_text("google-promotions", f"{HEAD}\tpercent_off\tbrand\tproduct_type\n{row}")
    assert rejects == [
        "feed:2: product_type: together with brand means products that are both, which cannot be applied here"
    ]


def test_a_second_import_changes_nothing(load: Callable[..., Any]) -> None:
    assert load("google-promotions", "google_promotions.tsv").counts["promotion"].added == 5
    again = load("google-promotions", "google_promotions.tsv").counts
    assert (again["promotion"].unchanged, again["coupon"].unchanged) == (5, 1)
