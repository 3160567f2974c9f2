"""Intents from two readers of the same features: a linear one of words and meaning, and a network of meaning alone.

Neither leads everywhere, and the mean of their probabilities does as well as the better or better than both
(docs/understanding.md). How sure the mean is, and below what it is not to be believed, is fitted on examples that are
held out while training.
"""

import warnings
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.logistic import train_logistic
from bot.nlu.network import Matrix, Network, Schedule, softmax, train_network

FOLDS = 5
TEMPERATURES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1.0)
SHARPNESS = (0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
FEW = 30
"""Examples an intent, on average, below which logistic regression generalises better than a support-vector machine, and
the network needs more dropout."""


@dataclass(frozen=True)
class Settings:
    """How a mixture is trained.

    ``C`` of the linear reader: less of it smooths more (logistic regression, where examples are few, has 30 times as
    much). ``keep``: the share of rightly understood held-out examples that
    the threshold accepts. ``unsure``: the share of held-out examples that are less sure than ``Mixture.sure``.
    """

    C: float = 1.0
    keep: float = 0.98
    unsure: float = 0.4
    seed: int = 0


@dataclass(frozen=True)
class Mixture:
    """What both readers have learnt of ``intents``, in plain arrays.

    ``weights`` is features (dense first, then sparse) by intents. ``temperature`` divides the linear reader's scores
    and ``sharpness`` is the power that the mean is raised to, so that a confidence is the chance of being right.
    ``threshold``: below this confidence a message is better asked about again. ``sure``: at and above this one, a
    second look would hardly change it.
    """

    intents: tuple[str, ...]
    weights: Matrix
    intercepts: Matrix
    first: Matrix
    first_bias: Matrix
    second: Matrix
    second_bias: Matrix
    temperature: float = 0.25
    sharpness: float = 1.0
    threshold: float = 0.3
    sure: float = 0.9

    @classmethod
    def read(cls, path: Path) -> "Mixture":
        """The mixture in the file at ``path``, which holds numbers and text only.

        Raises:
            ValueError: it holds anything else.
        """
        with np.load(path, allow_pickle=False) as stored:
            values = {each.name: stored[each.name] for each in fields(cls)}
        numbers = {name: float(values[name]) for name in ("temperature", "sharpness", "threshold", "sure")}
        return cls(**{**values, **numbers, "intents": tuple(values["intents"].tolist())})

    def write(self, path: Path) -> None:
        """Write the file that :meth:`read` reads."""
        np.savez(path, **{each.name: np.asarray(getattr(self, each.name)) for each in fields(self)})

    def probabilities(self, dense: Matrix, sparse: csr_matrix) -> Matrix:
        """Of each intent for each row; a row sums to one."""
        raised = self._mean(dense, sparse) ** self.sharpness
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def _mean(self, dense: Matrix, sparse: csr_matrix) -> Matrix:
        split = dense.shape[1]
        linear = dense @ self.weights[:split] + np.asarray(sparse @ self.weights[split:]) + self.intercepts
        mean = softmax(linear / self.temperature)
        if split:
            network = Network(self.first, self.first_bias, self.second, self.second_bias)
            mean = (mean + softmax(network.scores(_spread(dense)))) / 2
        return np.asarray(np.maximum(mean, 1e-9))


def train_mixture(dense: Matrix, sparse: csr_matrix, intents: list[str], settings: Settings) -> Mixture:
    """Fit both readers on the rows, one intent each, of at least two; the same arguments give the same mixture.

    ``dense`` may have no columns: then the network is left out. Where there are too few examples to hold any out, the
    confidences stay as they are.
    """
    names, labels = np.unique(np.array(intents), return_inverse=True)
    trained = _fit(dense, sparse, labels, tuple(map(str, names)), settings)
    held = _held_out(labels, settings.seed)
    if not held.any():
        return trained
    kept = _fit(dense[~held], sparse[~held], labels[~held], trained.intents, settings)
    return _calibrated(trained, kept, dense[held], sparse[held], labels[held], settings)


def _fit(
    dense: Matrix, sparse: csr_matrix, labels: NDArray[np.int64], names: tuple[str, ...], settings: Settings
) -> Mixture:
    if len(labels) < FEW * len(names):
        weights, intercepts = train_logistic(dense, sparse, labels, len(names), 30 * settings.C)
    else:
        weights, intercepts = _support_vectors(dense, sparse, labels, settings)
    network = _network(dense, labels, len(names), settings.seed)
    return Mixture(
        intents=names,
        weights=np.ascontiguousarray(weights, dtype=np.float32),
        intercepts=np.asarray(intercepts, dtype=np.float32),
        first=network.first,
        first_bias=network.first_bias,
        second=network.second,
        second_bias=network.second_bias,
    )


def _support_vectors(
    dense: Matrix, sparse: csr_matrix, labels: NDArray[np.int64], settings: Settings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = hstack([csr_matrix(dense, dtype=np.float64), sparse]).tocsr()
    fitted = LinearSVC(C=settings.C, class_weight="balanced", random_state=settings.seed).fit(rows, labels)
    weights, intercepts = fitted.coef_.T, fitted.intercept_
    if weights.shape[1] == 1:  # of two classes scikit-learn keeps only what speaks for the second
        return np.hstack([-weights, weights]), np.append(-intercepts, intercepts)
    return weights, intercepts


def _network(dense: Matrix, labels: NDArray[np.int64], classes: int, seed: int) -> Network:
    if not dense.shape[1]:
        nothing = np.zeros((0, 0), dtype=np.float32)
        return Network(nothing, nothing, nothing, nothing)
    few = len(labels) < FEW * classes
    schedule = Schedule(drop_in=0.3, drop=0.5) if few else Schedule()
    counts = np.bincount(labels, minlength=classes)
    # The square root lies between "as often as in the data" and "all intents alike".
    weights = np.sqrt(counts.sum() / (classes * np.maximum(counts, 1)))[labels].astype(np.float32)
    return train_network(_spread(dense), labels, classes, schedule, seed, weights)


def _spread(dense: Matrix) -> Matrix:
    """Rows whose blocks have unit length, scaled so that an entry has about unit variance."""
    return np.asarray(dense * np.float32(20), dtype=np.float32)


def _held_out(labels: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
    """A fifth of each intent's examples, but none of an intent that would be left without."""
    held = np.zeros(len(labels), dtype=bool)
    if np.bincount(labels).max() < FOLDS:
        return held
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Some intents may have fewer examples than there are folds.
        _, chosen = next(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labels, labels))
    held[chosen] = True
    gone = np.setdiff1d(labels, labels[~held])
    held[np.isin(labels, gone)] = False
    return held


def _calibrated(
    trained: Mixture, kept: Mixture, dense: Matrix, sparse: csr_matrix, labels: NDArray[np.int64], settings: Settings
) -> Mixture:
    """``trained`` with the temperature, sharpness and thresholds that suit ``kept`` on examples it has not seen."""
    best, least = (trained.temperature, trained.sharpness), np.inf
    for temperature in TEMPERATURES:
        mean = replace(kept, temperature=temperature)._mean(dense, sparse)
        for sharpness in SHARPNESS:
            raised = mean**sharpness
            chances = raised[np.arange(len(labels)), labels] / raised.sum(axis=1)
            loss = float(-np.log(chances).mean())
            if loss < least:
                best, least = (temperature, sharpness), loss
    fitted = replace(kept, temperature=best[0], sharpness=best[1])
    chances = fitted.probabilities(dense, sparse)
    right = chances.argmax(axis=1) == labels
    most = chances.max(axis=1)
    threshold = float(np.quantile(most[right], 1 - settings.keep)) if right.any() else trained.threshold
    sure = float(np.quantile(most, settings.unsure))
    return replace(trained, temperature=best[0], sharpness=best[1], threshold=threshold, sure=sure)
