"""Measures of one list of recommendations against what was bought; all between 0 and 1 unless said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import log2

import numpy as np

Metric = Callable[[Sequence[str], Collection[str], int], float]


def precision(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """The share of ``k`` places with something that was bought; places left empty count as wrong."""
    return _hits(recommended, bought, k) / k


def recall(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """The share of what was bought that was recommended."""
    return _hits(recommended, bought, k) / len(bought)


def f1(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * _hits(recommended, bought, k) / (k + len(bought))


def hit(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """Whether anything recommended was bought: 0 or 1."""
    return float(_hits(recommended, bought, k) > 0)


def ndcg(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """Normalised discounted cumulative gain, each bought product worth 1 (Järvelin and Kekäläinen, TOIS 20(4), 2002).

    The ideal list has ``min(k, len(bought))`` of them.
    """
    gain = sum(1 / log2(place + 2) for place, each in enumerate(recommended[:k]) if each in bought)
    return gain / sum(1 / log2(place + 2) for place in range(min(k, len(bought))))


def average_precision(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """The mean of the precisions at the places of what was bought, over ``min(k, len(bought))``."""
    hits, total = 0, 0.0
    for place, each in enumerate(recommended[:k], start=1):
        if each in bought:
            hits += 1
            total += hits / place
    return total / min(k, len(bought))


def reciprocal_rank(recommended: Sequence[str], bought: Collection[str], k: int) -> float:
    """One by the place of the first that was bought; 0 if none was."""
    return next((1 / place for place, each in enumerate(recommended[:k], start=1) if each in bought), 0.0)


ACCURACY: Mapping[str, Metric] = {
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "hit_rate": hit,
    "ndcg": ndcg,
    "map": average_precision,
    "mrr": reciprocal_rank,
}
"""By the names of their means over customers."""


def coverage(lists: Collection[Sequence[str]], products: int) -> float:
    """The share of all products that is recommended to anyone."""
    return len({each for some in lists for each in some}) / products if products else 0.0


def novelty(recommended: Sequence[str], popularity: Mapping[str, float]) -> float:
    """Mean bits of surprise, ``-log2`` of the share of customers who bought it (Vargas and Castells, RecSys 2011).

    Not bounded by 1; ``nan`` for an empty list.
    """
    return float(np.mean([-log2(popularity[each]) for each in recommended])) if recommended else float("nan")


def diversity(recommended: Sequence[str], kind: Mapping[str, str]) -> float:
    """The share of pairs in the list that are of different kinds: intra-list diversity (Ziegler et al., WWW 2005).

    ``nan`` for a list of fewer than two.
    """
    kinds = [kind.get(each, each) for each in recommended]
    size = len(kinds)
    if size < 2:
        return float("nan")
    same = sum(kinds.count(each) - 1 for each in kinds)
    return 1 - same / (size * (size - 1))


def miscalibration(recommended: Sequence[str], history: Sequence[str], kind: Mapping[str, str]) -> float:
    """How far the list's mixture of kinds is from the history's: the Kullback-Leibler divergence in nats, with a
    hundredth of the history's mixed into the list's (Steck, "Calibrated recommendations", RecSys 2018).

    0 is calibrated; not bounded by 1; ``nan`` where either is empty.
    """
    if not recommended or not history:
        return float("nan")
    ours, theirs = _mixture(recommended, kind), _mixture(history, kind)
    return float(
        sum(share * np.log(share / (0.99 * ours.get(each, 0.0) + 0.01 * share)) for each, share in theirs.items())
    )


def _mixture(products: Sequence[str], kind: Mapping[str, str]) -> dict[str, float]:
    kinds = [kind.get(each, each) for each in products]
    return {each: kinds.count(each) / len(kinds) for each in dict.fromkeys(kinds)}


def _hits(recommended: Sequence[str], bought: Collection[str], k: int) -> int:
    return sum(each in bought for each in recommended[:k])
