"""Why a product was shown: every step is an edge of the graph."""

from __future__ import annotations

from knowledge.graph import SearchQuery
from knowledge.guide.paths import Step, evidence_path, exists, search_path


def test_a_search_is_explained_by_the_edges_that_meet_it(graph):
    query = SearchQuery(categories=("grocery",), brands=("acme",), values=("size=~12-oz",))
    assert search_path(graph, "p1", query) == (
        Step("product:p1", "in_category", "category:grocery/cold-cereal/kids-cereal"),
        Step("category:grocery/cold-cereal/kids-cereal", "subcategory_of", "category:grocery/cold-cereal"),
        Step("category:grocery/cold-cereal", "subcategory_of", "category:grocery"),
        Step("product:p1", "made_by", "brand:acme"),
        Step("product:p1", "has", "value:size=12-oz"),
    )


def test_what_is_bought_together_is_explained_by_that_edge(graph):
    assert evidence_path(graph, "p1", ["p4"]) == (Step("product:p4", "bought_with", "product:p1"),)


def test_evidence_that_hangs_together_in_no_way_gives_no_step(graph):
    assert evidence_path(graph, "p6", ["p2"]) == ()
    assert evidence_path(graph, "p6", ["gone"]) == ()


def test_every_step_of_the_demo_shops_paths_exists(demo):
    queries = [
        SearchQuery(categories=("grocery/cold-cereal",), values=("label=private",)),
        SearchQuery(text="ice cream", brands=("daogous-own",)),
        SearchQuery(categories=("grocery",), values=("size=~500-g",)),
    ]
    steps = [
        step
        for query in queries
        for each in demo.search(query, 50).products
        for step in search_path(demo, each.product_id, query)
    ]
    for view in demo.products()[::499]:
        near = [each.product_id for each in (*demo.bought_with(view.product_id), *demo.similar_to(view.product_id))]
        found = evidence_path(demo, view.product_id, near)
        assert len(found) == len(set(near))
        steps += found
    assert len(steps) > 500
    assert all(exists(demo, step) for step in steps)
