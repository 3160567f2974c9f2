"""What every recommender promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.selection import ANY, Selection
from knowledge.recommend.vocabulary import Vocabulary

ReasonKind = Literal["because_bought", "because_viewed", "goes_with", "usual", "like_you", "similar", "popular"]

MOST_EVIDENCE = 3
MARGIN = 32  # looked at beyond k, at first, so that what a selection leaves out rarely needs a second look


@dataclass(frozen=True)
class Reason:
    """Why a product is recommended. ``evidence``: the products of this very customer, visit or page that contributed
    to its score, the strongest first; empty for ``popular``, ``like_you`` and
    ``usual`` (which they bought before)."""

    kind: ReasonKind
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draw:
    """How a product came to its place, where places are drawn: with which probability, those before it given, whether
    it was the likeliest left, and among how many the draw was."""

    propensity: float
    likeliest: bool
    pool: int


@dataclass(frozen=True)
class Recommendation:
    """One product. Scores are comparable within one list only; ``draw`` is None where places are not drawn."""

    product_id: str
    score: float
    reason: Reason
    draw: Draw | None = None


class Scored(NamedTuple):
    """A product as a recommender ranks it."""

    product_id: str
    score: float


@dataclass(frozen=True, eq=False)
class Scores:
    """What a history says for products; those at no position have none. ``positions`` None: for each in order."""

    positions: NDArray[np.int32] | None
    values: NDArray[np.float32]

    def best(self, k: int) -> NDArray[np.int32]:
        """Positions of the ``k`` highest, the highest first, equal ones in the order of positions."""
        values = self.values
        if k < len(values):
            near = np.argpartition(-values, k)[:k]
            # Of those equal to the last, the partition takes any; the order of positions must not depend on it.
            edge = values[near].min() if k else np.inf
            near = np.flatnonzero(values >= edge)
        else:
            near = np.arange(len(values))
        at = near if self.positions is None else self.positions[near]
        return at[np.lexsort((at, -values[near]))][:k].astype(np.int32)

    def dense(self, size: int) -> NDArray[np.float32]:
        """One element a position, 0 for those that have no score."""
        if self.positions is None:
            return self.values
        dense = np.zeros(size, dtype=np.float32)
        dense[self.positions] = self.values
        return dense


class Recommender(ABC):
    """Learns from everybody's purchases, then ranks products for one history.

    A customer and a visit without an account are asked for in the same way, by what is known of them
    (:class:`History`): no customer's id is kept in a fitted recommender, and what it says of one customer comes from
    the history that the caller brings.
    """

    name: ClassVar[str]
    """Of its file, and in tables."""

    vocabulary: Vocabulary = Vocabulary(())

    @abstractmethod
    def fit(self, interactions: Interactions) -> None:
        """Learn; forgets whatever was learnt before. Empty interactions make a recommender that recommends nothing.

        The same interactions and the same seed (a parameter, where chance plays a part) give the same model.
        """

    @abstractmethod
    def scores(self, history: History) -> Scores:
        """What the history says for each product, those in it included."""

    @abstractmethod
    def arrays(self) -> dict[str, Any]:
        """What was learnt and the parameters, as NumPy can keep it without pickling."""

    @classmethod
    @abstractmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> Any:
        """A recommender from what :meth:`arrays` gave."""

    def recommend(self, history: History, k: int, keep: Selection = ANY) -> list[Scored]:
        """The ``k`` best products that ``keep`` holds, best first; equal scores in the order of their ids.

        Products with a score of 0 or less, which nothing speaks for, do not come.
        """
        scores = self.scores(history)
        return list(first(self.in_order(scores), k, keep))

    def similar(self, product_id: str, k: int, keep: Selection = ANY) -> list[Scored]:
        """The ``k`` products most alike, best first, never the product itself; none for an unknown one."""
        if product_id not in self.vocabulary.index:
            return []
        alone = History.of_visit([product_id])
        return self.recommend(alone, k, Selection(keep.exclude | {product_id}, keep.within))

    def explain(self, history: History, product_id: str) -> Mapping[str, float]:
        """The products of the history that speak most for this one, with their shares of the score, largest first.

        Empty where the method cannot tell.
        """
        return {}

    def save(self, folder: Path) -> None:
        """Write what was learnt into ``folder``, as ``<name>.npz``."""
        np.savez(folder / f"{self.name}.npz", **self.arrays())

    @classmethod
    def load(cls, folder: Path, vocabulary: Vocabulary) -> Any:
        """Read what ``save`` wrote; ``vocabulary`` is that of the interactions it was fitted on."""
        with np.load(folder / f"{cls.name}.npz", allow_pickle=False) as saved:
            return cls.of_arrays(vocabulary, {name: saved[name] for name in saved.files})

    def in_order(self, scores: Scores) -> Iterator[Scored]:
        """The products with a score above 0, best first, sorted no further than they are asked for."""
        products = self.vocabulary.products
        size, reach = len(scores.values), 256
        values = scores.dense(len(products))
        given = 0
        while given < size:
            best = scores.best(min(reach, size))
            for position in best[given:].tolist():
                score = float(values[position])
                if score <= 0:
                    return
                yield Scored(products[position], score)
            given, reach = len(best), reach * 8


def first(ranked: Iterator[Scored], k: int, keep: Selection) -> Iterator[Scored]:
    """The first ``k`` of ``ranked`` that ``keep`` holds."""
    left = k
    while left > 0:
        found = next(ranked, None)
        if found is None:
            return
        if found.product_id in keep:
            left -= 1
            yield found


class Incremental(ABC):
    """A recommender that takes in new purchases without learning the old ones again."""

    @abstractmethod
    def partial_fit(self, interactions: Interactions, days: float) -> None:
        """Take in purchases made since; ``days`` passed between the moment of the last training and this one."""
