"""Customers who buy alike: user-based collaborative filtering (Resnick et al., CSCW 1994; Herlocker et al., SIGIR
1999)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.recommend.base import Recommender, Scores
from knowledge.recommend.history import STEADY, History, Recency, recency_arrays, recency_of
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.neighbours import matrix_of
from knowledge.recommend.vocabulary import Vocabulary

Likeness = Literal["cosine", "pearson"]


class UserUserRecommender(Recommender):
    """Scores a product by how alike the ``neighbours`` customers most like this one are who bought it.

    Likeness is the cosine of the vectors of what was bought, or their Pearson correlation over all products, which for
    who-bought-what is the cosine after each vector's mean was taken away. The other customers' purchases are kept by
    number, without names; a recommendation is never explained by them, and comes only where ``agreed`` of the
    neighbours bought the product.
    """

    name: ClassVar[str] = "user_user"

    def __init__(
        self, likeness: Likeness = "cosine", neighbours: int = 80, agreed: int = 1, recency: Recency = STEADY
    ) -> None:
        self.likeness = likeness
        self.neighbours = neighbours
        self.agreed = agreed
        self.recency = recency
        self._take(Vocabulary(()), csr_matrix((0, 0), dtype=np.float32))

    def fit(self, interactions: Interactions) -> None:
        self._take(interactions.vocabulary, interactions.bought)

    def scores(self, history: History) -> Scores:
        known = history.known(self.vocabulary)
        if not len(known.rows):
            return Scores(known.rows, np.empty(0, dtype=np.float32))
        alike = self._alike(known.rows, known.weights(self.recency))
        count = min(self.neighbours, int((alike > 0).sum()))
        near = np.argpartition(-alike, count - 1)[:count] if count else np.empty(0, dtype=np.int64)
        matrix = self._bought[near]
        values = matrix.T @ alike[near]
        agreeing = np.bincount(matrix.indices, minlength=len(values))
        positions = np.flatnonzero((values > 0) & (agreeing >= self.agreed)).astype(np.int32)
        return Scores(positions, values[positions].astype(np.float32))

    def _alike(self, rows: NDArray[np.int32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        size = len(self.vocabulary)
        own = np.zeros(size, dtype=np.float32)
        own[rows] = weights
        together = self._bought @ own
        if self.likeness == "cosine":
            norms = np.sqrt(self._lengths) * np.sqrt((weights**2).sum())
            return together / np.maximum(norms, 1e-9)
        covariance = together / size - self._lengths / size * own.mean()
        spread = np.sqrt(self._lengths / size * (1 - self._lengths / size)) * own.std()
        return (covariance / np.maximum(spread, 1e-9)).astype(np.float32)

    def arrays(self) -> dict[str, Any]:
        return {
            "data": self._bought.data,
            "indices": self._bought.indices,
            "indptr": self._bought.indptr,
            "likeness": self.likeness,
            "limits": [self.neighbours, self.agreed],
            **recency_arrays(self.recency),
        }

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> UserUserRecommender:
        neighbours, agreed = map(int, arrays["limits"])
        recommender = cls(str(arrays["likeness"]), neighbours, agreed, recency_of(arrays))  # type: ignore[arg-type]
        recommender._take(vocabulary, matrix_of(arrays, len(arrays["indptr"]) - 1, len(vocabulary)))
        return recommender

    def _take(self, vocabulary: Vocabulary, bought: csr_matrix) -> None:
        self.vocabulary = vocabulary
        self._bought = bought
        self._lengths = np.diff(bought.indptr).astype(np.float32)
