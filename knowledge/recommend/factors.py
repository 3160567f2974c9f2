"""Recommenders of factors: each product a vector, and a history a vector made of those of its products."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Recommender, Scored, Scores, first
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.selection import ANY, Selection
from knowledge.recommend.vocabulary import Vocabulary


class FactorRecommender(Recommender):
    """Scores a product by the dot product of its vector and the history's, plus its bias.

    The history's vector is folded in: that which explains its products best, all others counting as seen and not
    bought, as in a half step of ALS (Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets",
    ICDM 2008, equation 4). So no customer's vector is kept, and a visit is answered as a customer is.
    """

    def __init__(self, confidence: float = 2.0, regularisation: float = 0.1) -> None:
        self.confidence = confidence
        self.regularisation = regularisation
        self._take(Vocabulary(()), np.empty((0, 1), dtype=np.float32), np.empty(0, dtype=np.float32))

    @abstractmethod
    def learn(self, interactions: Interactions) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Vectors, products x factors, and biases, one a product."""

    def fit(self, interactions: Interactions) -> None:
        if not len(interactions):
            self._take(interactions.vocabulary, np.empty((0, 1), dtype=np.float32), np.empty(0, dtype=np.float32))
        else:
            self._take(interactions.vocabulary, *self.learn(interactions))

    def scores(self, history: History) -> Scores:
        rows = history.known(self.vocabulary).rows
        if not len(rows):
            return Scores(rows, np.empty(0, dtype=np.float32))
        own = self._vectors[rows]
        outer = self._outer + (self.confidence - 1) * (own.T @ own)
        towards = np.linalg.solve(outer, self.confidence * own.sum(axis=0))
        return Scores(None, (self._vectors @ towards.astype(np.float32) + self._biases).astype(np.float32))

    def similar(self, product_id: str, k: int, keep: Selection = ANY) -> list[Scored]:
        """By the cosine of the products' vectors."""
        place = self.vocabulary.index.get(product_id)
        if place is None or not len(self._vectors):
            return []
        lengths = np.maximum(np.linalg.norm(self._vectors, axis=1), 1e-9)
        cosines = (self._vectors @ self._vectors[place]) / (lengths * lengths[place])
        cosines[place] = 0
        return list(first(self.in_order(Scores(None, cosines.astype(np.float32))), k, keep))

    def arrays(self) -> dict[str, Any]:
        return {
            "vectors": self._vectors,
            "biases": self._biases,
            "confidence": self.confidence,
            "regularisation": self.regularisation,
        }

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> Any:
        recommender = cls()
        recommender.confidence = float(arrays["confidence"])
        recommender.regularisation = float(arrays["regularisation"])
        recommender._take(vocabulary, arrays["vectors"], arrays["biases"])
        return recommender

    def _take(self, vocabulary: Vocabulary, vectors: NDArray[np.float32], biases: NDArray[np.float32]) -> None:
        self.vocabulary = vocabulary
        self._vectors = vectors
        self._biases = biases
        self._outer = vectors.T @ vectors + self.regularisation * np.eye(vectors.shape[1])
