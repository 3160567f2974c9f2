"""What the graph is made of: the one place that names its nodes, its edges and their attributes.

A node's id is ``kind:key``. An edge is one pair of nodes; its data maps each edge kind that holds between them to a
weight, so that two products can be both ``bought_with`` and ``similar_to`` each other, and networkx's own algorithms
take ``weight="bought_with"``. Edges that have no degree weigh 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import networkx as nx

PRODUCT: Final = "product"
VARIANT: Final = "variant"
CATEGORY: Final = "category"
BRAND: Final = "brand"
VALUE: Final = "value"
PROMOTION: Final = "promotion"
COUPON: Final = "coupon"
POLICY: Final = "policy"

IN_CATEGORY: Final = "in_category"
SUBCATEGORY_OF: Final = "subcategory_of"
MADE_BY: Final = "made_by"
HAS: Final = "has"
VARIANT_OF: Final = "variant_of"
DISCOUNTED_BY: Final = "discounted_by"
REDEEMED_WITH: Final = "redeemed_with"
COVERED_BY: Final = "covered_by"
BOUGHT_WITH: Final = "bought_with"
SIMILAR_TO: Final = "similar_to"

#: Beside ``kind`` and ``key``, what a node of each kind carries. ``view`` is a ProductView, which holds the rest.
NODE_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        PRODUCT: frozenset({"view"}),
        VARIANT: frozenset({"title", "price", "in_stock"}),
        CATEGORY: frozenset({"name", "labels", "synonyms", "product_count"}),
        BRAND: frozenset({"name", "labels", "synonyms", "private_label"}),
        VALUE: frozenset({"name", "labels", "synonyms", "number", "unit"}),
        PROMOTION: frozenset({"name", "labels", "redemption", "ends_at", "everything"}),
        COUPON: frozenset({"campaign"}),
        POLICY: frozenset({"name"}),
    }
)

#: The kinds of node that each kind of edge may join, from and to.
EDGE_ENDS: Final[Mapping[str, frozenset[tuple[str, str]]]] = MappingProxyType(
    {
        IN_CATEGORY: frozenset({(PRODUCT, CATEGORY)}),
        SUBCATEGORY_OF: frozenset({(CATEGORY, CATEGORY)}),
        MADE_BY: frozenset({(PRODUCT, BRAND)}),
        HAS: frozenset({(PRODUCT, VALUE), (VARIANT, VALUE)}),
        VARIANT_OF: frozenset({(VARIANT, PRODUCT)}),
        DISCOUNTED_BY: frozenset({(PRODUCT, PROMOTION), (CATEGORY, PROMOTION), (BRAND, PROMOTION)}),
        REDEEMED_WITH: frozenset({(PROMOTION, COUPON)}),
        COVERED_BY: frozenset({(CATEGORY, POLICY)}),
        BOUGHT_WITH: frozenset({(PRODUCT, PRODUCT)}),
        SIMILAR_TO: frozenset({(PRODUCT, PRODUCT)}),
    }
)


def node_id(kind: str, key: str) -> str:
    """The graph's id of a thing, such as ``category:grocery/cold-cereal``."""
    return f"{kind}:{key}"


def node_key(node: str) -> str:
    """The key within a node's id; the inverse of :func:`node_id`."""
    return node.partition(":")[2]


def violations(graph: nx.DiGraph) -> Iterator[str]:
    """What in ``graph`` breaks this schema, one sentence each; nothing for a sound graph."""
    kinds: dict[str, str] = {}
    for node, attributes in graph.nodes(data=True):
        kind = attributes.get("kind")
        if kind not in NODE_ATTRIBUTES:
            yield f"{node}: unknown kind {kind!r}"
            continue
        kinds[node] = kind
        if node != node_id(kind, attributes.get("key", "")):
            yield f"{node}: the id is not its kind and key"
        if set(attributes) != NODE_ATTRIBUTES[kind] | {"kind", "key"}:
            yield f"{node}: has attributes {sorted(attributes)}"
    for start, end, data in graph.edges(data=True):
        if not data:
            yield f"{start} -> {end}: no kind"
        for kind, weight in data.items():
            if (kinds.get(start), kinds.get(end)) not in EDGE_ENDS.get(kind, frozenset()):
                yield f"{start} -> {end}: may not be {kind}"
            if not weight > 0:
                yield f"{start} -> {end}: {kind} weighs {weight}"
