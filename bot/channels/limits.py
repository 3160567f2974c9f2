"""How much may come in: a token bucket for each conversation and each connection."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_KEPT = 10_000


@dataclass
class Bucket:
    """A token bucket: ``burst`` at once, then ``per_second``; ``level`` is how much is left at ``at``."""

    burst: int
    per_second: float
    level: float
    at: float

    def refill(self, now: float) -> None:
        """Bring ``level`` up to ``now``."""
        self.level = min(float(self.burst), self.level + max(0.0, now - self.at) * self.per_second)
        self.at = now


class RateLimit:
    """One bucket a key. Buckets that are full again are forgotten, so strangers do not fill the memory.

    ``clock`` gives monotonic seconds.
    """

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def allows(self, key: str) -> bool:
        """Take one token of ``key``'s bucket; False if it is empty."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= _KEPT:
                self._forget_full(now)
            bucket = self._buckets[key] = Bucket(self._burst, self._per_second, float(self._burst), now)
        bucket.refill(now)
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget_full(self, now: float) -> None:
        for key, bucket in list(self._buckets.items()):
            bucket.refill(now)
            if bucket.level >= bucket.burst:
                del self._buckets[key]
