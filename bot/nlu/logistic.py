"""Multinomial logistic regression on two blocks of features, a dense and a sparse one.

The same model as scikit-learn's LogisticRegression, which takes a single matrix: with the dense block in a sparse one
its products are several times dearer.

Source: Bishop, Pattern Recognition and Machine Learning (2006), 4.3.4; L-BFGS by SciPy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bot.nlu.network import Matrix, softmax

TOLERANCE = 1e-4
MOST_ITERATIONS = 200


def train_logistic(
    dense: Matrix, sparse: csr_matrix, labels: NDArray[np.int64], classes: int, C: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights, features (dense first, then sparse) by classes, and an intercept for each class.

    ``C`` weighs the loss against half the weights' squares; every class weighs the same, however many rows it has.
    """
    rows, width = len(labels), dense.shape[1]
    dense = np.ascontiguousarray(dense, dtype=np.float32)
    sparse = csr_matrix(sparse, dtype=np.float64)
    turned = csr_matrix(sparse.T)
    features = width + sparse.shape[1]
    counts = np.bincount(labels, minlength=classes)
    weigh = (rows / (classes * np.maximum(counts, 1)))[labels]
    weigh /= weigh.sum()
    penalty = 1 / (C * rows)
    at = np.arange(rows), labels

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, intercepts = flat[:-classes].reshape(features, classes), flat[-classes:]
        scores = dense @ weights[:width].astype(np.float32) + sparse @ weights[width:] + intercepts
        chances = softmax(scores)
        lost = -weigh @ np.log(np.maximum(chances[at], 1e-300))
        chances[at] -= 1
        chances *= weigh[:, np.newaxis]
        slope = penalty * weights
        slope[:width] += dense.T @ chances.astype(np.float32)
        slope[width:] += turned @ chances
        value = float(lost + penalty / 2 * np.vdot(weights, weights))
        return value, np.concatenate([slope.ravel(), chances.sum(axis=0)])

    start = np.zeros((features + 1) * classes)
    options = {"maxiter": MOST_ITERATIONS, "gtol": TOLERANCE, "ftol": 64 * np.finfo(float).eps, "maxls": 50}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found[:-classes].reshape(features, classes), found[-classes:]
