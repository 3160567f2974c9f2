"""A fitted logistic regression as plain arrays: what it is stored as, and how it answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class LinearModel:
    """What a fitted logistic regression knows: ``weights`` is features by classes, ``intercepts`` one a class.

    Kept as plain arrays: to load a fitted scikit-learn object safely takes skops, whose import takes 3 s at each start.
    """

    classes: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, fitted: LogisticRegression) -> "LinearModel":
        """The multinomial model; of two classes scikit-learn keeps only what speaks for the second."""
        weights, intercepts = fitted.coef_.T, fitted.intercept_
        if len(fitted.classes_) == 2:
            weights = np.hstack([np.zeros_like(weights), weights])
            intercepts = np.append(0.0, intercepts)
        return cls(tuple(map(str, fitted.classes_)), np.ascontiguousarray(weights), intercepts)

    @classmethod
    def read(cls, path: Path) -> "LinearModel":
        """The model in the file at ``path``, which holds numbers and text only.

        Raises:
            ValueError: it holds anything else.
        """
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(stored["classes"].tolist()), stored["weights"], stored["intercepts"])

    def write(self, path: Path) -> None:
        """Write the file that :meth:`read` reads."""
        np.savez(path, classes=np.array(self.classes), weights=self.weights, intercepts=self.intercepts)

    def scores(self, *blocks: csr_matrix | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Of each class for each row: the logarithm of its probability, but for a constant of the row.

        The features may come in several blocks side by side, dense or sparse, which spares joining them.
        """
        ends = np.cumsum([block.shape[1] for block in blocks])
        parts = np.split(self.weights, ends[:-1])
        return sum((np.asarray(b @ part) for b, part in zip(blocks, parts, strict=True)), start=self.intercepts)

    def probabilities(self, *blocks: csr_matrix | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Of each class for each row: the softmax of the row's scores."""
        return softmax(self.scores(*blocks))


def softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Scores, a row a case, as probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)
