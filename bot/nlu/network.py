"""A small network over sentence features, trained in numpy: no framework to import, and plain arrays to keep."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

_FIRST_DECAY, _SECOND_DECAY, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Schedule:
    """How a network is trained.

    ``hidden``: units of its one hidden layer. ``drop_in`` and ``drop``: the share of inputs and of hidden units that
    each step leaves out. ``smoothing``: the share of a label that is spread over all classes. ``rate`` is the highest
    that the one-cycle schedule reaches. ``steps`` is the least; large data is seen ``epochs`` times all the same.
    """

    hidden: int = 512
    drop_in: float = 0.1
    drop: float = 0.3
    smoothing: float = 0.05
    rate: float = 2e-3
    decay: float = 1e-2
    batch: int = 64
    epochs: int = 20
    steps: int = 1000


@dataclass(frozen=True)
class Network:
    """``first`` and ``second`` are the layers' weights, inputs by outputs, ``biases`` what each adds; ReLU between."""

    first: Matrix
    first_bias: Matrix
    second: Matrix
    second_bias: Matrix

    def scores(self, rows: Matrix) -> Matrix:
        """One score a class for each row, before softmax."""
        hidden = np.maximum(rows @ self.first + self.first_bias, 0)
        return np.asarray(hidden @ self.second + self.second_bias)


def train_network(
    rows: Matrix, labels: Labels, classes: int, schedule: Schedule, seed: int, weights: Matrix | None = None
) -> Network:
    """Fit a network by AdamW (Loshchilov and Hutter, 2019) on the cross-entropy of smoothed labels.

    Each row counts as much as its entry of ``weights`` says, or all the same.
    The same arguments give the same network. ``rows`` should have entries of about unit variance.
    """
    random = np.random.default_rng(seed)
    parameters = _fresh(rows.shape[1], schedule.hidden, classes, random)
    first, first_bias, second, second_bias = parameters
    moments = [(np.zeros_like(each), np.zeros_like(each)) for each in parameters]
    count, batch = len(rows), min(schedule.batch, len(rows))
    steps = max(schedule.steps, schedule.epochs * -(-count // batch))
    targets = np.full((classes, classes), schedule.smoothing / classes, dtype=np.float32)
    targets[np.diag_indices(classes)] += 1 - schedule.smoothing
    order = np.zeros(0, dtype=np.int64)
    for step in range(steps):
        if len(order) < batch:
            order = random.permutation(count)
        chosen, order = order[:batch], order[batch:]
        entered = rows[chosen] * _mask(random, (batch, rows.shape[1]), schedule.drop_in)
        hidden = entered @ first + first_bias
        kept = _mask(random, hidden.shape, schedule.drop) * (hidden > 0)
        hidden *= kept
        error = softmax(hidden @ second + second_bias) - targets[labels[chosen]]
        if weights is not None:
            error *= weights[chosen, np.newaxis]
        error /= batch
        back = (error @ second.T) * kept
        gradients = (entered.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0))
        _adam(parameters, gradients, moments, step, _rate(schedule.rate, step, steps), schedule.decay)
    return Network(first, first_bias, second, second_bias)


def softmax(scores: Matrix) -> Matrix:
    """Each row's scores as probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _fresh(inputs: int, hidden: int, classes: int, random: np.random.Generator) -> tuple[Matrix, ...]:
    """He initialisation of the first layer; the second begins small, so that every class is as likely."""
    first = random.standard_normal((inputs, hidden), dtype=np.float32) * np.float32(np.sqrt(1 / inputs))
    second = random.standard_normal((hidden, classes), dtype=np.float32) * np.float32(np.sqrt(1 / hidden))
    return first, np.zeros(hidden, dtype=np.float32), second, np.zeros(classes, dtype=np.float32)


def _mask(random: np.random.Generator, shape: tuple[int, ...], share: float) -> Matrix:
    """Inverted dropout: what stays is raised, so that nothing need be scaled when the network is used."""
    return np.asarray((random.random(shape, dtype=np.float32) >= share) * np.float32(1 / (1 - share)))


def _rate(highest: float, step: int, steps: int) -> float:
    """One cycle: linearly up for a tenth of the steps, then down along a cosine."""
    warm = max(1, steps // 10)
    if step < warm:
        return highest * (step + 1) / warm
    return highest * 0.5 * (1 + float(np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def _adam(
    parameters: Sequence[Matrix],
    gradients: Sequence[Matrix],
    moments: Sequence[tuple[Matrix, Matrix]],
    step: int,
    rate: float,
    decay: float,
) -> None:
    """One step of AdamW, in place."""
    correct = rate * float(np.sqrt(1 - _SECOND_DECAY ** (step + 1)) / (1 - _FIRST_DECAY ** (step + 1)))
    for parameter, gradient, (mean, square) in zip(parameters, gradients, moments, strict=True):
        mean *= _FIRST_DECAY
        mean += (1 - _FIRST_DECAY) * gradient
        square *= _SECOND_DECAY
        gradient *= gradient
        gradient *= 1 - _SECOND_DECAY
        square += gradient
        if parameter.ndim == 2:
            parameter *= 1 - rate * decay
        root = np.sqrt(square)
        root += _TINY
        np.divide(mean, root, out=root)
        root *= correct
        parameter -= root
