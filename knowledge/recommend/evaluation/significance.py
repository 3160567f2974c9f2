"""How sure a difference between means over customers is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000


@dataclass(frozen=True)
class Interval:
    """A mean, and the bounds that hold it in 95 of 100 repetitions."""

    mean: float
    low: float
    high: float


def interval(values: NDArray[np.float64], seed: int = 0) -> Interval:
    """The percentile bootstrap's interval of the mean (Efron, 1979); ``values``: one a customer, ``nan`` left out."""
    there = values[~np.isnan(values)]
    if not len(there):
        return Interval(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(_means(there, seed), [0.025, 0.975])
    return Interval(float(there.mean()), float(low), float(high))


def paired_p_value(ours: NDArray[np.float64], theirs: NDArray[np.float64], seed: int = 0) -> float:
    """The probability of so large a difference between the means, were the two the same: a randomisation test in which
    each customer's two values change places by chance (Smucker, Allan and Carterette, CIKM 2007)."""
    difference = (ours - theirs)[~np.isnan(ours - theirs)]
    if not len(difference):
        return 1.0
    chance = np.random.default_rng(seed)
    observed, extreme = abs(difference.mean()), 0
    for _ in range(DRAWS):
        signs = chance.integers(0, 2, len(difference)) * 2 - 1
        extreme += abs((difference * signs).mean()) >= observed - 1e-12
    return (extreme + 1) / (DRAWS + 1)


def _means(values: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    chance, size = np.random.default_rng(seed), len(values)
    return np.array([values[chance.integers(0, size, size)].mean() for _ in range(DRAWS)])
