"""What is said of many measured times."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TurnTimes:
    """Times of ``count`` turns in seconds. ``answered`` of them had an answer; ``per_second`` is their throughput."""

    count: int
    answered: int
    p50: float
    p95: float
    mean: float
    longest: float
    per_second: float


def turn_times(seconds: Sequence[float], answered: int, elapsed: float) -> TurnTimes:
    """The summary of turns that took ``seconds`` each and ``elapsed`` all together.

    Percentiles are interpolated linearly between the two nearest turns.

    Raises:
        ValueError: there is nothing to summarise.
    """
    if not seconds or elapsed <= 0:
        raise ValueError("no turn was measured")
    p50, p95 = np.percentile(np.asarray(seconds, dtype=float), [50, 95])
    return TurnTimes(
        count=len(seconds),
        answered=answered,
        p50=float(p50),
        p95=float(p95),
        mean=statistics.fmean(seconds),
        longest=max(seconds),
        per_second=len(seconds) / elapsed,
    )


def median(values: Sequence[float]) -> float:
    """The middle one of ``values``."""
    return float(statistics.median(values))


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """``ours`` as a share of ``theirs``; None where either is missing or theirs is 0."""
    if ours is None or not theirs:
        return None
    return ours / theirs
