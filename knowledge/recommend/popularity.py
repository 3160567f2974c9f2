"""What is popular now: purchases counted, the recent ones more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Incremental, Recommender, Scores
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.vocabulary import Vocabulary

HALF_LIFE_DAYS = 14.0


class PopularityRecommender(Recommender, Incremental):
    """Ranks by the sum over purchases of ``0.5 ** (age / half_life)``: a purchase counts half after ``half_life`` days;
    ``None``: always the same. The same for everyone. Evidence for the default: docs/recommendations.md."""

    name: ClassVar[str] = "popularity"

    def __init__(self, half_life: float | None = HALF_LIFE_DAYS) -> None:
        self.half_life = half_life
        self._take(Vocabulary(()), np.empty(0))

    def fit(self, interactions: Interactions) -> None:
        self._take(interactions.vocabulary, self._counted(interactions))

    def partial_fit(self, interactions: Interactions, days: float) -> None:
        passed = 1.0 if self.half_life is None else 0.5 ** (days / self.half_life)
        counted = dict(zip(self.vocabulary.products, self._counts * passed, strict=True))
        for product, count in zip(interactions.products, self._counted(interactions), strict=True):
            counted[product] = counted.get(product, 0.0) + count
        known = Vocabulary(sorted(counted))
        self._take(known, np.array([counted[product] for product in known.products]))

    def scores(self, history: History) -> Scores:
        return self._scores

    def similar(self, product_id: str, k: int, keep: Any = None) -> list[Any]:
        """Nothing: what is popular is not like anything."""
        return []

    def arrays(self) -> dict[str, Any]:
        return {"counts": self._counts, "half_life": -1.0 if self.half_life is None else self.half_life}

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> PopularityRecommender:
        half_life = float(arrays["half_life"])
        recommender = cls(None if half_life < 0 else half_life)
        recommender._take(vocabulary, arrays["counts"])
        return recommender

    def _take(self, vocabulary: Vocabulary, counts: NDArray[np.float64]) -> None:
        self.vocabulary = vocabulary
        self._counts = counts
        self._scores = Scores(None, counts.astype(np.float32))

    def _counted(self, interactions: Interactions) -> NDArray[np.float64]:
        age = interactions.age.astype(np.float64)
        weights = np.ones(len(age)) if self.half_life is None else 0.5 ** (age / self.half_life)
        return np.bincount(interactions.product, weights, minlength=len(interactions.products)).astype(np.float64)
