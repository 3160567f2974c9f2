"""The networkx read model of the shop: products and how they hang together, and finding them."""

from knowledge.graph.build import Policy
from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import SearchQuery, SearchResult
from knowledge.graph.views import CategoryView, Neighbour, ProductView, ValueView
from knowledge.graph.vocabulary import Term, read_vocabulary

__all__ = [
    "CategoryView",
    "Neighbour",
    "Policy",
    "ProductGraph",
    "ProductView",
    "SearchQuery",
    "SearchResult",
    "Term",
    "ValueView",
    "read_vocabulary",
]
