"""The read-optimised side of the graph: compressed bitmaps for what filters, arrays for what sorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import networkx as nx
import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from knowledge.catalogue.units import parse_size
from knowledge.graph import schema
from knowledge.graph.exclusions import Exclusions
from knowledge.graph.meanings import Meanings
from knowledge.graph.ownwords import OwnWords
from knowledge.graph.schema import node_id
from knowledge.graph.text import index_tokens
from knowledge.graph.textindex import TextIndex, TextMatch
from knowledge.graph.views import ProductView

_NAME, _CATEGORY, _ANCESTOR, _BRAND, _VALUE = 2.0, 1.0, 0.5, 1.0, 1.0
PRICE_SCALE = 4
#: "About 500 g" is this far to either side: 17.6 oz is, half a kilo's neighbour is not. Pieces are counted exactly.
_TOLERANCE = 0.02
_ABOUT = "~"
#: Between the ends of a range of sizes; either may be empty.
RANGE = ".."
#: What is lost in the conversion of units.
_ROUNDING = 1e-4

#: The constant of reciprocal rank fusion, as its authors have it.
_RANKED = 60

#: So many of a base unit.
_Measure = tuple[float, str]


class ProductIndex:
    """Products by their position in ``views``; nothing here changes once made, so any thread may read it."""

    def __init__(self, graph: nx.DiGraph, views: Sequence[ProductView]) -> None:
        self.views = tuple(views)
        self.positions: Mapping[str, int] = {view.product_id: i for i, view in enumerate(self.views)}
        self.everything = BitMap(range(len(self.views)))
        self.in_stock = BitMap(i for i, view in enumerate(self.views) if view.in_stock)
        self.private_label = BitMap(i for i, view in enumerate(self.views) if view.private_label)
        self._categories = _bitmaps((key, i) for i, view in enumerate(self.views) for key in view.category_path)
        self._brands = _bitmaps((view.brand_key, i) for i, view in enumerate(self.views) if view.brand_key is not None)
        self._values = _bitmaps((value.reference, i) for i, view in enumerate(self.views) for value in view.values)
        self._prices = np.array([_scaled(view.price) for view in self.views], dtype=np.int64)
        self.popularity = np.array([view.popularity for view in self.views], dtype=np.float32)
        # How many recent orders hold each; its popularity is the logarithm of it. In doubles: chances are made of it.
        self.demand = np.expm1(self.popularity.astype(np.float64) * np.log1p(graph.graph.get("most_orders", 0)))
        # Places in each order, so that sorting any subset compares one number; ties go to the more popular.
        identity = np.arange(len(self.views))
        self.by_popularity = _ranks(np.lexsort((identity, -self.popularity)))
        self.by_price = _ranks(np.lexsort((self.by_popularity, self._prices)))
        self.by_price_descending = _ranks(np.lexsort((self.by_popularity, -self._prices)))
        self._measured = {
            (value.reference, value.name): (value.number, value.unit)
            for view in self.views
            for value in view.values
            if value.number is not None and value.unit is not None
        }
        self._own_words = OwnWords(self.views)
        self._text = TextIndex(_documents(graph, self.views))
        self._meanings = Meanings(*_category_names(graph))

    def category(self, keys: Iterable[str]) -> BitMap:
        """Products in any of the categories or their subcategories."""
        return _union(self._categories, keys)

    def brand(self, keys: Iterable[str]) -> BitMap:
        """Products of any of the brands."""
        return _union(self._brands, keys)

    def value(self, references: Iterable[str]) -> BitMap:
        """Products with, of every attribute named, any of the values named, as ``SearchQuery.values``."""
        by_attribute: dict[str, list[str]] = defaultdict(list)
        for reference in references:
            by_attribute[reference.partition("=")[0]].extend(self._meant(reference))
        return BitMap.intersection(*(_union(self._values, group) for group in by_attribute.values()))

    def _meant(self, reference: str) -> list[str]:
        """The values that a reference stands for: itself, or all that measure about as much."""
        attribute, _, key = reference.partition("=")
        if RANGE in key:
            return self._between(attribute, *key.split(RANGE, 1))
        if not key.startswith(_ABOUT):
            return [reference]
        wanted = _readings(key[len(_ABOUT) :].replace("-", " "))
        return [
            each
            for (each, name), size in self._measured.items()
            if each.startswith(f"{attribute}=") and any(_about(a, b) for a in wanted for b in _readings(name, size))
        ]

    def _between(self, attribute: str, low: str, high: str) -> list[str]:
        """The values of an attribute that measure from ``low`` to ``high``, both as they are sold or empty."""
        least, most = (_readings(bound.replace("-", " ")) if bound else None for bound in (low, high))
        return [
            each
            for (each, name), size in self._measured.items()
            if each.startswith(f"{attribute}=")
            and (least is None or any(_no_more(a, b) for a in least for b in _readings(name, size)))
            and (most is None or any(_no_more(b, a) for a in most for b in _readings(name, size)))
        ]

    def excluded(self, without: Exclusions) -> BitMap:
        """Products that ``without`` leaves out."""
        return BitMap.union(
            self.category(without.categories),
            self.brand(without.brands),
            _union(self._values, (each for value in without.values for each in self._meant(value))),
            self._own_words.saying(without.words),
            self.within(without.products),
        )

    def within(self, product_ids: Iterable[str]) -> BitMap:
        """Those of the products that the index holds."""
        return BitMap(self.positions[product_id] for product_id in product_ids if product_id in self.positions)

    def priced(self, among: BitMap, lowest: Decimal | None, highest: Decimal | None) -> BitMap:
        """Those of ``among`` whose price is from ``lowest`` to ``highest``, both included."""
        positions = np.array(among.to_array(), dtype=np.uint32)
        prices = self._prices[positions]
        kept = np.ones(len(positions), dtype=bool)
        if lowest is not None:
            kept &= prices >= _scaled(lowest, ROUND_CEILING)
        if highest is not None:
            kept &= prices <= _scaled(highest, ROUND_FLOOR)
        return BitMap(positions[kept])

    def prices(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """What anyone pays for each today, in ten-thousandths of the currency's major unit."""
        return self._prices[positions]

    def text(self, text: str) -> TextMatch | None:
        """The products that answer ``text``; None if it has no words.

        Where no product holds all its words, those of the kinds that it means are there too. The two rankings are fused
        by their reciprocal ranks (Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and
        individual rank learning methods", SIGIR 2009), where a guess at the words counts half.
        """
        match = self._text.match(text)
        if match is None or match.whole:
            return match
        near = self._meanings.near(text)
        if not near:
            return match
        fused = np.zeros(len(self.views), dtype=np.float32)
        positions = np.array(match.documents.to_array(), dtype=np.int64)
        _, rank = np.unique(-match.scores[positions], return_inverse=True)
        fused[positions] = (0.5 if match.guessed else 1.0) / (_RANKED + 1 + rank)
        meant: dict[int, float] = {}
        for place, (key, _) in enumerate(near):
            for position in self.category((key,)):
                meant.setdefault(position, 1.0 / (_RANKED + 1 + place))
        fused[list(meant)] += np.array(list(meant.values()), dtype=np.float32)
        return TextMatch(match.documents | BitMap(meant), fused, whole=False, guessed=match.guessed)

    def prepare(self) -> None:
        """Compute what the first question about meanings would otherwise wait for."""
        self._meanings.near("warm up")
        self._meanings.near("热身")


def _category_names(graph: nx.DiGraph) -> tuple[list[str], list[str], list[str]]:
    """The keys of the categories, their names and their Chinese names."""
    found = [data for _, data in graph.nodes(data=True) if data["kind"] == schema.CATEGORY]
    return (
        [data["key"] for data in found],
        [data["name"] for data in found],
        [data["labels"].get("zh") or data["name"] for data in found],
    )


def _readings(text: str, known: _Measure | None = None) -> list[_Measure]:
    """What a size may measure. Drinks are sold by an ounce that is a volume, and few write "fl oz"."""
    written = [text]
    if text.endswith(" oz") and not text.endswith("fl oz"):
        written.append(f"{text.removesuffix('oz')}fl oz")
    sizes = [parse_size(each) for each in (written[1:] if known else written)]
    return [*([known] if known else []), *((size.number, size.unit) for size in sizes if size)]


def _no_more(one: _Measure, other: _Measure) -> bool:
    """Whether ``one`` is no more than ``other``, of the same unit; rounding aside."""
    return one[1] == other[1] and one[0] <= other[0] * (1 + _ROUNDING)


def _about(one: _Measure, other: _Measure) -> bool:
    tolerance = 0.0 if one[1] == "ct" else _TOLERANCE * max(one[0], other[0])
    return one[1] == other[1] and abs(one[0] - other[0]) <= tolerance


def _documents(graph: nx.DiGraph, views: Sequence[ProductView]) -> Iterator[Mapping[str, float]]:
    """What each product is found by, in every language: its name, its categories, its brand and its values."""
    tokens: dict[str, list[str]] = {}

    def tokens_of(node: str) -> list[str]:
        if node not in tokens:
            data = graph.nodes[node]
            synonyms = (text for texts in data["synonyms"].values() for text in texts)
            tokens[node] = list(_tokens(data["name"], *data["labels"].values(), *synonyms))
        return tokens[node]

    shared: dict[str | None, dict[str, float]] = {}
    for view in views:
        if view.category_key not in shared:
            base: dict[str, float] = {}
            shared[view.category_key] = base
            for key in view.category_path:
                weight = _CATEGORY if key == view.category_key else _ANCESTOR
                _weigh(base, tokens_of(node_id(schema.CATEGORY, key)), weight)
        document = dict(shared[view.category_key])
        _weigh(document, _tokens(view.name, *view.labels.values()), _NAME)
        if view.brand_key is not None:
            _weigh(document, tokens_of(node_id(schema.BRAND, view.brand_key)), _BRAND)
        for value in view.values:
            _weigh(document, tokens_of(node_id(schema.VALUE, value.reference)), _VALUE)
        yield document


def _weigh(document: dict[str, float], tokens: Iterable[str], weight: float) -> None:
    for token in tokens:
        document[token] = document.get(token, 0.0) + weight


def _tokens(*texts: str) -> Iterator[str]:
    # A synonym that repeats a word of the name must not make the word weigh more.
    return iter(dict.fromkeys(token for text in dict.fromkeys(texts) for token in index_tokens(text)))


def _bitmaps(pairs: Iterable[tuple[str, int]]) -> dict[str, BitMap]:
    positions: dict[str, list[int]] = defaultdict(list)
    for key, position in pairs:
        positions[key].append(position)
    return {key: BitMap(members) for key, members in positions.items()}


def _union(bitmaps: Mapping[str, BitMap], keys: Iterable[str]) -> BitMap:
    found = [bitmaps[key] for key in keys if key in bitmaps]
    return BitMap.union(*found) if found else BitMap()


def _ranks(order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _scaled(price: Decimal, rounding: str = ROUND_FLOOR) -> int:
    """As a whole number of ten-thousandths, as the catalogue stores it."""
    return int(price.scaleb(PRICE_SCALE).to_integral_value(rounding))
