"""What to ask when many products fit: the facet whose answer is expected to narrow most.

The value of a question is the mutual information between its answer and the product that is wanted (Lindley, "On a
measure of the information provided by an experiment", Annals of Mathematical Statistics 27(4), 1956), where each
candidate is as likely to be wanted as it is in demand, and one who is asked may not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.graph.facets import BRAND, CATEGORY, PRICE, Positions
from knowledge.graph.graph import ProductGraph
from knowledge.graph.index import PRICE_SCALE
from knowledge.graph.search import NO_TASTE, SearchQuery
from knowledge.guide.price_bands import Band, price_bands

#: The share of those asked who do not know or do not mind, by facet; measured attributes and others by their own names.
#: Set by judgement: few know the ounces of what they want, most know its kind.
UNSURE: Mapping[str, float] = MappingProxyType(
    {CATEGORY: 0.05, PRICE: 0.15, BRAND: 0.35, "attribute": 0.25, "measure": 0.8}
)
#: Of several answers the most that are told as quick replies.
CHOICES = 4
#: Below this normalised entropy of what is wanted, showing serves better than asking.
WARRANTED = 0.3
#: Bits below which an answer tells nothing.
NOTHING_NEW = 0.01
#: A product that nobody bought lately is as likely to be wanted as one that half an order held.
PRIOR = 0.5
#: How many times as likely, beyond once, a product is wanted that the customer has just bought.
LIKED = 30.0

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """An answer: the ``key`` of a brand, a category or a value, or a ``band`` of prices.

    ``probability`` that it is the answer; ``count`` of the candidates that it leaves.
    """

    key: str
    probability: float
    count: int
    band: Band | None = None


@dataclass(frozen=True)
class Question:
    """Asks about ``facet`` (``brand``, ``category``, ``price`` or an attribute); the likeliest ``choices`` first.

    ``bits`` are the information that the answer is expected to give beyond that of the questions before it.
    """

    facet: str
    choices: tuple[Choice, ...]
    bits: float


@dataclass(frozen=True)
class Facet:
    """What may be asked of the candidates: pairs of a candidate's place (``owners``) and the code of a value it has.

    ``counts`` says how many values each candidate has, ``keys`` what the codes stand for, ``bands`` the prices where it
    asks for those; ``unsure`` is the share of those asked who do not know.
    """

    name: str
    keys: tuple[str, ...]
    owners: Positions
    codes: npt.NDArray[np.int64]
    counts: Positions
    unsure: float
    bands: tuple[Band, ...] = ()


def questions(
    graph: ProductGraph,
    query: SearchQuery,
    *,
    asked: Collection[str] = (),
    taste: Mapping[str, float] = NO_TASTE,
    seen: Collection[str] = (),
    unsure: Mapping[str, float] = UNSURE,
    most: int = 1,
    shown: int = 6,
) -> tuple[Question, ...]:
    """The ``most`` facets to ask about what fits ``query``, the most telling first; none where it is better to show.

    Never asked is what the query already says, what is in ``asked``, and what all candidates have alike. ``shown``
    products go on a page: where no more fit, or the normalised entropy of what is wanted is below :data:`WARRANTED`,
    there is nothing to ask. ``seen`` products were shown and not taken: they are not what is wanted. ``unsure``: as
    :data:`UNSURE`, by the kinds of facet or by a facet's own name.
    """
    fitting = graph.fitting(query) - graph.positions(seen)
    positions = np.array(fitting.to_array(), dtype=np.int64)
    if len(positions) <= shown:
        return ()
    weights = wanted(graph, positions, taste)
    if normalised_entropy(weights) < WARRANTED:
        return ()
    open_facets = [each for each in askable(graph, query, positions, weights, unsure) if each.name not in asked]
    return chosen(open_facets, weights, most)


def wanted(graph: ProductGraph, positions: Positions, taste: Mapping[str, float] = NO_TASTE) -> Weights:
    """How likely each product is the one that is wanted: by its demand, and by the customer's own taste. Sums to 1."""
    weights = (graph.demand(positions) + PRIOR) * (1 + LIKED * graph.liked(positions, taste))
    return np.asarray(weights / weights.sum())


def normalised_entropy(weights: Weights) -> float:
    """Between 0, where one candidate has all the weight, and 1, where all have the same."""
    return _entropy(weights) / float(np.log2(len(weights))) if len(weights) > 1 else 0.0


def narrowed(query: SearchQuery, facet: str, choice: Choice) -> SearchQuery:
    """``query`` with an answer taken in."""
    if choice.band is not None:
        return replace(query, price_min=choice.band.low, price_max=choice.band.high)
    if facet == BRAND:
        return replace(query, brands=(choice.key,))
    if facet == CATEGORY:
        return replace(query, categories=(choice.key,))
    return replace(query, values=(*query.values, choice.key))


def chosen(open_facets: Sequence[Facet], weights: Weights, most: int) -> tuple[Question, ...]:
    """The best first question, then those that add most to it."""
    found: list[Question] = []
    left = list(open_facets)
    before: npt.NDArray[np.int64] | None = None
    while left and len(found) < most:
        valued = [(_information(each, weights, before), each) for each in left]
        bits, best = max(valued, key=lambda pair: (pair[0], pair[1].name))
        if bits <= NOTHING_NEW:
            break
        found.append(Question(best.name, _choices(best, weights), bits))
        left = [each for each in left if each.name != best.name]
        before = _combined(best, before, len(weights))
    return tuple(found)


def askable(
    graph: ProductGraph, query: SearchQuery, positions: Positions, weights: Weights, unsure: Mapping[str, float]
) -> Iterator[Facet]:
    """The facets in which the candidates at ``positions`` may differ and of which the query says nothing."""
    said = {value.partition("=")[0] for value in query.values}
    columns = [each for each in graph.facets.columns() if each.key not in said]
    if query.brands:
        columns = [each for each in columns if each.key != BRAND]
    level = graph.facets.level(positions)
    for column in [*columns, *([level] if level is not None else [])]:
        held = column.of(positions)
        kind = column.key if column.key in (BRAND, CATEGORY) else "measure" if column.measured else "attribute"
        share = unsure.get(column.key, unsure.get(kind, 0.0))
        yield Facet(column.key, column.values, held.owners, held.codes, held.counts, share)
    if query.price_min is None and query.price_max is None:
        prices = graph.prices(positions)
        bands = price_bands(prices, weights)
        edges = [int(band.high.scaleb(PRICE_SCALE)) for band in bands[:-1] if band.high is not None]
        codes = np.searchsorted(edges, prices, side="left").astype(np.int64)
        ones = np.ones(len(positions), dtype=np.int64)
        yield Facet(
            PRICE, tuple(map(str, bands)), np.arange(len(positions)), codes, ones, unsure.get(PRICE, 0.0), bands
        )


def _information(asked: Facet, weights: Weights, before: npt.NDArray[np.int64] | None) -> float:
    """The bits that its answer gives beyond those of the answers ``before``.

    Where there is a ``before``, a product with several values counts as having the first.
    """
    if before is not None:
        joint = _combined(asked, before, len(weights))
        added = _entropy(np.bincount(joint, weights=weights)) - _entropy(np.bincount(before, weights=weights))
        return (1 - asked.unsure) * added
    shares = weights[asked.owners] / asked.counts[asked.owners]
    answers = np.bincount(asked.codes, weights=shares, minlength=1)
    held = float(answers.sum())
    if held <= 0:
        return 0.0
    several = float(weights @ np.log2(np.maximum(asked.counts, 1)))
    # One whose product has none, and one who does not know, answer alike.
    silent = (1 - held) + held * asked.unsure
    whole = _entropy(np.append(answers * (1 - asked.unsure), silent))
    unsure = held * _entropy(np.array([asked.unsure, 1 - asked.unsure])) + (1 - asked.unsure) * several
    return max(0.0, whole - unsure)


def _combined(asked: Facet, before: npt.NDArray[np.int64] | None, size: int) -> npt.NDArray[np.int64]:
    """One code for each candidate's answers to all questions so far."""
    codes = np.zeros(size, dtype=np.int64)
    # Written backwards, so that of several values the first stays.
    codes[asked.owners[::-1]] = asked.codes[::-1] + 1
    if before is None:
        return codes
    _, joint = np.unique(before * (len(asked.keys) + 1) + codes, return_inverse=True)
    return np.asarray(joint, dtype=np.int64)


def _choices(asked: Facet, weights: Weights) -> tuple[Choice, ...]:
    shares = weights[asked.owners] / asked.counts[asked.owners]
    likely = np.bincount(asked.codes, weights=shares, minlength=len(asked.keys))
    counts = np.bincount(asked.codes, minlength=len(asked.keys))
    order = np.lexsort((np.arange(len(likely)), -likely))[:CHOICES]
    if asked.bands:
        order = np.sort(order)
    return tuple(
        Choice(asked.keys[code], float(likely[code]), int(counts[code]), asked.bands[code] if asked.bands else None)
        for code in order.tolist()
        if counts[code]
    )


def _entropy(weights: npt.NDArray[Any]) -> float:
    """In bits; the weights need not sum to one."""
    positive = weights[weights > 0]
    total = float(positive.sum())
    return float(-(positive * np.log2(positive / total)).sum() / total) if total else 0.0
