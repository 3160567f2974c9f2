"""The graph itself: its schema, its edges, and the products and categories it gives out."""

from __future__ import annotations

from decimal import Decimal

import networkx as nx
import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.errors import UnknownCategory, UnknownProduct
from knowledge.graph import Policy, ProductGraph, schema
from tests.knowledge.graph.small_shop import NOW


def test_the_graph_obeys_its_schema(graph: ProductGraph) -> None:
    assert list(schema.violations(graph.nx)) == []


def test_the_schema_check_sees_a_wrong_edge_and_a_wrong_node(graph: ProductGraph) -> None:
    broken = nx.DiGraph(graph.nx)
    broken.add_edge("brand:acme", "product:p1", made_by=1.0)
    broken.add_node("product:new", kind="product", key="other")
    told = "\n".join(schema.violations(broken))
    assert "brand:acme -> product:p1: may not be made_by" in told
    assert "product:new: the id is not its kind and key" in told


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("product:p1", "category:grocery/cold-cereal/kids-cereal", schema.IN_CATEGORY),
        ("category:grocery/cold-cereal/kids-cereal", "category:grocery/cold-cereal", schema.SUBCATEGORY_OF),
        ("product:p1", "brand:acme", schema.MADE_BY),
        ("product:p1", "value:size=12-oz", schema.HAS),
        ("variant:p6-a", "value:scent=lemon", schema.HAS),
        ("variant:p6-a", "product:p6", schema.VARIANT_OF),
        ("product:p4", "promotion:members-milk", schema.DISCOUNTED_BY),
        ("category:grocery/cold-cereal", "promotion:ten-off-cereal", schema.DISCOUNTED_BY),
        ("brand:bubbles", "promotion:three-soaps", schema.DISCOUNTED_BY),
        ("promotion:cereal-coupon", "coupon:CEREAL1@spring", schema.REDEEMED_WITH),
        ("promotion:milk-coupon", "coupon:MILK50", schema.REDEEMED_WITH),
        ("product:p1", "product:p4", schema.BOUGHT_WITH),
        ("product:p1", "product:p3", schema.SIMILAR_TO),
    ],
)
def test_things_hang_together(graph: ProductGraph, start: str, end: str, kind: str) -> None:
    assert graph.nx.edges[start, end][kind] > 0


@pytest.mark.parametrize(
    "node",
    [
        "product:p8", "product:p9", "category:household/empty", "brand:nobody", "value:scent=unused",
        "promotion:expired", "promotion:next-week", "coupon:ENDED@winter",
    ],
)  # fmt: skip
def test_what_is_not_on_sale_is_not_there(graph: ProductGraph, node: str) -> None:
    assert node not in graph.nx


def test_a_built_graph_cannot_be_changed(graph: ProductGraph) -> None:
    with pytest.raises(nx.NetworkXError, match=r"[Ff]rozen"):
        graph.nx.add_node("product:new")


def test_a_policy_covers_the_root_categories_unless_it_names_others(small_store: CatalogueStore) -> None:
    policies = [Policy("returns", "Returns"), Policy("cold", "Cold chain", ("grocery/milk",))]
    built = ProductGraph.build(small_store, FixedClock(NOW), policies).nx
    covered = {(start, end) for start, end, data in built.edges(data=True) if schema.COVERED_BY in data}
    assert covered == {
        ("category:grocery", "policy:returns"),
        ("category:household", "policy:returns"),
        ("category:grocery/milk", "policy:cold"),
    }


def test_a_product_carries_what_customers_see(graph: ProductGraph) -> None:
    product = graph.product("p1")
    assert (product.shelf_price, product.loyalty_price, product.sale_price) == (Decimal("4.00"), Decimal("3.20"), None)
    assert product.category_path == ("grocery", "grocery/cold-cereal", "grocery/cold-cereal/kids-cereal")
    assert (product.brand, product.size, product.in_stock, product.currency) == ("Acme", "12 oz", True, "USD")


def test_a_product_costs_what_its_cheapest_variant_in_stock_costs(graph: ProductGraph) -> None:
    product = graph.product("p6")
    assert (product.variants, product.price) == (2, Decimal("1.99"))


def test_an_unknown_or_inactive_product_is_an_error(graph: ProductGraph) -> None:
    for product_id in ("no-such", "p8"):
        assert not graph.has(product_id)
        with pytest.raises(UnknownProduct):
            graph.product(product_id)
        with pytest.raises(UnknownProduct):
            graph.bought_with(product_id)


def test_categories_are_those_with_products_the_fullest_first(graph: ProductGraph) -> None:
    assert [(c.key, c.product_count) for c in graph.categories()] == [("grocery", 5), ("household", 2)]
    assert [c.key for c in graph.categories("grocery")] == ["grocery/cold-cereal", "grocery/milk"]
    assert graph.category("grocery/milk").parent == "grocery"
    with pytest.raises(UnknownCategory):
        graph.category("household/empty")


def test_names_come_in_the_customers_language(graph: ProductGraph) -> None:
    assert graph.value_name("scent=lemon", "zh") == "柠檬"
    assert graph.attribute_name("size", "zh") == "规格"
    assert graph.brand_name("acme", "zh") == "Acme"
    assert graph.brand_name("gone") == "gone"


def test_bought_with_holds_what_chance_does_not_explain_and_the_same_both_ways(graph: ProductGraph) -> None:
    [milk] = graph.bought_with("p1")
    [cereal] = graph.bought_with("p4")
    assert (milk.product_id, cereal.product_id) == ("p4", "p1")
    assert milk.weight == cereal.weight
    # p2 is in most orders, with and without p1; p5 and p6 met in two orders only.
    assert graph.bought_with("p2") == ()
    assert graph.bought_with("p6") == ()


def test_the_most_alike_product_is_of_the_same_kind_and_size(graph: ProductGraph) -> None:
    assert graph.similar_to("p1")[0].product_id == "p3"
    assert graph.similar_to("p4")[0].product_id == "p5"
    assert all(0 < each.weight <= 1 and each.product_id != "p1" for each in graph.similar_to("p1"))
    assert len(graph.similar_to("p1", k=2)) == 2


def test_popularity_counts_recent_orders(graph: ProductGraph) -> None:
    assert graph.product("p2").popularity == 1.0
    assert graph.product("p3").popularity == 0.0
    assert 0 < graph.product("p6").popularity < graph.product("p5").popularity < 1
