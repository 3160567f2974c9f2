"""Products by what can be asked about them: for each facet an array of value codes, to be counted in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.graph.views import ProductView

BRAND = "brand"
CATEGORY = "category"
PRICE = "price"

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """Pairs of a product and a value that it has: ``owners`` are places in the positions asked about, ascending.

    ``codes`` are places in the column's ``values``; ``counts`` (one for each position) says how many values each has.
    """

    owners: Positions
    codes: npt.NDArray[np.int64]
    counts: Positions


class Column:
    """The values of one facet over all products, compressed by rows: a product may have none, one or several."""

    def __init__(self, key: str, held: Iterable[Sequence[str]], *, measured: bool = False) -> None:
        self.key = key
        self.measured = measured
        numbered: dict[str, int] = {}
        codes: list[int] = []
        ends: list[int] = [0]
        for values in held:
            codes.extend(numbered.setdefault(value, len(numbered)) for value in values)
            ends.append(len(codes))
        self.values = tuple(numbered)
        self._codes = np.array(codes, dtype=np.int32)
        self._ends = np.array(ends, dtype=np.int64)

    def of(self, positions: Positions) -> Held:
        """What the products at ``positions`` have."""
        starts = self._ends[positions]
        counts = self._ends[positions + 1] - starts
        owners = np.repeat(np.arange(len(positions)), counts)
        first = np.repeat(starts - (np.cumsum(counts) - counts), counts)
        return Held(owners, self._codes[first + np.arange(len(owners))].astype(np.int64), counts)


class FacetTable:
    """One :class:`Column` for the brand, one for each attribute and one for each level of the category tree."""

    def __init__(self, views: Sequence[ProductView]) -> None:
        attributes = dict.fromkeys(value.attribute for view in views for value in view.values)
        depth = max((len(view.category_path) for view in views), default=0)
        self.brand = Column(BRAND, ([view.brand_key] if view.brand_key else [] for view in views))
        measured = {value.attribute for view in views for value in view.values if value.unit is not None}
        self.attributes = {
            name: Column(
                name,
                ([each.reference for each in view.values if each.attribute == name] for view in views),
                measured=name in measured,
            )
            for name in attributes
        }
        self.levels = tuple(
            Column(CATEGORY, (view.category_path[level : level + 1] for view in views)) for level in range(depth)
        )

    def columns(self) -> Iterator[Column]:
        """The brand's and the attributes'; of the categories', see :meth:`level`."""
        yield self.brand
        yield from self.attributes.values()

    def level(self, positions: Positions) -> Column | None:
        """The highest level of the category tree at which the products differ; None where they do at none."""
        for column in self.levels:
            codes = column.of(positions).codes
            if len(codes) and codes.min() != codes.max():
                return column
        return None
