"""What may stand in for a product."""

from __future__ import annotations

from decimal import Decimal

from knowledge.graph import SearchQuery
from knowledge.guide.alternatives import Wanted, alternatives


def ids(found):
    return [each.product.product_id for each in found]


def test_they_are_of_the_same_use_in_stock_and_never_the_product_itself(demo):
    own = demo.search(SearchQuery(categories=("grocery/cold-cereal/kids-cereal",)), 1).products[0]
    found = alternatives(demo, own.product_id, lambda each: demo.product(each).price)
    assert len(found) == 6
    assert own.product_id not in ids(found)
    assert {each.product.category_key for each in found} == {own.category_key}
    assert all(each.product.in_stock for each in found)


def test_cheaper_is_cheaper_by_the_pack_and_by_the_unit(demo):
    own = demo.search(SearchQuery(categories=("grocery/cold-cereal/kids-cereal",)), 1).products[0]
    found = alternatives(demo, own.product_id, lambda each: demo.product(each).price, Wanted(cheaper=True))
    assert found
    for each in found:
        assert each.product.price < own.price
        assert each.saving == own.price - each.product.price
        assert each.unit_saving is None or each.unit_saving > 0


def test_another_brand_is_another(demo):
    own = demo.search(SearchQuery(categories=("grocery/cold-cereal/kids-cereal",)), 1).products[0]
    found = alternatives(demo, own.product_id, lambda each: demo.product(each).price, Wanted(another_brand=True))
    assert found
    assert own.brand_key not in {each.product.brand_key for each in found}


def test_the_customers_price_decides_what_is_cheaper(graph):
    wanted = Wanted(cheaper=True)
    assert ids(alternatives(graph, "p4", lambda each: graph.product(each).price, wanted)) == []
    lowered = {"p4": Decimal(3), "p5": Decimal("0.50")}
    assert ids(alternatives(graph, "p4", lowered.__getitem__, wanted)) == ["p5"]


def test_what_is_out_of_stock_has_alternatives_that_are_not(graph):
    assert ids(alternatives(graph, "p7", lambda each: graph.product(each).price)) == ["p6"]
