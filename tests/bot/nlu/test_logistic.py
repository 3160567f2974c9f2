from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, random
from sklearn.linear_model import LogisticRegression

from bot.nlu.logistic import train_logistic

CLASSES = 5


@pytest.fixture
def examples() -> tuple[NDArray[np.float32], csr_matrix, NDArray[np.int64]]:
    """More rows of one class than of another, which a line tells apart but for some."""
    chance = np.random.default_rng(0)
    labels = np.repeat(np.arange(CLASSES), [20, 10, 10, 5, 15])
    centres = chance.standard_normal((CLASSES, 12))
    dense = (centres[labels] + chance.standard_normal((len(labels), 12))).astype(np.float32)
    return dense, csr_matrix(random(len(labels), 40, density=0.1, random_state=0)), labels


def test_it_is_what_scikit_learn_makes_of_both_blocks_in_one(
    examples: tuple[NDArray[np.float32], csr_matrix, NDArray[np.int64]],
) -> None:
    dense, sparse, labels = examples
    weights, intercepts = train_logistic(dense, sparse, labels, CLASSES, C=0.5)
    rows = hstack([csr_matrix(dense, dtype=np.float64), sparse]).tocsr()
    theirs = LogisticRegression(C=0.5, class_weight="balanced", tol=1e-6, max_iter=1000).fit(rows, labels)
    np.testing.assert_allclose(rows @ weights + intercepts, theirs.decision_function(rows), atol=0.02)


@pytest.mark.parametrize("left_out", ["dense", "sparse"])
def test_either_block_may_be_empty(
    examples: tuple[NDArray[np.float32], csr_matrix, NDArray[np.int64]], left_out: str
) -> None:
    dense, sparse, labels = examples
    if left_out == "dense":
        dense = dense[:, :0]
    else:
        sparse = sparse[:, :0]
    weights, intercepts = train_logistic(dense, sparse, labels, CLASSES, C=100.0)
    right = (dense @ weights[: dense.shape[1]] + sparse @ weights[dense.shape[1] :] + intercepts).argmax(
        axis=1
    ) == labels
    assert right.mean() > 0.5


def test_the_same_examples_give_the_same_weights(
    examples: tuple[NDArray[np.float32], csr_matrix, NDArray[np.int64]],
) -> None:
    first, again = (train_logistic(*examples, CLASSES, C=1.0) for _ in range(2))
    np.testing.assert_array_equal(first[0], again[0])
