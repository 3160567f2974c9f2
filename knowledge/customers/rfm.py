"""Recency, frequency and money: fifths of the customers, and the segments that marketers read from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from knowledge.customers.features import CustomerFeatures

SEGMENTS = (
    # name, recency from to, mean of frequency and money from to; the first that fits
    ("champions", 4, 5, 4.0, 5.0),
    ("loyal", 3, 5, 3.0, 5.0),
    ("new or promising", 4, 5, 1.0, 3.0),
    ("needing attention", 3, 3, 1.0, 3.0),
    ("at risk", 1, 2, 3.0, 5.0),
    ("hibernating", 1, 2, 1.0, 3.0),
)


@dataclass(frozen=True)
class Rfm:
    """Scores from 1 to 5, 5 the best fifth, and the segment they stand for (after Hughes, "Strategic database
    marketing", 1994, and the grid in common use since)."""

    customer_id: str
    recency: int
    frequency: int
    money: int
    segment: str


def rfm(features: Sequence[CustomerFeatures], now: datetime) -> list[Rfm]:
    """Of each customer among all of them."""
    if not features:
        return []
    recency = _fifths(np.array([-each.recency(now) for each in features]))
    frequency = _fifths(np.array([float(each.orders) for each in features]))
    money = _fifths(np.array([each.spend for each in features]))
    return [
        Rfm(each.customer_id, r, f, m, _segment(r, (f + m) / 2))
        for each, r, f, m in zip(features, recency.tolist(), frequency.tolist(), money.tolist(), strict=True)
    ]


def _fifths(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """From 1 to 5; equal values are in the same fifth, the one that the middle of them is in."""
    ordered = np.sort(values)
    place = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2
    return np.clip(np.ceil(5 * place / len(values)), 1, 5).astype(np.int64)


def _segment(recency: int, worth: float) -> str:
    return next(name for name, low, high, least, most in SEGMENTS if low <= recency <= high and least <= worth <= most)
