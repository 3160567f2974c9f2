"""Ways to choose what to ask next: ours, and those that it is measured against. All see the same facets."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.graph import ProductGraph, SearchQuery
from knowledge.guide.questions import Facet, askable, questions, wanted


@dataclass(frozen=True)
class Moment:
    """Where a dialogue stands: the ``query`` so far, the facets ``asked``, the products ``seen``.

    ``unsure`` is the share of those asked who do not know; every policy may count on it. ``taste`` is what the shop may
    use of what it knows of the customer.
    """

    graph: ProductGraph
    query: SearchQuery
    asked: frozenset[str]
    seen: frozenset[str]
    unsure: float
    taste: Mapping[str, float]
    random: random.Random

    def facets(self) -> list[Facet]:
        """What may be asked and would divide the candidates."""
        return [each for each in self.all_facets() if each.name not in self.asked and len(np.unique(each.codes)) > 1]

    def all_facets(self) -> list[Facet]:
        """What may be asked, asked before or not."""
        left = self.graph.fitting(self.query) - self.graph.positions(self.seen)
        positions = np.array(left.to_array(), dtype=np.int64)
        if not len(positions):
            return []
        return list(askable(self.graph, self.query, positions, wanted(self.graph, positions), {}))


Ask = Callable[[Moment], Sequence[str]]


@dataclass(frozen=True)
class Policy:
    """``ask`` names the facets to ask about. ``shows``: while it asks, it shows a page too; ``personal``: it uses the
    customer's taste."""

    name: str
    ask: Ask
    shows: bool = True
    personal: bool = False


def random_facet(moment: Moment) -> Sequence[str]:
    """Any."""
    facets = moment.facets()
    return [moment.random.choice(facets).name] if facets else []


def fixed_order(moment: Moment) -> Sequence[str]:
    """The category, the brand, the attributes by their names, the price."""
    order = {"category": (0, ""), "brand": (1, ""), "price": (3, "")}
    facets = sorted(moment.facets(), key=lambda each: order.get(each.name, (2, each.name)))
    return [facets[0].name] if facets else []


def greedy_popular(moment: Moment) -> Sequence[str]:
    """Nothing: the next most popular are shown instead."""
    return []


def maximum_entropy(moment: Moment) -> Sequence[str]:
    """The facet whose values are spread most over the candidates, each counting alike."""

    def entropy(facet: Facet) -> float:
        counts = np.bincount(facet.codes).astype(float)
        shares = counts[counts > 0] / counts.sum()
        return float(-(shares * np.log2(shares)).sum())

    facets = moment.facets()
    return [max(facets, key=lambda each: (entropy(each), each.name)).name] if facets else []


def daogou(most: int) -> Ask:
    """The product's own: at most so many questions at a time."""

    def ask(moment: Moment) -> Sequence[str]:
        unsure = dict.fromkeys(("category", "brand", "price", "attribute", "measure"), moment.unsure)
        found = questions(
            moment.graph,
            moment.query,
            asked=moment.asked,
            taste=moment.taste,
            seen=moment.seen,
            unsure=unsure,
            most=most,
        )
        return [each.facet for each in found]

    return ask


PEER = "maximum entropy"
POLICIES = (
    Policy("random attribute", random_facet),
    Policy("fixed order", fixed_order),
    Policy("greedy popular", greedy_popular),
    Policy("maximum entropy, asks or shows", maximum_entropy, shows=False),
    Policy(PEER, maximum_entropy),
    Policy("Daogou, one question at a time", daogou(1)),
    Policy("Daogou", daogou(2)),
    Policy("Daogou, knowing the customer", daogou(2), personal=True),
)
