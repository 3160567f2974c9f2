"""One rule at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from knowledge.graph import ProductGraph
from knowledge.promotions.rules import KINDS, Rule, Targets
from tests.knowledge.graph.small_shop import LAST_WEEK, NEXT_WEEK


def rule(kind: str, value: str = "0", **fields: object) -> Rule:
    made = KINDS[kind](
        id=1, promotion_id="r", title="R", labels={}, value=Decimal(value), currency=None, redemption="automatic",
        starts_at=LAST_WEEK, ends_at=NEXT_WEEK,
    )  # fmt: skip
    return replace(made, **fields)


@pytest.mark.parametrize(
    ("kind", "value", "price", "after"),
    [
        ("percent_off", "25", "1.99", "1.49"),
        ("percent_off", "50", "1.01", "0.51"),
        ("percent_off", "100", "1.99", "0.00"),
        ("amount_off", "0.50", "1.99", "1.49"),
        ("amount_off", "5", "1.99", "0.00"),
        ("fixed_price", "1.25", "1.99", "1.25"),
        ("fixed_price", "3.00", "1.99", "1.99"),
    ],
)
def test_what_each_kind_makes_of_a_price(kind: str, value: str, price: str, after: str) -> None:
    assert rule(kind, value).price(Decimal(price), "USD") == Decimal(after)


def test_a_currency_without_cents_is_rounded_to_whole_units() -> None:
    assert rule("percent_off", "15").price(Decimal("990"), "JPY") == Decimal("842")


def test_free_shipping_changes_no_price() -> None:
    assert rule("free_shipping").price(Decimal("1.99"), "USD") is None


def test_a_rule_lives_from_its_start_until_just_before_its_end() -> None:
    each = rule("percent_off", "5")
    moment = timedelta(microseconds=1)
    assert [each.live(at) for at in (LAST_WEEK - moment, LAST_WEEK, NEXT_WEEK - moment, NEXT_WEEK)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert replace(each, ends_at=None).live(NEXT_WEEK + timedelta(days=9999))


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (Targets(products=frozenset({"p1"})), {"p1"}),
        (Targets(categories=frozenset({"grocery/cold-cereal"})), {"p1", "p2", "p3"}),
        (Targets(brands=frozenset({"acme"})), {"p1", "p2"}),
        (Targets(products=frozenset({"p6"}), brands=frozenset({"acme"})), {"p1", "p2", "p6"}),
        (Targets(everything=True), {"p1", "p2", "p3", "p4", "p5", "p6", "p7"}),
        (Targets(), set()),
    ],
)
def test_a_rule_applies_to_what_its_targets_name(graph: ProductGraph, targets: Targets, expected: set[str]) -> None:
    each = rule("percent_off", "5", targets=targets)
    assert {product.product_id for product in graph.products() if each.applies_to(product)} == expected
