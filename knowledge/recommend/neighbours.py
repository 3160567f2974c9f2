"""Recommenders that are rows of neighbours: each product speaks for some others."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from knowledge.recommend.base import MARGIN, MOST_EVIDENCE, Recommender, Scored, Scores
from knowledge.recommend.history import STEADY, History, Recency, recency_arrays, recency_of
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.kernels import Scratch, add_rows, best_of_rows, column_of_rows, forget
from knowledge.recommend.selection import ANY, Selection
from knowledge.recommend.vocabulary import Vocabulary

CORES = 2  # for the products of matrices in training; sums do not depend on it
_NONE: NDArray[np.int32] = np.empty(0, dtype=np.int32)
_FEW = 20  # a set that holds at most one in so many products is gone through, rather than the scores


class NeighbourRecommender(Recommender):
    """Scores a product by the sum of ``weight[i] * neighbours[i, j]`` over the products ``i`` of a history.

    A subclass says how the rows are learnt. Everything that they recommend can be explained by the history.
    """

    def __init__(self, recency: Recency = STEADY) -> None:
        self.recency = recency
        self._take(Vocabulary(()), csr_matrix((0, 0), dtype=np.float32))

    @abstractmethod
    def learn(self, interactions: Interactions) -> csr_matrix:
        """The rows: products x products, float32, nothing on the diagonal."""

    def fit(self, interactions: Interactions) -> None:
        self._take(interactions.vocabulary, self.learn(interactions))

    def scores(self, history: History) -> Scores:
        scratch = self._scratch
        count = add_rows(*self._rows(history), scratch.scores, scratch.touched)
        try:
            positions = np.sort(scratch.touched[:count])
            return Scores(positions, scratch.scores[positions])
        finally:
            forget(scratch.scores, scratch.touched, count)

    def recommend(self, history: History, k: int, keep: Selection = ANY) -> list[Scored]:
        if k <= 0:
            return []
        narrowest = keep.narrowest
        if narrowest is not None and len(narrowest) * _FEW < len(self.vocabulary):
            return self._best(history, k, among=self.vocabulary.positions(keep.members()))
        excluded = self.vocabulary.positions(keep.exclude)
        if narrowest is None:
            return self._best(history, k, excluded)
        near = self._best(history, k + MARGIN, excluded)
        found = [each for each in near if each.product_id in keep][:k]
        return found if len(found) == k or len(near) < k + MARGIN else super().recommend(history, k, keep)

    def explain(self, history: History, product_id: str) -> Mapping[str, float]:
        known, target = history.known(self.vocabulary), self.vocabulary.index.get(product_id)
        if target is None:
            return {}
        matrix, products = self.neighbours, self.vocabulary.products
        shares = known.weights(self.recency) * column_of_rows(
            matrix.indptr, matrix.indices, matrix.data, known.rows, target
        )
        best = np.lexsort((known.rows, -shares))[:MOST_EVIDENCE]
        return {products[known.rows[each]]: float(shares[each]) for each in best if shares[each] > 0}

    def arrays(self) -> dict[str, Any]:
        matrix = self.neighbours
        return {
            "data": matrix.data,
            "indices": matrix.indices,
            "indptr": matrix.indptr,
            **recency_arrays(self.recency),
        }

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> Any:
        recommender = cls()
        recommender.recency = recency_of(arrays)
        recommender._take(vocabulary, matrix_of(arrays, len(vocabulary), len(vocabulary)))
        return recommender

    def _take(self, vocabulary: Vocabulary, neighbours: csr_matrix) -> None:
        self.vocabulary = vocabulary
        self.neighbours = neighbours
        self._arrays = neighbours.indptr, neighbours.indices, neighbours.data
        self._scratch = Scratch(len(vocabulary))

    def _rows(self, history: History) -> tuple[NDArray[Any], ...]:
        known = history.known(self.vocabulary)
        return *self._arrays, known.rows, known.weights(self.recency)

    def _best(
        self, history: History, k: int, excluded: NDArray[np.int32] = _NONE, among: NDArray[np.int32] | None = None
    ) -> list[Scored]:
        """The ``k`` highest ``among`` these positions, or among all, but for the ``excluded``."""
        scratch = self._scratch
        columns, values = best = np.empty(k, dtype=np.int32), np.empty(k, dtype=np.float32)
        found = best_of_rows(*self._rows(history), excluded, among, scratch.scores, scratch.touched, best)
        products = map(self.vocabulary.products.__getitem__, columns[:found].tolist())
        return list(map(Scored._make, zip(products, values[:found].tolist(), strict=True)))


@dataclass(frozen=True)
class Support:
    """How many customers must have bought a product.

    ``recommended``: before it is recommended (in a small shop, one in a hundred), because similarities to rare products
    are high by chance. ``speaking``: before it says something of others, because the neighbours of a product that one
    person bought are that person's basket, which is nobody else's business.
    """

    recommended: int = 20
    speaking: int = 5

    def of(self, interactions: Interactions) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Positions of the products that speak, and of those that may be recommended."""
        recommended = max(self.speaking, min(self.recommended, len(interactions.customers) // 100))
        buyers = interactions.buyers
        return np.flatnonzero(buyers >= self.speaking), np.flatnonzero(buyers >= recommended)


USUAL_SUPPORT = Support()


def nearest(
    left: csr_matrix, right: csr_matrix, sources: NDArray[np.intp], targets: NDArray[np.intp], neighbours: int
) -> csr_matrix:
    """For each source the ``neighbours`` targets of the largest ``left @ right`` above 0, itself apart: float32."""
    size = left.shape[0]
    if not len(sources) or not len(targets):
        return csr_matrix((size, size), dtype=np.float32)
    product = sp_matmul_topn(
        left[sources].astype(np.float32),
        right[:, targets].astype(np.float32),
        neighbours + 1,  # itself is among them
        threshold=0.0,
        sort=True,
        n_threads=CORES,
    ).tocoo()
    rows, columns = sources[product.row], targets[product.col]
    apart = rows != columns
    rows, columns, values = rows[apart], columns[apart], product.data[apart]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)  # within its own source, the nearest first
    near = place < neighbours
    return csr_matrix((values[near], (rows[near], columns[near])), shape=(size, size), dtype=np.float32)


def matrix_of(arrays: Mapping[str, Any], rows: int, columns: int) -> csr_matrix:
    """The sparse matrix that ``arrays`` holds."""
    return csr_matrix((arrays["data"], arrays["indices"], arrays["indptr"]), shape=(rows, columns))
