"""Bayesian personalised ranking (Rendle et al., UAI 2009), fitted by the library implicit."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.factors import FactorRecommender
from knowledge.recommend.interactions import Interactions


class BprRecommender(FactorRecommender):
    """Vectors learnt so that what a customer bought stands before what they did not."""

    name: ClassVar[str] = "bpr"

    def __init__(
        self,
        factors: int = 64,
        learning_rate: float = 0.05,
        penalty: float = 0.01,
        iterations: int = 100,
        seed: int = 0,
    ) -> None:
        super().__init__(confidence=2.0, regularisation=1.0)
        self.factors = factors
        self.learning_rate = learning_rate
        self.penalty = penalty
        self.iterations = iterations
        self.seed = seed

    def learn(self, interactions: Interactions) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        from implicit.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(
            factors=self.factors,
            learning_rate=self.learning_rate,
            regularization=self.penalty,
            iterations=self.iterations,
            random_state=self.seed,
            use_gpu=False,
            num_threads=1,  # threads would race, and the same seed not give the same model
        )
        model.fit(interactions.bought, show_progress=False)
        vectors = np.asarray(model.item_factors)  # the last column is the bias
        return np.ascontiguousarray(vectors[:, :-1]), np.ascontiguousarray(vectors[:, -1])
