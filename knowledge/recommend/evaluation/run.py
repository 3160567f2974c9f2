"""Asks recommenders for lists and measures them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Recommender, Scored
from knowledge.recommend.evaluation.metrics import ACCURACY, coverage, diversity, miscalibration, novelty
from knowledge.recommend.evaluation.splits import Split
from knowledge.recommend.history import History
from knowledge.recommend.selection import ANY, Selection

Wanted = Literal["all", "novel"]
METRICS = (*ACCURACY, "novelty", "diversity", "miscalibration")


@dataclass(frozen=True, eq=False)
class Outcome:
    """One recommender on one split. ``each``: by metric, one value a customer of ``customers`` (indices in the split).

    ``lists``: what was recommended; ``fit_seconds`` by the clock; ``milliseconds``: of each call, its history at hand.
    """

    recommender: str
    wanted: Wanted
    k: int
    customers: NDArray[np.int64]
    each: Mapping[str, NDArray[np.float64]]
    lists: Sequence[Sequence[str]]
    coverage: float
    fit_seconds: float
    milliseconds: NDArray[np.float64]

    def mean(self, metric: str) -> float:
        """Over the customers for whom it is defined."""
        values = self.each[metric]
        return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def fit(recommender: Recommender, split: Split) -> float:
    """Fit on what the split lets be seen; seconds."""
    start = time.perf_counter()
    recommender.fit(split.train)
    return time.perf_counter() - start


def evaluate(
    recommender: Recommender,
    split: Split,
    wanted: Wanted = "all",
    k: int = 10,
    *,
    kind: Mapping[str, str] | None = None,
    fit_seconds: float = float("nan"),
    name: str = "",
    advance: Callable[[], None] = lambda: None,
) -> Outcome:
    """Ask the fitted recommender for a list for each customer of the split; see :func:`measured`."""

    def ask(customer: int, history: History, keep: Selection) -> tuple[list[Scored], float]:
        history.known(recommender.vocabulary)
        start = time.perf_counter()
        found = recommender.recommend(history, k, keep)
        return found, (time.perf_counter() - start) * 1e3

    return measured(
        name or recommender.name, split, wanted, k, ask, kind=kind, fit_seconds=fit_seconds, advance=advance
    )


def measured(
    name: str,
    split: Split,
    wanted: Wanted,
    k: int,
    ask: Callable[[int, History, Selection], tuple[list[Scored], float]],
    *,
    kind: Mapping[str, str] | None = None,
    fit_seconds: float = float("nan"),
    advance: Callable[[], None] = lambda: None,
) -> Outcome:
    """Measure the lists that ``ask`` gives for each customer of the split, every product being a candidate.

    ``ask``: from a customer's index, history and what may come, their list and the milliseconds it took. ``novel``:
    what the customer had bought before is neither recommended nor right; customers who bought nothing new then do not
    count. ``kind`` of each product is for diversity and calibration.
    """
    kinds = kind or {}
    buyers = np.maximum(split.train.buyers, 1) / max(len(split.train.customers), 1)
    popularity = dict(zip(split.train.products, buyers.tolist(), strict=True))
    customers, lists, spent = [], [], []
    each: dict[str, list[float]] = {metric: [] for metric in METRICS}
    for customer, truth in split.truth.items():
        advance()
        history = split.history(customer)
        own = frozenset(history.products)
        right = truth if wanted == "all" else truth - own
        if not right:
            continue
        found, milliseconds = ask(customer, history, ANY if wanted == "all" else Selection(own))
        ids = [scored.product_id for scored in found]
        customers.append(customer)
        lists.append(ids)
        spent.append(milliseconds)
        for metric, measure in ACCURACY.items():
            each[metric].append(measure(ids, right, k))
        each["novelty"].append(novelty(ids, popularity))
        each["diversity"].append(diversity(ids, kinds))
        each["miscalibration"].append(miscalibration(ids, history.products, kinds))
    return Outcome(
        name,
        wanted,
        k,
        np.array(customers, dtype=np.int64),
        {metric: np.array(values) for metric, values in each.items()},
        lists,
        coverage(lists, len(split.train.products)),
        fit_seconds,
        np.array(spent),
    )
