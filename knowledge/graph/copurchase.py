"""What is bought together, and what is bought often, from the lines of orders."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sqlalchemy import select

from knowledge.catalogue.models import Order, OrderLine
from knowledge.graph.rows import stream

RECENT = timedelta(days=90)

#: Orders that a pair must share at least.
MINIMUM_SUPPORT = 5
#: Log-likelihood ratio that a pair must reach: the 0.1 % point of chi-squared with one degree of freedom.
MINIMUM_EVIDENCE = 10.83
_BLOCK = 1_000
_LINES = 50_000


@dataclass(frozen=True)
class Baskets:
    """Which order holds which product (orders x products, ones), and how many recent orders hold each product."""

    matrix: sparse.csr_matrix
    recent: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Weighted pairs of product positions, at most k a ``start``, the heaviest first."""

    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]


def read_baskets(session: Any, positions: Mapping[str, int], now: datetime) -> Baskets:
    """Read the lines of orders placed by ``now`` and not cancelled; products outside ``positions`` are left out."""
    order, line = Order.__table__.c, OrderLine.__table__.c
    left_out = _ids(session, select(order.id).where((order.status == "cancelled") | (order.placed_at > now)))
    recent_ids = _ids(session, select(order.id).where(order.placed_at > now - RECENT))
    orders, products = array("q"), array("i")
    result = session.connection().execution_options(stream_results=True).execute(select(line.order_id, line.product_id))
    for part in result.partitions(_LINES):
        order_ids, product_ids = zip(*part, strict=True)
        orders.extend(order_ids)
        products.extend(positions.get(product_id, -1) for product_id in product_ids)
    order_of, product_of = np.asarray(orders, dtype=np.int64), np.asarray(products, dtype=np.int32)
    kept = (product_of >= 0) & ~np.isin(order_of, left_out)
    order_of, product_of = order_of[kept], product_of[kept]
    known, rows = np.unique(order_of, return_inverse=True)
    matrix = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, product_of)),
        shape=(len(known), len(positions)),
    )
    matrix.data[:] = 1.0
    in_recent = np.isin(known, recent_ids).astype(np.float32)
    return Baskets(matrix, np.asarray(matrix.T @ in_recent).astype(np.int64))


def _ids(session: Any, statement: Any) -> npt.NDArray[np.int64]:
    return np.fromiter((row[0] for row in stream(session, statement)), dtype=np.int64)


def bought_together(baskets: Baskets, k: int = 10) -> Pairs:
    """For each product the k that share orders with it most beyond chance.

    The weight is normalised pointwise mutual information, ``ln(p(xy) / (p(x) p(y))) / -ln p(xy)`` (Bouma, "Normalized
    (pointwise) mutual information in collocation extraction", GSCL 2009): 0 for chance, 1 for always together, the
    same in both directions. Rare pairs look strong by it, so a pair also needs MINIMUM_SUPPORT orders and
    MINIMUM_EVIDENCE by the log-likelihood ratio (Dunning, "Accurate methods for the statistics of surprise and
    coincidence", Computational Linguistics 19(1), 1993).
    """
    orders = baskets.matrix.shape[0]
    counts = np.asarray(baskets.matrix.sum(axis=0)).ravel()
    eligible = np.flatnonzero(counts >= MINIMUM_SUPPORT)
    matrix = baskets.matrix[:, eligible].tocsc()
    counts = counts[eligible]
    found: list[Pairs] = []
    for first in range(0, len(eligible), _BLOCK):
        together = (matrix[:, first : first + _BLOCK].T @ matrix).tocoo()
        keep = (together.data >= MINIMUM_SUPPORT) & (together.row + first != together.col)
        x, y, both = together.row[keep] + first, together.col[keep], together.data[keep].astype(np.float64)
        beyond = both * orders > counts[x].astype(np.float64) * counts[y]
        x, y, both = x[beyond], y[beyond], both[beyond]
        evident = log_likelihood_ratio(both, counts[x], counts[y], orders) >= MINIMUM_EVIDENCE
        x, y, both = x[evident], y[evident], both[evident]
        chance = counts[x].astype(np.float64) * counts[y] / orders
        # A pair in every order has p(xy) = 1, where the formula has no value; it is as together as can be.
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(both < orders, np.log(both / chance) / -np.log(both / orders), 1.0)
        found.append(strongest(Pairs(eligible[x], eligible[y], weight.astype(np.float32)), k))
    return concatenated(found)


def log_likelihood_ratio(
    both: npt.NDArray[Any], x: npt.NDArray[Any], y: npt.NDArray[Any], total: int
) -> npt.NDArray[np.float64]:
    """Dunning's G-squared of the two-by-two table of orders with x, with y, with both."""
    cells = np.stack([both, x - both, y - both, total - x - y + both]).astype(np.float64)
    rows, columns = np.stack([x, total - x]), np.stack([y, total - y])
    expected = (
        np.stack([rows[0] * columns[0], rows[0] * columns[1], rows[1] * columns[0], rows[1] * columns[1]]).astype(
            np.float64
        )
        / total
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / expected), 0.0)
    return np.asarray(2 * terms.sum(axis=0))


def strongest(pairs: Pairs, k: int) -> Pairs:
    """The k heaviest pairs of each start; of equal weights, the lower position first."""
    order = np.lexsort((pairs.end, -pairs.weight, pairs.start))
    start = pairs.start[order]
    first_of_start = np.flatnonzero(np.r_[True, start[1:] != start[:-1]]) if len(start) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.r_[first_of_start, len(start)])
    rank = np.arange(len(start)) - np.repeat(first_of_start, lengths)
    kept = order[rank < k]
    return Pairs(pairs.start[kept], pairs.end[kept], pairs.weight[kept])


def concatenated(parts: list[Pairs]) -> Pairs:
    """The parts as one."""
    if not parts:
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    return Pairs(
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def popularity(recent: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Between 0 and 1: the logarithm of one plus the recent orders, as a part of the highest."""
    logs = np.log1p(recent)
    highest = logs.max(initial=0.0)
    return np.asarray(logs / highest if highest > 0 else logs, dtype=np.float64)
