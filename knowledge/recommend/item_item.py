"""Products bought by the same customers: item-based collaborative filtering (Sarwar et al., WWW 2001)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
from scipy.sparse import csr_matrix

from knowledge.recommend.history import STEADY, Recency
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.neighbours import USUAL_SUPPORT, NeighbourRecommender, Support, nearest

Weighting = Literal["cosine", "tfidf", "bm25"]


class ItemItemRecommender(NeighbourRecommender):
    """Two products are alike if the same customers buy them: the similarity is the product of their columns in the
    matrix of who bought what, weighted by ``weighting`` as in implicit's recommenders of those names. Each product
    keeps its ``neighbours`` nearest.

    What was compared, and the evidence for the defaults: docs/recommendations.md.
    """

    name: ClassVar[str] = "item_item"

    def __init__(
        self,
        weighting: Weighting = "tfidf",
        neighbours: int = 50,
        support: Support = USUAL_SUPPORT,
        recency: Recency = STEADY,
    ) -> None:
        super().__init__(recency)
        self.weighting = weighting
        self.most = neighbours
        self.support = support

    def learn(self, interactions: Interactions) -> csr_matrix:
        weighted = _weighted(interactions.bought, self.weighting)
        return nearest(weighted, weighted.T.tocsr(), *self.support.of(interactions), self.most)


def _weighted(bought: csr_matrix, weighting: Weighting) -> csr_matrix:
    """Products x customers, so weighted that the dot product of two rows is their similarity."""
    from implicit.nearest_neighbours import bm25_weight, normalize, tfidf_weight

    if not bought.nnz:
        return bought.T.tocsr()
    weigh: dict[str, Callable[[Any], Any]] = {
        "cosine": normalize,
        "tfidf": lambda rows: normalize(tfidf_weight(rows)),
        "bm25": lambda rows: bm25_weight(rows, K1=1.2, B=0.75),
    }
    with np.errstate(divide="ignore", invalid="ignore"):  # a customer who bought everything weighs nothing
        weighted = weigh[weighting](bought.T).tocsr()
    weighted.data = np.nan_to_num(weighted.data, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    return weighted
