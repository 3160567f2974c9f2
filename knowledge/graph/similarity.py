"""Which products are alike in what they are: category, attribute values, brand, size and price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from knowledge.graph.copurchase import Pairs, concatenated, strongest
from knowledge.graph.views import ProductView

#: What each comparison counts in the mean.
_CATEGORY, _VALUES, _BRAND, _SIZE, _PRICE = 2.0, 2.0, 1.0, 1.0, 1.0
#: A category with fewer products looks for neighbours among its parent's.
_ENOUGH = 11
#: A larger category is compared with its most popular products only, so that cost grows linearly.
_CANDIDATES = 1_500
_CELLS = 1_000_000


def alike(products: Sequence[ProductView], k: int = 10) -> Pairs:
    """For each product (by its position) the k most like it.

    The weight is Gower's general coefficient of similarity ("A general coefficient of similarity and some of its
    properties", Biometrics 27(4), 1971), a weighted mean over the comparisons that both products allow: same
    category, Jaccard index of the attribute values, same brand, and the ratios of size and of price.
    """
    popularity = np.array([p.popularity for p in products])
    brands = _codes([p.brand_key for p in products])
    leaf = _codes([p.category_key for p in products])
    price = np.log(np.array([float(p.price) for p in products]).clip(min=0.01))
    size, unit = _sizes(products)
    values = _incidence(products)
    found = []
    for group, rows in _groups(products):
        candidates = group
        if len(group) > _CANDIDATES:
            candidates = group[np.lexsort((group, -popularity[group]))[:_CANDIDATES]]
        step = max(1, _CELLS // len(candidates))
        for first in range(0, len(rows), step):
            part = rows[first : first + step]
            x, y = part[:, None], candidates[None, :]
            shared = np.asarray((values[part] @ values[candidates].T).todense())
            either = _counts(values, part)[:, None] + _counts(values, candidates)[None, :] - shared
            score = _CATEGORY * np.where(leaf[x] == leaf[y], 1.0, 0.5)
            weight = np.full(score.shape, _CATEGORY + _PRICE)
            score += _PRICE * np.exp(-np.abs(price[x] - price[y]))
            with np.errstate(divide="ignore", invalid="ignore"):
                score += np.where(either > 0, _VALUES * shared / either, 0.0)
            weight += np.where(either > 0, _VALUES, 0.0)
            both_branded = (brands[x] >= 0) & (brands[y] >= 0)
            score += _BRAND * (both_branded & (brands[x] == brands[y]))
            weight += _BRAND * both_branded
            both_measured = (unit[x] >= 0) & (unit[x] == unit[y])
            score += np.where(both_measured, _SIZE * np.exp(-np.abs(size[x] - size[y])), 0.0)
            weight += _SIZE * both_measured
            score /= weight
            score[x == y] = 0.0
            found.append(_best(part, candidates, score.astype(np.float32), k))
    return concatenated(found)


def _best(
    rows: npt.NDArray[np.int64], candidates: npt.NDArray[np.int64], score: npt.NDArray[np.float32], k: int
) -> Pairs:
    # One more than k, so that the cut does not depend on where the product itself stood.
    width = min(k + 1, score.shape[1])
    columns = np.argpartition(-score, width - 1, axis=1)[:, :width]
    weight = np.take_along_axis(score, columns, axis=1).ravel()
    pairs = Pairs(np.repeat(rows, width), candidates[columns.ravel()], weight)
    kept = weight > 0
    return strongest(Pairs(pairs.start[kept], pairs.end[kept], pairs.weight[kept]), k)


def _groups(products: Sequence[ProductView]) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """(members of a category's subtree, those of them that look for neighbours there): each product looks once."""
    members: dict[str, list[int]] = defaultdict(list)
    for position, product in enumerate(products):
        for key in product.category_path or ("",):
            members[key].append(position)
    looking: dict[str, list[int]] = defaultdict(list)
    for position, product in enumerate(products):
        path = product.category_path or ("",)
        home = next((key for key in reversed(path) if len(members[key]) >= _ENOUGH), path[0])
        looking[home].append(position)
    return [(np.asarray(members[key]), np.asarray(rows)) for key, rows in looking.items()]


def _codes(keys: Sequence[str | None]) -> npt.NDArray[np.int64]:
    codes: dict[str, int] = {}
    return np.array([-1 if key is None else codes.setdefault(key, len(codes)) for key in keys], dtype=np.int64)


def _sizes(products: Sequence[ProductView]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Logarithm of each product's first measured value, and a code of its unit (-1: none)."""
    size = np.zeros(len(products))
    units: list[str | None] = []
    for position, product in enumerate(products):
        measured = next((v for v in product.values if v.number and v.number > 0 and v.unit), None)
        units.append(measured.unit if measured else None)
        if measured and measured.number:
            size[position] = np.log(measured.number)
    return size, _codes(units)


def _incidence(products: Sequence[ProductView]) -> sparse.csr_matrix:
    codes: dict[str, int] = {}
    rows, columns = [], []
    for position, product in enumerate(products):
        for value in product.values:
            rows.append(position)
            columns.append(codes.setdefault(value.reference, len(codes)))
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(products), max(1, len(codes))))


def _counts(values: sparse.csr_matrix, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.diff(values.indptr)[rows], dtype=np.float64)
