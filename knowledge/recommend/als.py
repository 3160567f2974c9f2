"""Alternating least squares for implicit feedback, fitted by the library implicit."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from knowledge.recommend.factors import FactorRecommender
from knowledge.recommend.interactions import Interactions


class AlsRecommender(FactorRecommender):
    """Matrix factorisation in which a purchase has ``confidence`` and all else 1 (Hu, Koren and Volinsky, ICDM
    2008)."""

    name: ClassVar[str] = "als"

    def __init__(
        self,
        factors: int = 64,
        confidence: float = 2.0,
        regularisation: float = 10.0,
        iterations: int = 15,
        seed: int = 0,
    ) -> None:
        super().__init__(confidence, regularisation)
        self.factors = factors
        self.iterations = iterations
        self.seed = seed

    def learn(self, interactions: Interactions) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        from implicit.als import AlternatingLeastSquares

        with threadpool_limits(limits=1, user_api="blas"):  # its own threads and BLAS's would fight for the cores
            model = AlternatingLeastSquares(
                factors=self.factors,
                alpha=self.confidence,
                regularization=self.regularisation,
                iterations=self.iterations,
                random_state=self.seed,
                use_gpu=False,
                num_threads=2,
            )
            model.fit(interactions.bought, show_progress=False)
        return np.asarray(model.item_factors), np.zeros(len(interactions.products), dtype=np.float32)
