"""How likely a candidate is bought next: boosted trees and a logistic regression, averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.blend.forest import Forest
from knowledge.recommend.blend.logistic import Logistic


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
