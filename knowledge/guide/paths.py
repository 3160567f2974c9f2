"""Why a product was shown, as a path of the graph: each step is an edge that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.graph import schema
from knowledge.graph.graph import ProductGraph
from knowledge.graph.schema import node_id
from knowledge.graph.search import SearchQuery


@dataclass(frozen=True)
class Step:
    """One edge: from node ``start`` over ``edge`` (a kind of :mod:`knowledge.graph.schema`) to node ``end``."""

    start: str
    edge: str
    end: str


def exists(graph: ProductGraph, step: Step) -> bool:
    """Whether the graph has this edge."""
    return bool(graph.nx.has_edge(step.start, step.end) and step.edge in graph.nx.edges[step.start, step.end])


def search_path(graph: ProductGraph, product_id: str, query: SearchQuery) -> tuple[Step, ...]:
    """What of ``query`` the product meets by an edge: its brand, its values, and the way up to a category asked for.

    Empty where the query is met without any (by its words or its price).

    Raises:
        UnknownProduct: no active product has this id.
    """
    view, start = graph.product(product_id), node_id(schema.PRODUCT, product_id)
    steps = []
    wanted = next((key for key in query.categories if key in view.category_path), None)
    if wanted is not None:
        way = list(view.category_path[view.category_path.index(wanted) :])
        nodes = [start, *(node_id(schema.CATEGORY, key) for key in reversed(way))]
        edges = [schema.IN_CATEGORY, *[schema.SUBCATEGORY_OF] * (len(way) - 1)]
        steps += [Step(*each) for each in zip(nodes, edges, nodes[1:], strict=False)]
    if view.brand_key is not None and view.brand_key in query.brands:
        steps.append(Step(start, schema.MADE_BY, node_id(schema.BRAND, view.brand_key)))
    fitting = graph.positions([product_id])
    for reference in query.values:
        attribute = reference.partition("=")[0]
        # "About 500 g" and the like is met by whatever value of the attribute the product has.
        meets = graph.fitting(SearchQuery(values=(reference,), within=frozenset({product_id}), in_stock=False))
        own = [each.reference for each in view.values if each.attribute == attribute]
        if fitting & meets and own:
            value = reference if reference in own else own[0]
            steps.append(Step(start, schema.HAS, node_id(schema.VALUE, value)))
    return tuple(dict.fromkeys(steps))


def evidence_path(graph: ProductGraph, product_id: str, evidence: Sequence[str]) -> tuple[Step, ...]:
    """The edges between the products of ``evidence`` and the product: bought together, alike, or of one category.

    Each product of the evidence that hangs together with it by an edge of its own gives that edge, else the way over
    their common category; those that have neither give nothing.
    """
    end = node_id(schema.PRODUCT, product_id)
    steps: list[Step] = []
    for each in evidence:
        start = node_id(schema.PRODUCT, each)
        direct = [
            Step(one, kind, other)
            for kind in (schema.BOUGHT_WITH, schema.SIMILAR_TO)
            for one, other in ((start, end), (end, start))
            if exists(graph, Step(one, kind, other))
        ]
        if direct:
            steps.append(direct[0])
        elif graph.has(each) and graph.has(product_id):
            shared = graph.product(product_id).category_key
            if shared is not None and shared == graph.product(each).category_key:
                category = node_id(schema.CATEGORY, shared)
                steps += [Step(node, schema.IN_CATEGORY, category) for node in (start, end)]
    return tuple(dict.fromkeys(steps))
