"""A basket for an occasion within a budget."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from knowledge.errors import ConfigurationError
from knowledge.guide.bundles import _choices, bundle
from knowledge.guide.occasions import Occasion, Role, read_occasions

BREAKFAST = Occasion("breakfast", {"en": "breakfast"}, ("breakfast",), (Role("cereal", 2), Role("milk", 4)))


def price(graph):
    return lambda each: graph.product(each).price


def test_one_product_for_each_part_and_enough_for_everybody(graph):
    found = bundle(graph, BREAKFAST, price(graph), people=4)
    assert [(item.role.find, item.quantity) for item in found.items] == [("cereal", 2), ("milk", 1)]
    assert found.total == sum(item.product.price * item.quantity for item in found.items)
    assert found.left_out == ()


def test_a_part_that_the_budget_cannot_pay_is_left_out_the_optional_first(graph):
    occasion = Occasion("b", {}, (), (Role("soap", 4, optional=True), *BREAKFAST.roles))
    tight = bundle(graph, occasion, price(graph), people=1, budget=Decimal("6.50"))
    assert [item.role.find for item in tight.items] == ["cereal", "milk"]
    assert tight.total <= Decimal("6.50")
    assert [role.find for role in tight.left_out] == ["soap"]
    nothing = bundle(graph, occasion, price(graph), budget=Decimal("0.10"))
    assert nothing.items == () and nothing.total == 0


def test_no_other_basket_within_the_budget_is_better(demo):
    """Against trying every combination."""
    occasion = Occasion("b", {}, (), (Role("cold cereal"), Role("fluid milk"), Role("eggs")))
    cost = price(demo)
    options = [[None, *_choices(demo, role, cost, 4, {})[:8]] for role in occasion.roles]
    for budget in (Decimal(4), Decimal(6), Decimal(9), Decimal(30)):
        found = bundle(demo, occasion, cost, people=4, budget=budget)
        best = 0.0
        for combination in product(*options):
            chosen = [each for each in combination if each is not None]
            if sum(each[1] for each in chosen) <= budget:
                best = max(best, sum(1000 + each[2] for each in chosen))
        choices = [
            {item.product.product_id: worth for item, _, worth in _choices(demo, role, cost, 4, {})}
            for role in occasion.roles
        ]
        parts = {role: table for role, table in zip(occasion.roles, choices, strict=True)}
        worth = sum(1000 + parts[item.role][item.product.product_id] for item in found.items)
        assert found.total <= budget
        assert worth >= best - 1e-9


def test_every_occasion_of_the_shop_finds_its_needed_parts_in_the_demo_shop(demo):
    occasions = read_occasions(Path("data/occasions.yml"))
    assert len(occasions) >= 5
    for occasion in occasions:
        found = bundle(demo, occasion, price(demo), people=4)
        assert [role.find for role in found.left_out if not role.optional] == [], occasion.key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("breakfast for four under $15", "breakfast"),
        ("四个人的早餐", "breakfast"),
        ("a present for my wife", "gift"),
        ("what do we need for taco night", "tacos"),
        ("breakfasts are nice", None),
    ],
)
def test_an_occasion_is_meant_by_its_words(text, key):
    occasions = read_occasions(Path("data/occasions.yml"))
    assert next((each.key for each in occasions if each.meant_in(text)), None) == key


def test_a_file_that_lacks_something_is_refused_with_the_occasions_name(tmp_path):
    file = tmp_path / "occasions.yml"
    file.write_text("occasions:\n  - key: tea\n    labels: {en: tea}\n    words: {en: [tea]}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"tea.*roles"):
        read_occasions(file)
    assert read_occasions(tmp_path / "none.yml") == ()
