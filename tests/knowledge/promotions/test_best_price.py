"""The lowest lawful total, held to every way there is on small baskets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.promotions.best_price import best_price
from knowledge.promotions.deals import BundlePrice, BuyGet, Deal, Line, OrderDeal, UnitDeal
from tests.knowledge.promotions.every_way import lowest_total

GROUPS = st.sampled_from([None, None, "a", "b"])
MOST = st.sampled_from([None, 1, 2])


@st.composite
def baskets(draw: st.DrawFn) -> tuple[list[Line], list[Deal]]:
    """One to three lines, five units at most, and up to four deals of all kinds on some of them."""
    prices = draw(st.lists(st.integers(1, 20), min_size=1, max_size=3))
    lines = [Line(draw(st.integers(1, 2 if len(prices) > 2 else 3)), price * 50) for price in prices]
    some = st.sets(st.integers(0, len(lines) - 1), min_size=1)
    found: list[Deal] = []
    for number in range(draw(st.integers(0, 4))):
        name, group = f"deal-{number}", draw(GROUPS)
        kind = draw(st.sampled_from(["unit", "unit", "bundle", "buy", "buy other", "order"]))
        if kind == "unit":
            percent = draw(st.integers(5, 60))
            lowered = {at: lines[at].price * (100 - percent) // 100 for at in draw(some)}
            capped = draw(st.sampled_from([None, None, 60, 200]))
            found.append(UnitDeal(name, lowered, draw(MOST), capped, group))
        elif kind == "bundle":
            found.append(
                BundlePrice(
                    name,
                    frozenset(draw(some)),
                    draw(st.integers(1, 3)),
                    draw(st.integers(1, 30)) * 40,
                    draw(MOST),
                    group,
                )
            )
        elif kind == "order":
            off = draw(
                st.sampled_from(
                    [{"percent": Decimal(10)}, {"percent": Decimal("33.3"), "max_discount": 150}, {"amount": 120}]
                )
            )
            found.append(OrderDeal(name, group=group, **off))
        else:
            paid = frozenset(draw(some))
            got = draw(some) if kind == "buy other" else paid
            share = draw(st.sampled_from([0, 50]))
            gets = {at: lines[at].price * share // 100 for at in got}
            buy, get = draw(st.integers(1, 2)), draw(st.integers(1, 2))
            found.append(BuyGet(name, paid, buy, gets, get, kind == "buy", draw(MOST), group))
    return lines, found


@settings(max_examples=400, deadline=None)
@given(baskets())
def test_the_total_is_the_lowest_of_all_ways(basket: tuple[list[Line], list[Deal]]) -> None:
    lines, deals = basket
    found = best_price(lines, deals, seconds=30)
    assert found.total == lowest_total(lines, deals)
    assert found.proved


@settings(max_examples=200, deadline=None)
@given(baskets())
def test_the_derivation_adds_up_and_uses_each_unit_and_each_group_once(basket: tuple[list[Line], list[Deal]]) -> None:
    lines, deals = basket
    found = best_price(lines, deals, seconds=30)
    left = [line.quantity for line in lines]
    total = 0
    for use in found.uses:
        total += use.cost
        for at, units in use.units.items():
            left[at] -= units
    assert min(left) >= 0
    total += sum(units * line.price for units, line in zip(left, lines, strict=True))
    for step in found.order:
        assert step.discount == step.deal.discount(total)
        total -= step.discount
    assert total == found.total
    used = [each.deal for each in [*found.uses, *found.order]]
    assert len({deal.id for deal in used}) == len(used)
    grouped = [deal.group for deal in used if deal.group is not None]
    assert len(set(grouped)) == len(grouped)


@settings(max_examples=200, deadline=None)
@given(baskets())
def test_one_deal_more_never_makes_it_dearer_and_the_order_of_lines_does_not_matter(
    basket: tuple[list[Line], list[Deal]],
) -> None:
    lines, deals = basket
    total = best_price(lines, deals, seconds=30).total
    if deals:
        assert best_price(lines, deals[:-1], seconds=30).total >= total
    last = len(lines) - 1
    turned = [_turned(deal, last) for deal in deals]
    assert best_price(lines[::-1], turned, seconds=30).total == total


def _turned(deal: Deal, last: int) -> Deal:
    if isinstance(deal, UnitDeal):
        return replace(deal, prices={last - at: price for at, price in deal.prices.items()})
    if isinstance(deal, BundlePrice):
        return replace(deal, lines=frozenset(last - at for at in deal.lines))
    if isinstance(deal, BuyGet):
        gets = {last - at: price for at, price in deal.gets.items()}
        return replace(deal, paid=frozenset(last - at for at in deal.paid), gets=gets)
    return deal


def test_the_cheapest_is_free_and_not_the_dearest() -> None:
    lines = [Line(1, 900), Line(1, 500), Line(1, 100)]
    two_for_one = BuyGet("two-for-one", frozenset({0, 1, 2}), 1, {0: 0, 1: 0, 2: 0}, 1)
    assert best_price(lines, [two_for_one]).total == 900 + 100
    assert best_price(lines[1:], [replace(two_for_one, paid=frozenset({0, 1}), gets={0: 0, 1: 0})]).total == 500


def test_a_worse_deal_on_one_line_is_taken_where_it_leaves_a_better_one_possible() -> None:
    """Greedy takes half off the first line, and the bundle, which needs it, is lost."""
    lines = [Line(1, 1000), Line(2, 900)]
    half, three = UnitDeal("half", {0: 500}), BundlePrice("three", frozenset({0, 1}), 3, 1500)
    found = best_price(lines, [half, three])
    assert (found.total, [use.deal.id for use in found.uses]) == (1500, ["three"])


def test_a_coupon_on_the_order_gives_way_to_a_better_offer_of_its_group() -> None:
    lines = [Line(2, 1000)]
    order, item = OrderDeal("order", percent=Decimal(10), group="one"), UnitDeal("item", {0: 800}, group="one")
    assert [use.deal.id for use in best_price(lines, [order, item]).uses] == ["item"]
    assert [use.deal.id for use in best_price(lines, [replace(order, percent=Decimal(25)), item]).order] == ["order"]


def test_a_deadline_gives_the_best_found_with_what_could_still_be_lower() -> None:
    lines = [Line(3, 100 + 7 * at) for at in range(40)]
    deals = [
        BuyGet(f"deal-{n}", frozenset(range(n, 40, 3)), 2, {at: 0 for at in range(n, 40, 3)}, 1, group=f"g{n % 4}")
        for n in range(12)
    ]
    found = best_price(lines, deals, seconds=0.02)
    assert found.bound <= best_price(lines, deals, seconds=20).total <= found.total


@pytest.mark.parametrize(("percent", "total", "off"), [(10, 105, 11), (10, 104, 10), (50, 1, 1), (100, 7, 7)])
def test_half_a_minor_unit_is_rounded_in_the_customers_favour(percent: int, total: int, off: int) -> None:
    assert OrderDeal("x", percent=Decimal(percent)).discount(total) == off
