"""Groups of customers who shop alike, found by clustering, and named by what sets them apart."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from knowledge.customers.features import CustomerFeatures

Method = Literal["k-means", "mixture"]
FEWEST = 30
"""Customers that there must be for segments to mean anything."""
STABLE = 0.6
"""Mean agreement (adjusted Rand index) under resampling from which segments are called stable."""
RESAMPLED = 5
LARGEST_SAMPLE = 2_000  # of customers, for the silhouette
APART = 0.4
"""Standard deviations from the mean of all from which a measure is worth naming."""

MEASURES: dict[str, tuple[str, str, Callable[[CustomerFeatures, datetime], float]]] = {
    # name: how a segment low in it and one high in it is called, and how it is computed
    "recency": ("shopped lately", "not seen for long", lambda each, now: np.log1p(max(each.recency(now), 0.0))),
    "orders": ("few orders", "many orders", lambda each, now: np.log1p(each.orders)),
    "order value": ("small orders", "large orders", lambda each, now: np.log1p(max(each.spend / each.orders, 0.0))),
    "price level": ("buys cheap", "buys dear", lambda each, now: np.log(max(each.price_level, 0.05))),
    "promotion share": ("pays full price", "buys on offer", lambda each, now: each.promotion_share),
    "own brand": ("branded goods", "the shop's own brand", lambda each, now: each.own_share),
    "variety": (
        "the same products",
        "many different products",
        lambda each, now: np.log1p(each.products / each.orders),
    ),
}


@dataclass(frozen=True)
class Segment:
    """``share`` of the customers; ``means``: of each measure, in standard deviations from the mean of all."""

    name: str
    share: float
    customers: tuple[str, ...]
    means: dict[str, float]


@dataclass(frozen=True)
class Tried:
    """A number of segments: how well parted they are (silhouette, -1 to 1), and how stable (adjusted Rand, to 1)."""

    number: int
    silhouette: float
    stability: float


@dataclass(frozen=True, eq=False)
class Segmentation:
    """``places``: of each customer in the plane of the two main directions, to be drawn; ``labels``: indices into
    ``segments``."""

    method: Method
    segments: tuple[Segment, ...]
    tried: tuple[Tried, ...]
    places: NDArray[np.float64]
    labels: NDArray[np.int64]


def segment(
    features: Sequence[CustomerFeatures],
    now: datetime,
    method: Method = "k-means",
    most: int = 8,
    seed: int = 0,
    advance: Callable[[], None] = lambda: None,
) -> Segmentation:
    """Cluster by ``MEASURES``, standardised, outliers drawn in to three standard deviations.

    The number is the best parted (Rousseeuw's silhouette) among those that are stable: whose clusters of two halves
    drawn by chance agree on everybody (Ben-Hur et al., PSB 2002); if none is, the most stable.

    Raises:
        ValueError: there are fewer than ``FEWEST`` customers.
    """
    if len(features) < FEWEST:
        raise ValueError(
            f"segments need {FEWEST} customers who agreed to personalisation and ordered; there are {len(features)}"
        )
    with threadpool_limits(limits=1):  # threads that wait for each other take ten times as long on so little
        return _segmented(features, now, method, most, seed, advance)


def _segmented(
    features: Sequence[CustomerFeatures],
    now: datetime,
    method: Method,
    most: int,
    seed: int,
    advance: Callable[[], None],
) -> Segmentation:
    raw = np.array([[measure(each, now) for _, _, measure in MEASURES.values()] for each in features])
    rows = np.clip(StandardScaler().fit_transform(raw), -3, 3)
    tried = []
    for number in range(2, min(most, len(features) // 10) + 1):
        labels = _clustered(rows, number, method, seed)
        tried.append(Tried(number, _silhouette(rows, labels, seed), _stability(rows, number, method, seed)))
        advance()
    stable = [each for each in tried if each.stability >= STABLE]
    chosen = max(stable, key=lambda each: each.silhouette) if stable else max(tried, key=lambda each: each.stability)
    labels = _clustered(rows, chosen.number, method, seed)
    by_size = np.argsort(-np.bincount(labels, minlength=chosen.number), kind="stable")
    labels = np.argsort(by_size)[labels]
    means = [rows[labels == number].mean(axis=0) for number in range(chosen.number)]
    names = _names(means)
    segments = tuple(
        Segment(
            names[number],
            float((labels == number).mean()),
            tuple(each.customer_id for each, label in zip(features, labels, strict=True) if label == number),
            dict(zip(MEASURES, means[number].tolist(), strict=True)),
        )
        for number in range(chosen.number)
    )
    return Segmentation(method, segments, tuple(tried), _plane(rows), labels)


def _clustered(rows: NDArray[np.float64], number: int, method: Method, seed: int) -> NDArray[np.int64]:
    return _fitted(rows, number, method, seed)(rows)


def _fitted(
    rows: NDArray[np.float64], number: int, method: Method, seed: int
) -> Callable[[NDArray[np.float64]], NDArray[np.int64]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mixture that has not settled is judged by its stability
        if method == "k-means":
            return KMeans(number, n_init=5, random_state=seed).fit(rows).predict
        return GaussianMixture(number, n_init=2, reg_covar=1e-3, random_state=seed).fit(rows).predict


def _silhouette(rows: NDArray[np.float64], labels: NDArray[np.int64], seed: int) -> float:
    if len(set(labels.tolist())) < 2:
        return -1.0
    return float(silhouette_score(rows, labels, sample_size=min(LARGEST_SAMPLE, len(rows)), random_state=seed))


def _stability(rows: NDArray[np.float64], number: int, method: Method, seed: int) -> float:
    chance, agreed = np.random.default_rng(seed), []
    for again in range(RESAMPLED):
        order = chance.permutation(len(rows))
        halves = order[: len(rows) // 2], order[len(rows) // 2 :]
        labels = [_fitted(rows[half], number, method, seed + again)(rows) for half in halves]
        agreed.append(adjusted_rand_score(*labels))
    return float(np.mean(agreed))


def _names(means: Sequence[NDArray[np.float64]]) -> list[str]:
    """Of each segment the two or three measures furthest from the mean of all, in plain words; never two the same."""
    names: list[str] = []
    for mean in means:
        order = np.argsort(-np.abs(mean), kind="stable")
        words = [list(MEASURES.values())[each][int(mean[each] > 0)] for each in order if abs(mean[each]) >= APART]
        found = ", ".join(words[:2]) or "in the middle"
        if found in names:
            found = ", ".join(words[:3])
        names.append(found if found not in names else f"{found} ({len(names) + 1})")
    return names


def _plane(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row's place along the two directions in which rows differ most (principal components)."""
    centred = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    places: NDArray[np.float64] = centred @ directions[:2].T
    return places
