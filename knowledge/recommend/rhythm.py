"""When a customer buys something again."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_TIMES = 2


@dataclass(frozen=True)
class Rhythm:
    """How often one customer buys one product. Days; ``due`` is negative where it should have been bought before now.

    ``every`` is the median of the days between purchases, which one holiday does not upset.
    """

    times: int
    last: float
    every: float

    @property
    def due(self) -> float:
        """Days until the next purchase is to be expected."""
        return self.every - self.last

    @property
    def given_up(self) -> bool:
        """Whether it was not bought for three times as long as usual."""
        return self.last > 3 * self.every


def rhythm(ages: Sequence[float]) -> Rhythm | None:
    """From the ages in days of a customer's purchases of a product; None before the second.

    Purchases within a day of each other are one.
    """
    days = sorted(ages)
    apart = days[:1] + [later for earlier, later in itertools.pairwise(days) if later - earlier >= 1]
    if len(apart) < LEAST_TIMES:
        return None
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(apart))
    middle = len(gaps) // 2
    every = gaps[middle] if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2
    return Rhythm(len(apart), apart[0], max(every, 1.0))
