"""Draws some places of a list, with known probabilities, so that what was not shown can be judged too."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from knowledge.recommend.base import Scored

DRAWN_FROM = 50
"""How many of the likeliest products a drawn place may get."""


def explored(ranked: Sequence[Scored], k: int, explore: float, chance: Random) -> list[tuple[Scored, float]]:
    """``k`` of ``ranked`` (best first), each with the probability that it came at its place, those before it given.

    Each place is drawn evenly among the ``DRAWN_FROM`` likeliest that are left with probability ``explore``, else given
    to the likeliest: epsilon-greedy, place by place.
    """
    left, chosen = list(ranked[: DRAWN_FROM + k]), list[tuple[Scored, float]]()
    while left and len(chosen) < k:
        pool = min(len(left), DRAWN_FROM)
        place = chance.randrange(pool) if explore and chance.random() < explore else 0
        propensity = explore / pool + (1 - explore if place == 0 else 0)
        chosen.append((left.pop(place), propensity))
    return chosen
