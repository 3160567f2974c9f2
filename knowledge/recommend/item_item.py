"""Products bought by the same customers: item-item neighbours (Sarwar et al., WWW 2001)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.recommend.base import Interactions, Recommender, Scored, Selection

FILE = "item_item.npz"
Weighting = Literal["cosine", "tfidf", "bm25"]
MOST_EVIDENCE = 3
ROWS_AT_ONCE = 2048


class ItemItemRecommender(Recommender):
    """Scores a product by how alike it is to each product of a history: ``sum(weight[i] * similarity[i, j])``.

    Two products are alike if the same customers buy them: the similarity is the product of their columns in the matrix
    of who bought what, weighted by ``weighting`` as in implicit's recommenders of those names. Each product keeps its
    ``neighbours`` nearest. A product is recommended only if ``supported`` customers bought it (in a small shop, one
    in a hundred), because similarities to rare products are high by chance; and it says something of others only if
    ``speaking`` customers bought it, because the neighbours of a product that one person bought are that person's
    basket, which is nobody else's business.

    What was compared, and the evidence for the defaults: docs/recommendations.md.
    """

    def __init__(
        self, weighting: Weighting = "tfidf", neighbours: int = 50, supported: int = 20, speaking: int = 5
    ) -> None:
        self.weighting = weighting
        self.neighbours = neighbours
        self.supported = supported
        self.speaking = speaking
        self._take(np.array([], dtype=np.str_), csr_matrix((0, 0), dtype=np.float32))

    def fit(self, interactions: Interactions) -> None:
        bought = interactions.matrix()
        bought.data[:] = 1  # how often says little more, measured
        buyers = np.bincount(bought.indices, minlength=bought.shape[1])
        supported = max(self.speaking, min(self.supported, len(interactions.customers) // 100))
        targets = np.flatnonzero(buyers >= supported)
        sources = np.flatnonzero(buyers >= self.speaking)
        similarity = _nearest(_weighted(bought, self.weighting), sources, targets, self.neighbours)
        self._take(np.array(interactions.products, dtype=np.str_), similarity)

    def recommend(self, history: Mapping[str, float], k: int, keep: Selection) -> list[Scored]:
        known = [(self._index[product], weight) for product, weight in history.items() if product in self._index]
        if not known:
            return []
        sources, targets, parts = self._contributions(known)
        scores = np.bincount(targets, parts, minlength=len(self._products))
        found: list[Scored] = []
        for target in _descending(scores):
            if len(found) == k:
                break
            product_id = str(self._products[target])
            if keep(product_id):
                mine = targets == target
                evidence = self._evidence(sources[mine], parts[mine])
                found.append(Scored(product_id, float(scores[target]), evidence))
        return found

    def similar(self, product_id: str, k: int, keep: Selection) -> list[Scored]:
        return self.recommend({product_id: 1.0}, k, lambda other: other != product_id and keep(other))

    def save(self, folder: Path) -> None:
        matrix = self._similarity
        np.savez(
            folder / FILE,
            products=self._products,
            data=matrix.data,
            indices=matrix.indices,
            indptr=matrix.indptr,
            weighting=self.weighting,
            limits=[self.neighbours, self.supported, self.speaking],
        )

    @classmethod
    def load(cls, folder: Path) -> ItemItemRecommender:
        with np.load(folder / FILE, allow_pickle=False) as saved:
            recommender = cls(str(saved["weighting"]), *map(int, saved["limits"]))  # type: ignore[arg-type]
            size = len(saved["products"])
            matrix = csr_matrix((saved["data"], saved["indices"], saved["indptr"]), shape=(size, size))
            recommender._take(saved["products"], matrix)
        return recommender

    def _take(self, products: NDArray[np.str_], similarity: csr_matrix) -> None:
        self._products = products
        self._index = {str(product): index for index, product in enumerate(products)}
        self._similarity = similarity

    def _contributions(
        self, known: list[tuple[int, float]]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Source, target and size of everything that the products of a history add to others' scores."""
        starts, ends = self._similarity.indptr[:-1], self._similarity.indptr[1:]
        rows = np.array([row for row, _ in known], dtype=np.int32)
        weights = np.array([weight for _, weight in known], dtype=np.float64)
        lengths = ends[rows] - starts[rows]
        at = np.concatenate([np.arange(starts[row], ends[row]) for row in rows])
        parts = self._similarity.data[at] * np.repeat(weights, lengths)
        return np.repeat(rows, lengths), self._similarity.indices[at], parts

    def _evidence(self, sources: NDArray[np.int32], parts: NDArray[np.float64]) -> dict[str, float]:
        order = np.lexsort((sources, -parts))[:MOST_EVIDENCE]
        return {str(self._products[sources[each]]): float(parts[each]) for each in order}


def _weighted(bought: csr_matrix, weighting: Weighting) -> csr_matrix:
    """Products x customers, so weighted that the dot product of two rows is their similarity."""
    from implicit.nearest_neighbours import bm25_weight, normalize, tfidf_weight

    if not bought.nnz:
        return bought.T.tocsr()
    weigh: dict[str, Callable[[Any], Any]] = {
        "cosine": normalize,
        "tfidf": lambda rows: normalize(tfidf_weight(rows)),
        "bm25": bm25_weight,
    }
    with np.errstate(divide="ignore", invalid="ignore"):  # a customer who bought everything weighs nothing
        weighted = weigh[weighting](bought.T).tocsr()
    weighted.data = np.nan_to_num(weighted.data, nan=0.0, posinf=0.0, neginf=0.0)
    return weighted


def _nearest(weighted: csr_matrix, sources: NDArray[np.intp], targets: NDArray[np.intp], neighbours: int) -> csr_matrix:
    """For each source its most similar targets, itself apart: float32, products x products."""
    towards = weighted[targets].T.tocsc()
    rows, columns, values = [], [], []
    for start in range(0, len(sources), ROWS_AT_ONCE):
        chunk = sources[start : start + ROWS_AT_ONCE]
        similar = (weighted[chunk] @ towards).tocoo()
        row, column, value = chunk[similar.row], targets[similar.col], similar.data
        kept = (row != column) & (value > 0)
        row, column, value = row[kept], column[kept], value[kept]
        order = np.lexsort((column, -value, row))
        row, column, value = row[order], column[order], value[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)  # within its own source, the nearest first
        near = place < neighbours
        rows.append(row[near])
        columns.append(column[near])
        values.append(value[near])
    size = weighted.shape[0]
    if not rows:
        return csr_matrix((size, size), dtype=np.float32)
    data = np.concatenate(values).astype(np.float32)
    return csr_matrix((data, (np.concatenate(rows), np.concatenate(columns))), shape=(size, size))


def _descending(scores: NDArray[Any]) -> NDArray[np.intp]:
    positive = np.flatnonzero(scores > 0)
    return positive[np.argsort(-scores[positive], kind="stable")]
