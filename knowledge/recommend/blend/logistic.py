"""Logistic regression on the logarithms of features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENOUGH = 100_000
"""So many rows fix thirty weights."""


@dataclass(frozen=True, eq=False)
class Logistic:
    """Log odds are ``bias + weights @ log(1 + row)``; features below 0 count as 0."""

    bias: float
    weights: NDArray[np.float32]

    @classmethod
    def fit(cls, rows: NDArray[np.float32], right: NDArray[np.bool_], *, negatives: float = 1.0) -> Logistic:
        """Learn the log odds that a row is right; of those that are not, ``rows`` hold the share ``negatives``."""
        from sklearn.linear_model import LogisticRegression

        every = max(1, len(rows) // ENOUGH)
        logs, right = _logs(rows[::every]), right[::every]
        mean, scale = logs.mean(axis=0, dtype=np.float64), logs.std(axis=0, dtype=np.float64)
        scale[scale < 1e-6] = 1.0
        logs -= mean.astype(np.float32)
        logs /= scale.astype(np.float32)
        model = LogisticRegression(C=1.0, max_iter=500).fit(logs, right)
        weights = model.coef_[0] / scale
        bias = float(model.intercept_[0] - weights @ mean + np.log(negatives))
        return cls(bias, weights.astype(np.float32))

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """One element a row."""
        return _logs(rows) @ self.weights + np.float32(self.bias)

    def arrays(self) -> dict[str, Any]:
        """For a file."""
        return {"logistic_bias": self.bias, "logistic_weights": self.weights}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Logistic:
        """From what :meth:`arrays` gave."""
        return cls(float(arrays["logistic_bias"]), arrays["logistic_weights"])


def _logs(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.log1p(np.maximum(rows, 0))
