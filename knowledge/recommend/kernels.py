"""The inner loops of recommending, compiled; arrays are contiguous."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

EMPTY = np.float32(-1e30)
"""What a score is before anything speaks for the product."""


@njit(cache=True, nogil=True, fastmath=True)  # type: ignore[misc, unused-ignore]
def add_rows(
    indptr: Any, indices: Any, data: Any, rows: Any, weights: Any, scores: Any, touched: Any
) -> int:  # pragma: no cover - compiled
    """Add ``weights[i]`` times row ``rows[i]`` of a CSR matrix to ``scores``; returns how many are now in ``touched``.

    ``scores`` (float32, one a column) is EMPTY everywhere before, and after but at ``touched`` (int32, as long).
    """
    count = 0
    for at in range(rows.shape[0]):
        weight = weights[at]
        for place in range(indptr[rows[at]], indptr[rows[at] + 1]):
            column = indices[place]
            if scores[column] == EMPTY:
                touched[count] = column
                count += 1
                scores[column] = weight * data[place]
            else:
                scores[column] += weight * data[place]
    return count


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def highest(scores: Any, touched: Any, count: int, columns: Any, values: Any) -> int:  # pragma: no cover - compiled
    """Put the best of ``touched[:count]``, as many as ``columns`` holds, in descending order into ``columns`` and
    ``values``; equal scores by column. Scores of 0 or less are left out. Returns how many there are."""
    room, found = columns.shape[0], 0
    for at in range(count):
        column = touched[at]
        score = scores[column]
        if score <= 0 or (found == room and score < values[found - 1]):
            continue
        place = found
        while place > 0 and (values[place - 1] < score or (values[place - 1] == score and columns[place - 1] > column)):
            place -= 1
        if place == room:
            continue
        last = found if found < room else room - 1
        while last > place:
            values[last] = values[last - 1]
            columns[last] = columns[last - 1]
            last -= 1
        values[place] = score
        columns[place] = column
        if found < room:
            found += 1
    return found


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def forget(scores: Any, touched: Any, count: int) -> None:  # pragma: no cover - compiled
    """Make ``scores`` EMPTY again."""
    for at in range(count):
        scores[touched[at]] = EMPTY


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def best_of_rows(
    indptr: Any,
    indices: Any,
    data: Any,
    rows: Any,
    weights: Any,
    excluded: Any,
    among: Any,
    scores: Any,
    touched: Any,
    best: Any,
) -> int:  # pragma: no cover - compiled
    """:func:`add_rows`, then :func:`highest` of ``among`` (None: of all) but for ``excluded``; ``best`` (columns and
    values) takes it."""
    columns, values = best
    count = add_rows(indptr, indices, data, rows, weights, scores, touched)
    for column in excluded:
        if scores[column] != EMPTY:
            scores[column] = 0
    if among is None:
        found = highest(scores, touched, count, columns, values)
    else:
        found = highest(scores, among, among.shape[0], columns, values)
    forget(scores, touched, count)
    return found


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def column_of_rows(indptr: Any, indices: Any, data: Any, rows: Any, column: int) -> Any:  # pragma: no cover - compiled
    """What each of ``rows`` of a CSR matrix holds in ``column``: float32, 0 where it holds nothing."""
    values = np.zeros(rows.shape[0], dtype=np.float32)
    for at in range(rows.shape[0]):
        for place in range(indptr[rows[at]], indptr[rows[at] + 1]):
            if indices[place] == column:
                values[at] = data[place]
                break
    return values


class Scratch(threading.local):
    """Room for the scores of one query, a thread its own."""

    def __init__(self, size: int) -> None:
        self.scores: NDArray[np.float32] = np.full(size, EMPTY, dtype=np.float32)
        self.touched: NDArray[np.int32] = np.empty(size, dtype=np.int32)
