"""Boosted trees: fitted by scikit-learn, kept as plain arrays, and evaluated compiled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Forest:
    """The trees' nodes one after another; a row goes left where ``row[feature] <= threshold``.

    ``left`` and ``right`` are places of nodes; a leaf has ``feature`` -1 and adds ``value`` to the log odds.
    """

    base: float
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]

    @classmethod
    def fit(
        cls,
        rows: NDArray[np.float32],
        right: NDArray[np.bool_],
        *,
        trees: int,
        leaves: int,
        rate: float,
        negatives: float = 1.0,
        seed: int = 0,
    ) -> Forest:
        """Learn the log odds that a row is right (Friedman, "Greedy function approximation", Annals of Statistics
        29(5), 2001; histograms as in LightGBM). ``rows`` hold every row that is right, of others the share
        ``negatives``."""
        from sklearn.ensemble import HistGradientBoostingClassifier
        from threadpoolctl import threadpool_limits

        model = HistGradientBoostingClassifier(
            max_iter=trees,
            learning_rate=rate,
            max_leaf_nodes=leaves,
            min_samples_leaf=200,
            l2_regularization=5.0,
            max_bins=128,
            early_stopping=False,
            random_state=seed,
        )
        # Several threads wait for each other at every node: where a core serves customers too, four times as long.
        with threadpool_limits(1, user_api="openmp"):
            model.fit(rows, right)
        # scikit-learn gives a fitted tree's nodes nowhere else; a test holds what is read here to its own predictions.
        nodes = [each[0].nodes for each in model._predictors]
        sizes = [len(each) for each in nodes]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        together, shift = np.concatenate(nodes), np.repeat(roots, sizes)
        leaf = together["is_leaf"].astype(bool)
        return cls(
            float(np.ravel(model._baseline_prediction)[0]) + math.log(negatives),
            roots,
            np.where(leaf, -1, together["feature_idx"]).astype(np.int32),
            together["num_threshold"].astype(np.float32),
            (together["left"] + shift).astype(np.int32),
            (together["right"] + shift).astype(np.int32),
            together["value"].astype(np.float32),
        )

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """One element a row."""
        odds = np.full(len(rows), self.base, dtype=np.float32)
        _descend(rows, self.roots, self.feature, self.threshold, self.left, self.right, self.value, odds)
        return odds

    def arrays(self) -> dict[str, Any]:
        """For a file."""
        return {f"forest_{name}": getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Forest:
        """From what :meth:`arrays` gave."""
        kept = {name: arrays[f"forest_{name}"] for name in cls.__dataclass_fields__}
        return cls(**{**kept, "base": float(kept["base"])})


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _descend(
    rows: Any, roots: Any, feature: Any, threshold: Any, left: Any, right: Any, value: Any, odds: Any
) -> None:  # pragma: no cover - compiled
    for tree in range(roots.shape[0]):
        for row in range(rows.shape[0]):
            node = roots[tree]
            while feature[node] >= 0:
                node = left[node] if rows[row, feature[node]] <= threshold[node] else right[node]
            odds[row] += value[node]
