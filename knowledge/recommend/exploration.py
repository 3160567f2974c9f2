"""Draws some places of a list, with known probabilities, so that what was not shown can be judged too."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from knowledge.recommend.base import Draw, Scored

DRAWN_FROM = 50
"""How many of the likeliest products a drawn place may get."""


def explored(ranked: Sequence[Scored], k: int, explore: float, chance: Random) -> list[tuple[Scored, Draw]]:
    """``k`` of ``ranked`` (best first), each with how it came there.

    Each place is drawn evenly among the ``DRAWN_FROM`` likeliest that are left with probability ``explore``, else given
    to the likeliest: epsilon-greedy, place by place.
    """
    left, chosen = list(ranked[: DRAWN_FROM + k]), list[tuple[Scored, Draw]]()
    while left and len(chosen) < k:
        pool = min(len(left), DRAWN_FROM)
        place = chance.randrange(pool) if explore and chance.random() < explore else 0
        draw = Draw(chance_of(explore, place == 0, pool), place == 0, pool)
        chosen.append((left.pop(place), draw))
    return chosen


def chance_of(explore: float, likeliest: bool, pool: int) -> float:
    """With which probability a product comes at a place for which the share ``explore`` is drawn among ``pool``."""
    return explore / pool + (1 - explore if likeliest else 0)
