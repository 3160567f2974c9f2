"""What speaks for one customer or one visit: the products they bought or looked at, with their moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.interactions import Interactions
from knowledge.recommend.vocabulary import Vocabulary

VIEW_WEIGHT = 3.0
"""One product looked at now against one bought some time."""


@dataclass(frozen=True)
class Recency:
    """How much less a product speaks that was last bought ``half_life`` days, or products, ago: half as much.

    ``half_life`` None: all speak alike.
    """

    half_life: float | None = None
    unit: Literal["days", "products"] = "days"


STEADY = Recency()


def recency_arrays(recency: Recency) -> dict[str, Any]:
    """For a file."""
    return {"half_life": -1.0 if recency.half_life is None else recency.half_life, "unit": recency.unit}


def recency_of(arrays: Mapping[str, Any]) -> Recency:
    """From what :func:`recency_arrays` gave."""
    half_life = float(arrays["half_life"])
    return Recency(None if half_life < 0 else half_life, str(arrays["unit"]))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Known:
    """A history in the positions of one vocabulary: one element a product, by when it was last bought, oldest first.

    ``age``: days since the last time; ``first``: since the first; ``count``: in how many baskets; ``weight``: how much
    it speaks by its kind (bought, or looked at in this visit). ``purchases``: of each the place of its product in the
    others, and its age.
    """

    rows: NDArray[np.int32]
    age: NDArray[np.float32]
    first: NDArray[np.float32]
    count: NDArray[np.float32]
    weight: NDArray[np.float32]
    purchases: tuple[NDArray[np.intp], NDArray[np.float32]]

    @cached_property
    def decayed(self) -> Mapping[float, NDArray[np.float32]]:
        """Half-life in days to the sum of each product's purchases, each halved after it."""
        place, age = self.purchases
        return {
            each: np.bincount(place, 0.5 ** (age / each), minlength=len(self.rows)).astype(np.float32)
            for each in HALF_LIVES
        }

    def weights(self, recency: Recency) -> NDArray[np.float32]:
        """How much each product speaks."""
        if recency.half_life is None or not len(self.rows):
            return self.weight
        back = self.age if recency.unit == "days" else np.arange(len(self.rows) - 1, -1, -1, dtype=np.float32)
        return (self.weight * 0.5 ** (back / recency.half_life)).astype(np.float32)


HALF_LIVES = (14.0, 56.0, 150.0)
"""Those of ``Known.decayed``, in days."""


@dataclass(frozen=True, eq=False)
class History:
    """Events oldest first. ``baskets``: how many there were; ``tenure``: days since the first of them."""

    products: tuple[str, ...]
    age: NDArray[np.float32]  # days ago
    weight: NDArray[np.float32]
    baskets: int = 1
    lately: int = 1  # baskets of the last 28 days
    tenure: float = 0.0
    last: float = 0.0  # days since the last basket
    decayed: float = 0.0  # baskets, each half after 56 days

    @classmethod
    def of_visit(cls, product_ids: Sequence[str], before: History | None = None) -> History:
        """``before`` and the products of this visit, in the order in which they were looked at."""
        seen = tuple(dict.fromkeys(reversed(product_ids)))[::-1]
        zeros, weights = np.zeros(len(seen), dtype=np.float32), np.full(len(seen), VIEW_WEIGHT, dtype=np.float32)
        if before is None:
            return cls(seen, zeros, weights)
        return cls(
            before.products + seen,
            np.concatenate([before.age, zeros]),
            np.concatenate([before.weight, weights]),
            before.baskets,
            before.lately,
            before.tenure,
            before.last,
            before.decayed,
        )

    @classmethod
    def of_purchases(
        cls, product_ids: Sequence[str], age: NDArray[np.float32], basket: NDArray[np.integer[Any]] | None = None
    ) -> History:
        """Purchases oldest first; without ``basket``, those of one age are one."""
        if not len(product_ids):
            return cls((), np.empty(0, np.float32), np.empty(0, np.float32), 0, 0)
        baskets = age if basket is None else basket
        _, firsts = np.unique(baskets, return_index=True)
        ages = age[firsts]
        return cls(
            tuple(product_ids),
            age.astype(np.float32),
            np.ones(len(product_ids), dtype=np.float32),
            len(ages),
            int((ages < 28).sum()),
            float(ages.max()),
            float(ages.min()),
            float((0.5 ** (ages / 56.0)).sum()),
        )

    @classmethod
    def of_customer(cls, interactions: Interactions, customer: int) -> History:
        """The purchases of the customer at that index."""
        rows = slice(interactions.starts[customer], interactions.starts[customer + 1])
        products = interactions.products
        ids = [products[each] for each in interactions.product[rows]]
        return cls.of_purchases(ids, interactions.age[rows], interactions.basket[rows])

    def known(self, vocabulary: Vocabulary) -> Known:
        """In the positions of ``vocabulary``, without the products that it lacks; kept for the next that asks."""
        kept: dict[int, tuple[Vocabulary, Known]] = self._kept
        found = kept.get(id(vocabulary))
        if found is None or found[0] is not vocabulary:
            kept.clear()
            found = kept[id(vocabulary)] = vocabulary, self._in(vocabulary)
        return found[1]

    @cached_property
    def _kept(self) -> dict[int, tuple[Vocabulary, Known]]:
        return {}

    def _in(self, vocabulary: Vocabulary) -> Known:
        index = vocabulary.index
        positions = np.array([index.get(each, -1) for each in self.products], dtype=np.int32)
        there = positions >= 0
        positions, age, weight = positions[there], self.age[there], self.weight[there]
        bought = weight == 1
        if len(set(self.products)) == len(self.products):  # as in a visit: nothing to be added up
            once = bought.astype(np.float32)
            return Known(positions, age, age, once, weight, (np.flatnonzero(bought), age[bought]))
        rows, group = np.unique(positions, return_inverse=True)
        size, order = len(rows), np.arange(len(positions))
        last = np.zeros(size, dtype=np.int64)
        np.maximum.at(last, group, order)
        count = np.bincount(group, bought, minlength=size)
        first = np.zeros(size)
        np.maximum.at(first, group, age)
        heaviest = np.zeros(size)
        np.maximum.at(heaviest, group, weight)
        by_last = np.argsort(last, kind="stable")
        place = np.argsort(by_last)
        return Known(
            rows[by_last],
            age[last][by_last],
            first[by_last].astype(np.float32),
            count[by_last].astype(np.float32),
            heaviest[by_last].astype(np.float32),
            (place[group[bought]], age[bought]),
        )
