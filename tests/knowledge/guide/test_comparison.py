"""Products side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.graph import SearchQuery
from knowledge.guide.comparison import UnitPrice, compare, unit_price


def prices(graph, ids):
    return [graph.product(each).price for each in ids]


def test_what_differs_comes_first(graph):
    found = compare(graph, ["p1", "p3"], prices(graph, ["p1", "p3"]))
    assert [(row.facet, row.differs) for row in found.rows] == [("brand", True), ("size", False), ("category", False)]
    assert found.rows[0].cells == (("acme",), ("store",))


def test_the_best_value_is_by_the_unit_and_not_by_the_pack(graph):
    ids = ["p1", "p2"]  # $4.00 for 340 g, $5.00 for 453.6 g
    found = compare(graph, ids, prices(graph, ids))
    assert found.unit_prices == (UnitPrice(Decimal("1.176"), 100, "g"), UnitPrice(Decimal("1.102"), 100, "g"))
    assert (found.verdict.kind, found.verdict.place) == ("best_value", 1)


def test_wishes_come_before_value(graph):
    ids = ["p1", "p2"]
    wishes = SearchQuery(categories=("grocery/cold-cereal/kids-cereal",), price_max=Decimal(6))
    found = compare(graph, ids, prices(graph, ids), wishes)
    assert (found.verdict.kind, found.verdict.place, found.verdict.met, found.verdict.wishes) == ("fits_best", 0, 2, 2)


def test_where_units_cannot_be_compared_the_price_decides(graph):
    ids = ["p2", "p6"]
    assert compare(graph, ids, prices(graph, ids)).verdict.kind == "cheapest"


def test_alike_is_said_plainly(graph):
    assert compare(graph, ["p6", "p7"], [Decimal(2), Decimal(2)]).verdict.kind == "alike"


def test_the_customers_own_price_counts(graph):
    found = compare(graph, ["p1", "p2"], [Decimal("3.20"), Decimal(5)])
    assert found.verdict.place == 0


def test_a_product_of_several_sizes_has_no_unit_price(graph):
    assert unit_price(graph.product("p6"), Decimal("1.99")) is None


@pytest.mark.parametrize("ids", [["p1"], ["p1", "p1"], ["p1", "p2", "p3", "p4", "p5"]])
def test_one_product_or_five_cannot_be_compared(graph, ids):
    with pytest.raises(ValueError, match="2 to 4"):
        compare(graph, ids, prices(graph, ids))
