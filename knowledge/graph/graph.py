"""The product and promotion graph: one immutable picture of the shop, for any number of readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import networkx as nx
import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import UnknownCategory, UnknownProduct
from knowledge.graph import schema
from knowledge.graph.build import Policy, build, collector_paused
from knowledge.graph.facets import FacetTable
from knowledge.graph.index import ProductIndex
from knowledge.graph.schema import node_id, node_key
from knowledge.graph.search import NO_TASTE, SearchQuery, SearchResult, fitting, liked, search
from knowledge.graph.views import CategoryView, Neighbour, ProductView
from knowledge.graph.vocabulary import Term, graph_vocabulary


class ProductGraph:
    """Everything about products that the assistant asks for. Nothing in it changes; a reload makes another.

    ``nx`` is the frozen graph itself, as :mod:`knowledge.graph.schema` describes it, for anything not offered here.
    """

    def __init__(self, graph: nx.DiGraph, products: Sequence[ProductView]) -> None:
        self.nx = graph
        self._index = ProductIndex(graph, products)
        self._in_stock = frozenset(view.product_id for view in products if view.in_stock)
        self._categories: dict[str, CategoryView] = {}
        children: dict[str | None, list[CategoryView]] = defaultdict(list)
        for node, data in graph.nodes(data=True):
            if data["kind"] == schema.CATEGORY:
                above = [end for end, edge in graph.adj[node].items() if schema.SUBCATEGORY_OF in edge]
                parent = node_key(above[0]) if above else None
                view = CategoryView(data["key"], data["name"], data["labels"], parent, data["product_count"])
                self._categories[view.key] = view
                children[parent].append(view)
        self._children = {
            parent: tuple(sorted(views, key=lambda view: (-view.product_count, view.key)))
            for parent, views in children.items()
        }

    @classmethod
    def build(cls, store: CatalogueStore, clock: Clock, policies: Sequence[Policy] = ()) -> ProductGraph:
        """The graph of the shop as ``store`` has it now by ``clock``: active products that have a price.

        ``policies`` are what the shop says of whole categories; the catalogue has no table of them. The demo shop
        (37,634 products, 86,029 nodes, 579,856 edges) takes 6 s of one core and 410 MB.
        """
        with collector_paused():
            return cls(*build(store, clock.now(), policies))

    def __len__(self) -> int:
        """How many products there are."""
        return len(self._index.views)

    def has(self, product_id: str) -> bool:
        """Whether the product is on sale here."""
        return product_id in self._index.positions

    def product_ids(self, *, in_stock: bool = False) -> frozenset[str]:
        """The ids of every product, or of those in stock."""
        return self._in_stock if in_stock else frozenset(self._index.positions)

    def product(self, product_id: str) -> ProductView:
        """One product.

        Raises:
            UnknownProduct: no active product has this id.
        """
        position = self._index.positions.get(product_id)
        if position is None:
            raise UnknownProduct(f"no product {product_id!r} is on sale; search for one by name")
        return self._index.views[position]

    def products(self) -> tuple[ProductView, ...]:
        """Every product, in the order of their ids."""
        return self._index.views

    def search(
        self, query: SearchQuery, k: int = 10, offset: int = 0, taste: Mapping[str, float] = NO_TASTE
    ) -> SearchResult:
        """The ``k`` best products for ``query`` after the first ``offset``, in the order that its ``sort`` says.

        ``taste``: products that the customer is known to like, with a weight from 0 to 1.
        """
        return search(self._index, query, k, offset, taste)

    def fitting(self, query: SearchQuery) -> BitMap:
        """The positions in :meth:`products` of those that meet every condition of ``query``."""
        return fitting(self._index, query, self._index.text(query.text))

    def demand(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """How many recent orders hold the product at each of ``positions``."""
        return self._index.demand[positions]

    def liked(self, positions: npt.NDArray[np.int64], taste: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """The taste for the product at each of ``positions``, which ascend; 0 where there is none."""
        return liked(self._index, positions, taste)

    def prices(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """What anyone pays for each today, in units of ``10 ** -PRICE_SCALE``."""
        return self._index.prices(positions)

    def prepare(self) -> None:
        """Make ready what the first customer would otherwise wait for: some seconds for thousands of categories."""
        self.categories()
        _ = self.facets
        self._index.prepare()

    @cached_property
    def facets(self) -> FacetTable:
        """The products by what can be asked about them."""
        return FacetTable(self._index.views)

    def category(self, key: str) -> CategoryView:
        """One category.

        Raises:
            UnknownCategory: no category with active products has this key.
        """
        if key not in self._categories:
            raise UnknownCategory(f"no category {key!r} has products; categories() lists those that have")
        return self._categories[key]

    def categories(self, parent: str | None = None) -> tuple[CategoryView, ...]:
        """The categories right below ``parent`` (None: the roots), those with the most products first."""
        return self._children.get(parent, ())

    def bought_with(self, product_id: str, k: int = 10) -> tuple[Neighbour, ...]:
        """What is bought in the same orders more than chance would have it, the strongest first (UnknownProduct)."""
        return self._neighbours(product_id, schema.BOUGHT_WITH, k)

    def similar_to(self, product_id: str, k: int = 10) -> tuple[Neighbour, ...]:
        """What is most like the product, the most alike first (UnknownProduct)."""
        return self._neighbours(product_id, schema.SIMILAR_TO, k)

    def brand_name(self, key: str, language: str = "en") -> str:
        """A brand's name in ``language``; the key itself where no product is of it."""
        return self._label(node_id(schema.BRAND, key), key, language)

    def value_name(self, reference: str, language: str = "en") -> str:
        """An attribute value's name in ``language``, by ``attribute=key``; the key in words where no product has it."""
        key = reference.partition("=")[2]
        return self._label(node_id(schema.VALUE, reference), key.removeprefix("~").replace("-", " "), language)

    def attribute_name(self, key: str, language: str = "en") -> str:
        """An attribute's name in ``language``; the key itself where no product has it."""
        attribute = self.nx.graph["attributes"].get(key)
        return key if attribute is None else str(attribute["labels"].get(language) or attribute["name"])

    def selection(self, category: str | None = None) -> BitMap:
        """The positions in :meth:`products` of those in a category's subtree (None: of all)."""
        return self._index.everything if category is None else self._index.category((category,))

    def ids(self, query: SearchQuery) -> frozenset[str]:
        """The ids of the products that meet every condition of ``query``."""
        return frozenset(self._index.views[position].product_id for position in self.fitting(query))

    def positions(self, product_ids: Iterable[str]) -> BitMap:
        """The positions in :meth:`products` of those of the ids that are on sale."""
        return self._index.within(product_ids)

    def brand_positions(self, key: str) -> BitMap:
        """The positions in :meth:`products` of a brand's."""
        return self._index.brand((key,))

    def vocabulary(self) -> Iterator[Term]:
        """The words by which customers may name categories, brands, values and products."""
        return graph_vocabulary(self.nx)

    def _label(self, node: str, key: str, language: str) -> str:
        if node not in self.nx:
            return key
        data = self.nx.nodes[node]
        return str(data["labels"].get(language) or data["name"])

    def _neighbours(self, product_id: str, kind: str, k: int) -> tuple[Neighbour, ...]:
        self.product(product_id)
        edges = self.nx.adj[node_id(schema.PRODUCT, product_id)].items()
        found = [Neighbour(node_key(end), data[kind]) for end, data in edges if kind in data]
        return tuple(sorted(found, key=lambda neighbour: (-neighbour.weight, neighbour.product_id))[:k])
