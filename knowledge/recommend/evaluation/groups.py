"""Whether recommendations serve some groups of customers worse than others."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from fairlearn.metrics import MetricFrame
from numpy.typing import NDArray

from knowledge.recommend.evaluation.significance import Interval, interval

FEWEST = 20
"""Customers a group must have to be reported: of fewer a mean says little, and may lead to somebody."""
MOST_GROUPS = 12


@dataclass(frozen=True)
class Group:
    """A group's mean with its interval."""

    name: str
    customers: int
    mean: Interval


@dataclass(frozen=True)
class ByGroup:
    """``difference``: of the best served and the worst; ``ratio``: the worst by the best (fairlearn's
    ``MetricFrame``)."""

    trait: str
    groups: tuple[Group, ...]
    difference: float
    ratio: float


def by_group(values: NDArray[np.float64], labels: Sequence[str | None], trait: str) -> ByGroup | None:
    """Means of ``values``, one a customer, by their labels, in the order of the labels.

    Customers without a label and groups of fewer than ``FEWEST`` are left out; None where fewer than two are left, or
    more than ``MOST_GROUPS``: then it is no trait to group by.
    """
    counted: dict[str, int] = {}
    for each in labels:
        if each is not None:
            counted[each] = counted.get(each, 0) + 1
    names = sorted(each for each, customers in counted.items() if customers >= FEWEST)
    if not 2 <= len(names) <= MOST_GROUPS:
        return None
    kept = np.array([each in names for each in labels])
    mine, group = values[kept], np.array([each for each in labels if each in names])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # its version for our scikit-learn is older than our pandas
        frame = MetricFrame(metrics=_mean, y_true=mine, y_pred=mine, sensitive_features=group)
        difference, ratio = frame.difference(method="between_groups"), frame.ratio(method="between_groups")
    return ByGroup(
        trait,
        tuple(Group(each, int((group == each).sum()), interval(mine[group == each])) for each in names),
        float(difference),
        float(ratio),
    )


def by_activity(baskets: Sequence[int]) -> list[str]:
    """Few, some or many purchases: by thirds of the customers."""
    low, high = np.quantile(baskets, [1 / 3, 2 / 3])
    names = f"1: few (up to {low:.0f} orders)", "2: some", f"3: many (more than {high:.0f})"
    return [names[0] if each <= low else names[2] if each > high else names[1] for each in baskets]


def labels_of(traits: Mapping[str, Mapping[str, object]], customers: Sequence[str], trait: str) -> list[str | None]:
    """What each of ``customers`` is by one trait of the shop's records; None where that is silent."""
    found = [traits.get(each, {}).get(trait) for each in customers]
    return [None if each is None else str(each) for each in found]


def _mean(values: NDArray[np.float64], _same: NDArray[np.float64]) -> float:
    return float(np.mean(values))
