"""What the blend knows of a customer and a product that may be recommended to them: one row of numbers a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Scores
from knowledge.recommend.history import History, Known
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.traits import TRAITS, ProductTraits

POPULARITY_HALF_LIVES = (4.0, 14.0, 56.0)
"""In days; that in the middle is what "popular now" means below."""
NEVER = 400.0
"""Days since a purchase that there never was."""
LEADERS = 8
KINDS_CONSIDERED = 15

FEATURES = (
    # this customer and this product
    "baskets with it",
    "baskets with it, half after 14 days",
    "half after 56 days",
    "half after 150 days",
    "days since the last",
    "days since the first",
    "share of the baskets since the first",
    "mean days between",
    "days since the last in mean days between",
    "share of the baskets, half after 56 days",
    "days since the last in the product's mean days between",
    # the product
    "customers who bought it",
    "popular, half after 4 days",
    "half after 14 days ",
    "half after 56 days ",
    "trend: 4 days against 56",
    "share of its customers who bought it again",
    "mean days between purchases of one customer",
    # other recommenders
    "random walk",
    "EASE",
    # this customer and products like it
    "affinity to the kind",
    "share of the kind's sales",
    "affinity to the department",
    "share of the department's sales",
    "affinity to the brand",
    "share of the brand's sales",
    # the customer
    "baskets",
    "baskets of the last 28 days",
    "tenure in days",
    "days since the last basket",
)


@dataclass(frozen=True, eq=False)
class ProductFacts:
    """What is the same for every customer; one element a position of the vocabulary.

    ``codes``: a trait's values as numbers from 1, 0 where unknown; ``shares``: of what its trait's value sells lately;
    ``leaders``: of each kind the products that sell most now, -1 where there are no more.
    """

    buyers: NDArray[np.float32]
    popular: NDArray[np.float32]  # half-lives x products
    again: NDArray[np.float32]
    gap: NDArray[np.float32]  # days
    codes: NDArray[np.int32]  # traits x products
    shares: NDArray[np.float32]  # traits x products
    leaders: NDArray[np.int32]  # kinds x LEADERS

    @classmethod
    def of(cls, interactions: Interactions, traits: ProductTraits) -> ProductFacts:
        """Count them in ``interactions``."""
        size, product = len(interactions.products), interactions.product
        age = interactions.age.astype(np.float64)
        popular = np.array(
            [np.bincount(product, 0.5 ** (age / each), minlength=size) for each in POPULARITY_HALF_LIVES]
        )
        times = interactions.matrix()
        again = np.bincount(times.indices, times.data > 1, minlength=size) / np.maximum(interactions.buyers, 1)
        codes = np.array([traits.codes(trait, interactions.vocabulary) for trait in TRAITS]).reshape(len(TRAITS), size)
        now = popular[1]
        shares = np.array([now / np.maximum(np.bincount(code, now)[code], 0.01) if size else now for code in codes])
        shares[codes == 0] = 0
        return cls(
            interactions.buyers.astype(np.float32),
            popular.astype(np.float32),
            again.astype(np.float32),
            _gaps(interactions),
            codes,
            shares.astype(np.float32),
            _leaders(codes[0], now),
        )

    def arrays(self) -> dict[str, Any]:
        """For a file."""
        return {f"facts_{name}": getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> ProductFacts:
        """From what :meth:`arrays` gave."""
        return cls(**{name: arrays[f"facts_{name}"] for name in cls.__dataclass_fields__})


class Rows:
    """Candidates and features for histories, from facts of products and the scores of other recommenders; of each of
    these, and of what is popular, the ``most`` best are candidates."""

    def __init__(self, facts: ProductFacts, most: int) -> None:
        self.facts = facts
        self.most = most
        self._popular = Scores(None, facts.popular[1]).best(most)

    def candidates(self, known: Known, walk: Scores, ease: Scores) -> NDArray[np.int32]:
        """Positions that may be recommended to whoever is known so, ascending."""
        facts = self.facts
        affinity = _affinity(facts.codes[0], known)
        kinds = np.argsort(-affinity, kind="stable")[:KINDS_CONSIDERED]
        leading = facts.leaders[kinds[affinity[kinds] > 0]].ravel()
        chosen = np.zeros(len(facts.buyers), dtype=bool)
        for some in (known.rows, walk.best(self.most), ease.best(self.most), self._popular):
            chosen[some] = True
        chosen[leading[leading >= 0]] = True
        return np.flatnonzero(chosen).astype(np.int32)

    def of(
        self, history: History, known: Known, walk: Scores, ease: Scores, at: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """A row of ``FEATURES`` for each position of ``at``."""
        facts, size = self.facts, len(self.facts.buyers)
        place = np.full(size, -1, dtype=np.int32)
        place[known.rows] = np.arange(len(known.rows), dtype=np.int32)
        own = place[at]
        bought = (own >= 0) & (known.count[own] > 0) if len(known.rows) else np.zeros(len(at), dtype=bool)

        rows = np.empty((len(at), len(FEATURES)), dtype=np.float32)

        def mine(values: NDArray[np.float32], otherwise: float = 0.0) -> NDArray[np.float32]:
            return np.where(bought, values[own], otherwise) if len(known.rows) else np.full(len(at), otherwise)

        count, last, first = mine(known.count), mine(known.age, NEVER), mine(known.first, NEVER)
        rows[:, 0] = count
        for column, half_life in enumerate(known.decayed, start=1):
            rows[:, column] = mine(known.decayed[half_life])
        gap = np.where(count > 1, (first - last) / np.maximum(count - 1, 1), NEVER)
        columns = [
            last,
            first,
            count / np.maximum(history.baskets * first / max(history.tenure, 1.0), 1.0),
            gap,
            last / np.maximum(gap, 0.01),
            rows[:, 2] / max(history.decayed, 0.01),
            last / np.maximum(facts.gap[at], 1.0),
            facts.buyers[at],
            *facts.popular[:, at],
            facts.popular[0, at] / np.maximum(facts.popular[2, at], 0.01),
            facts.again[at],
            facts.gap[at],
            walk.dense(size)[at],
            ease.dense(size)[at],
        ]
        for code, share in zip(facts.codes, facts.shares, strict=True):
            columns += [_affinity(code, known)[code[at]], share[at]]
        columns += [history.baskets, history.lately, history.tenure, history.last]
        for column, values in enumerate(columns, start=4):
            rows[:, column] = values
        return rows


def _affinity(code: NDArray[np.int32], known: Known) -> NDArray[np.float64]:
    """What was bought of each of a trait's values, lately more than before; nothing of the unknown."""
    size = int(code.max(initial=0)) + 1
    bought = np.asarray(np.bincount(code[known.rows], known.decayed[56.0], minlength=size), dtype=np.float64)
    bought[0] = 0
    return bought


def _leaders(kind: NDArray[np.int32], popular: NDArray[np.float64]) -> NDArray[np.int32]:
    leaders = np.full((int(kind.max(initial=0)) + 1, LEADERS), -1, dtype=np.int32)
    order = np.lexsort((-popular, kind))
    place = np.arange(len(order)) - np.searchsorted(kind[order], kind[order])
    leading = (place < LEADERS) & (kind[order] > 0)
    leaders[kind[order][leading], place[leading]] = order[leading]
    return leaders


def _gaps(interactions: Interactions) -> NDArray[np.float32]:
    """Mean days between two purchases of a product by one customer, drawn towards the mean of all; one a product."""
    order = np.lexsort((-interactions.age, interactions.product, interactions.customer))
    customer, product, age = interactions.customer[order], interactions.product[order], interactions.age[order]
    same = (customer[1:] == customer[:-1]) & (product[1:] == product[:-1])
    days, which, size = (age[:-1] - age[1:])[same], product[1:][same], len(interactions.products)
    usual = float(days.mean()) if len(days) else NEVER
    total, times = np.bincount(which, days, minlength=size), np.bincount(which, minlength=size)
    return ((total + 5 * usual) / (times + 5)).astype(np.float32)
