"""How often another way to choose would have been clicked, from what was shown by chance and clicked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.evaluation.significance import interval

DRAWS = 1_000


@dataclass(frozen=True, eq=False)
class Logged:
    """One element a place that was shown.

    ``reward``: 1 where it was clicked (or bought), else 0; ``propensity``: with which probability this product came
    there; ``target``: with which it would have under the other way; ``expected``: what a model says of the reward of
    what was shown; ``expected_target``: of what the other way would have shown, its own chance averaged.
    """

    reward: NDArray[np.float64]
    propensity: NDArray[np.float64]
    target: NDArray[np.float64]
    expected: NDArray[np.float64]
    expected_target: NDArray[np.float64]

    def __post_init__(self) -> None:
        sizes = {len(getattr(self, name)) for name in self.__dataclass_fields__}
        if len(sizes) > 1:
            raise ValueError("every column must have one element a place")
        if (self.propensity <= 0).any():
            raise ValueError("a propensity of 0 or less: what could not have been shown tells nothing")

    @property
    def weight(self) -> NDArray[np.float64]:
        """How much likelier each place is under the other way."""
        return self.target / self.propensity


@dataclass(frozen=True)
class Estimate:
    """A mean reward a place, and the bounds that hold it in 95 of 100 repetitions."""

    name: str
    mean: float
    low: float
    high: float


def ips(logged: Logged) -> Estimate:
    """Inverse propensity scores: without bias where propensities are right, of wide spread where they are small
    (Horvitz and Thompson, 1952)."""
    found = interval(logged.weight * logged.reward)
    return Estimate("IPS", found.mean, found.low, found.high)


def snips(logged: Logged, seed: int = 0) -> Estimate:
    """Self-normalised: a little bias for a much smaller spread (Swaminathan and Joachims, NeurIPS 2015)."""
    weight, gained = logged.weight, logged.weight * logged.reward
    chance, size = np.random.default_rng(seed), len(weight)
    mean = _ratio(gained.sum(), weight.sum())
    if not size:
        return Estimate("SNIPS", mean, mean, mean)
    drawn = [chance.integers(0, size, size) for _ in range(DRAWS)]
    again = [_ratio(gained[each].sum(), weight[each].sum()) for each in drawn]
    low, high = np.nanquantile(again, [0.025, 0.975])
    return Estimate("SNIPS", mean, float(low), float(high))


def doubly_robust(logged: Logged) -> Estimate:
    """The model's word, mended by the weighted errors of it: without bias where either the propensities or the model
    are right (Dudík, Langford and Li, ICML 2011)."""
    found = interval(logged.expected_target + logged.weight * (logged.reward - logged.expected))
    return Estimate("DR", found.mean, found.low, found.high)


def effective_size(logged: Logged) -> float:
    """To how many places, shown by the other way itself, those logged are worth: Kish's effective sample size."""
    weight = logged.weight
    return float(_ratio(weight.sum() ** 2, (weight**2).sum()))


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")
