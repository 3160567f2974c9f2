"""The recommenders and facts that the blend's judges look at, fitted on the purchases up to one moment."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.blend.features import ProductFacts, Rows
from knowledge.recommend.ease import EaseRecommender
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.traits import NO_TRAITS, ProductTraits

NO_ROWS = Rows(ProductFacts.of(Interactions.of_columns((), (), ()), NO_TRAITS), 0)
"""Of a shop that sold nothing."""


@dataclass(frozen=True, eq=False)
class Parts:
    """All of one vocabulary."""

    walk: Rp3BetaRecommender
    ease: EaseRecommender
    rows: Rows = NO_ROWS

    def fit(self, interactions: Interactions, traits: ProductTraits, candidates: int) -> Parts:
        """The same with the same settings, learnt from ``interactions``; these stay as they are."""
        walk, ease = copy(self.walk), copy(self.ease)
        walk.fit(interactions)
        ease.fit(interactions)
        return Parts(walk, ease, Rows(ProductFacts.of(interactions, traits), candidates))

    def features(
        self, history: History, chosen: Callable[[NDArray[np.int32]], NDArray[np.int32]]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Positions that may be recommended to whoever has this history, those of them that are ``chosen``, and of each
        a row of ``FEATURES``."""
        known = history.known(self.walk.vocabulary)
        walk, ease = self.walk.scores(history), self.ease.scores(history)
        at = chosen(self.rows.candidates(known, walk, ease))
        return at, self.rows.of(history, known, walk, ease, at)
