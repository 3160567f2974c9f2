"""Which products may be recommended."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from operator import and_


@dataclass(frozen=True)
class Selection:
    """Those in every set of ``within`` and not in ``exclude``; without ``within``, any."""

    exclude: AbstractSet[str] = frozenset()
    within: tuple[AbstractSet[str], ...] = field(default=())

    def __contains__(self, product_id: str) -> bool:
        if product_id in self.exclude:
            return False
        # A loop, since any() with a generator takes three times as long and this is asked of thousands.
        for each in self.within:  # noqa: SIM110
            if product_id not in each:
                return False
        return True

    @property
    def narrowest(self) -> AbstractSet[str] | None:
        """The smallest set that all come from; None if any product may."""
        return min(self.within, key=len) if self.within else None

    def members(self) -> AbstractSet[str]:
        """All products that are in it; it must have a ``within``."""
        narrowest, *others = sorted(self.within, key=len)
        return reduce(and_, others, narrowest) - self.exclude


ANY = Selection()
