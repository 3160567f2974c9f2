"""Random walks of three steps: product, customer, product (Paudel et al., "Updatable, accurate, diverse, and scalable
recommendations for interactive applications", ACM TiiS 7(1), 2017)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from scipy.sparse import csr_matrix, diags

from knowledge.recommend.history import STEADY, Recency
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.neighbours import USUAL_SUPPORT, NeighbourRecommender, Support, nearest


class Rp3BetaRecommender(NeighbourRecommender):
    """``neighbours[i, j] = P(i -> customer -> j) / buyers[j] ** beta``, each step's probabilities to the power alpha.

    ``beta`` takes back what the popular have by popularity alone.
    """

    name: ClassVar[str] = "rp3beta"

    def __init__(
        self,
        alpha: float = 1.0,
        beta: float = 0.4,
        neighbours: int = 200,
        support: Support = USUAL_SUPPORT,
        recency: Recency = STEADY,
    ) -> None:
        super().__init__(recency)
        self.alpha = alpha
        self.beta = beta
        self.most = neighbours
        self.support = support

    def learn(self, interactions: Interactions) -> csr_matrix:
        bought = interactions.bought
        products = np.maximum(interactions.buyers, 1).astype(np.float32)
        baskets = np.maximum(np.diff(bought.indptr), 1).astype(np.float32)
        to_customers = (diags(products**-self.alpha) @ bought.T).tocsr()
        to_products = (diags(baskets**-self.alpha) @ bought @ diags(products**-self.beta)).tocsr()
        return nearest(to_customers, to_products, *self.support.of(interactions), self.most)
