"""How likely a candidate is bought next: boosted trees and a logistic regression, repeats and the new apart."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.blend.features import FEATURES
from knowledge.recommend.blend.forest import Forest
from knowledge.recommend.blend.logistic import Logistic

ENOUGH = 200
"""So many candidates must have been bought to learn a judge from."""
NEGATIVES = 1 / 4
"""The share of what was not bought that judges learn from; they are told so, and their odds come out right."""


@dataclass(frozen=True, eq=False)
class Judge:
    """The mean of two models' log odds: trees see where one feature changes what another means, the regression smooths
    what they cut into steps, and the two err on different products."""

    forest: Forest
    logistic: Logistic

    @classmethod
    def fit(cls, rows: NDArray[np.float32], right: NDArray[np.bool_], *, negatives: float, seed: int) -> Judge:
        """Learn from rows of features and whether each was right."""
        forest = Forest.fit(rows, right, trees=100, leaves=15, rate=0.1, negatives=negatives, seed=seed)
        return cls(forest, Logistic.fit(rows, right, negatives=negatives))

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """One element a row."""
        odds = (self.forest.log_odds(rows) + self.logistic.log_odds(rows)) / 2
        return (1 / (1 + np.exp(-odds))).astype(np.float32)

    def arrays(self) -> dict[str, Any]:
        """For a file."""
        return {**self.forest.arrays(), **self.logistic.arrays()}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Judge:
        """From what :meth:`arrays` gave."""
        return cls(Forest.of_arrays(arrays), Logistic.of_arrays(arrays))


@dataclass(frozen=True, eq=False)
class Judges:
    """``again`` for what the customer bought before, ``new`` for what they did not: what speaks for the one says little
    of the other, and repeats, being likelier, would have a common judge learn of them alone."""

    again: Judge
    new: Judge

    @classmethod
    def fit(cls, rows: NDArray[np.float32], right: NDArray[np.bool_], *, seed: int) -> Judges | None:
        """Learn from rows of features, the share ``NEGATIVES`` of those that were wrong among them; None where too
        little was right. Where that is so for one kind only, its judge learns from both."""
        if right.sum() < ENOUGH or right.all():
            return None

        def fit(part: NDArray[np.bool_]) -> Judge:
            enough = right[part].sum() >= ENOUGH and not right[part].all()
            chosen = part if enough else np.ones(len(rows), dtype=bool)
            return Judge.fit(rows[chosen], right[chosen], negatives=NEGATIVES, seed=seed)

        own = _own(rows)
        with ThreadPoolExecutor(2) as side_by_side:
            return cls(*side_by_side.map(fit, (own, ~own)))

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """One element a row."""
        own = _own(rows)
        values = np.empty(len(rows), dtype=np.float32)
        values[own] = self.again.probabilities(rows[own])
        values[~own] = self.new.probabilities(rows[~own])
        return values

    def arrays(self) -> dict[str, Any]:
        """For a file."""
        parts = {"again": self.again.arrays(), "new": self.new.arrays()}
        return {f"{part}_{name}": value for part, arrays in parts.items() for name, value in arrays.items()}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Judges | None:
        """From what :meth:`arrays` gave; None where there is none."""
        if "new_logistic_bias" not in arrays:
            return None
        return cls(Judge.of_arrays(under("again_", arrays)), Judge.of_arrays(under("new_", arrays)))


def under(prefix: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Those whose name begins so, without that."""
    return {name[len(prefix) :]: value for name, value in arrays.items() if name.startswith(prefix)}


def _own(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    bought: NDArray[np.bool_] = rows[:, FEATURES.index("baskets with it")] > 0
    return bought
