"""What is popular now: purchases counted, the recent ones more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Interactions, Recommender, Scored, Selection

FILE = "popularity.npz"
HALF_LIFE_DAYS = 14.0


class PopularityRecommender(Recommender):
    """Ranks by the sum over purchases of ``0.5 ** (age / half_life)``: a purchase counts half after ``half_life`` days.

    The same for everyone. Fourteen days did best on the demo's
    shop, if not by much: docs/recommendations.md.
    """

    def __init__(self, half_life: float = HALF_LIFE_DAYS) -> None:
        self.half_life = half_life
        self._ranked: NDArray[np.str_] = np.array([], dtype=np.str_)
        self._scores: NDArray[np.float64] = np.array([], dtype=np.float64)

    def fit(self, interactions: Interactions) -> None:
        weights = 0.5 ** (interactions.age.astype(np.float64) / self.half_life)
        scores = np.bincount(interactions.product, weights, minlength=len(interactions.products))
        order = np.argsort(-scores, kind="stable")
        self._ranked = np.array(interactions.products, dtype=np.str_)[order]
        self._scores = scores[order].astype(np.float64)

    def recommend(self, history: Mapping[str, float], k: int, keep: Selection) -> list[Scored]:
        found: list[Scored] = []
        for product_id, score in zip(self._ranked, self._scores, strict=True):
            if len(found) == k:
                break
            if keep(str(product_id)):
                found.append(Scored(str(product_id), float(score)))
        return found

    def similar(self, product_id: str, k: int, keep: Selection) -> list[Scored]:
        """Nothing: what is popular is not like anything."""
        return []

    def save(self, folder: Path) -> None:
        np.savez(folder / FILE, products=self._ranked, scores=self._scores, half_life=self.half_life)

    @classmethod
    def load(cls, folder: Path) -> PopularityRecommender:
        with np.load(folder / FILE, allow_pickle=False) as saved:
            recommender = cls(float(saved["half_life"]))
            recommender._ranked = saved["products"]
            recommender._scores = saved["scores"]
        return recommender
