"""User-based filtering as tutorials have it, for comparison: cosine of raw rows, a weighted mean of counts."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from knowledge.recommend.base import Scores
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.user_user import UserUserRecommender


class TutorialRecommender(UserUserRecommender):
    """Every customer is a neighbour, and a product scores the mean of those who bought it, each by their likeness.

    So one like-minded buyer of something nobody else has puts it first: what copied code gets wrong.
    """

    name: ClassVar[str] = "tutorial user-CF"

    def fit(self, interactions: Interactions) -> None:
        counts = interactions.matrix()
        self._counts = counts
        self._take(interactions.vocabulary, interactions.bought)

    def scores(self, history: History) -> Scores:
        known = history.known(self.vocabulary)
        own = np.zeros(len(self.vocabulary), dtype=np.float32)
        own[known.rows] = known.count
        lengths = np.sqrt(np.asarray(self._counts.multiply(self._counts).sum(axis=1)).ravel()) * np.linalg.norm(own)
        alike = (self._counts @ own) / np.maximum(lengths, 1e-9)
        weight = self._bought.T @ alike
        return Scores(None, (self._counts.T @ alike / np.maximum(weight, 1e-9)).astype(np.float32))
