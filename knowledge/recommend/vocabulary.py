"""The products that a recommender knows, and their positions in its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class Vocabulary:
    """Product ids in the order of their positions; recommenders of one training share one."""

    def __init__(self, products: Sequence[str]) -> None:
        self.products = tuple(products)
        self.index = {product: position for position, product in enumerate(self.products)}

    def __len__(self) -> int:
        return len(self.products)

    def positions(self, product_ids: Iterable[str]) -> NDArray[np.int32]:
        """Those of the known ids, in the order given."""
        found = [position for position in map(self.index.get, product_ids) if position is not None]
        return np.array(found, dtype=np.int32)

    def array(self) -> NDArray[np.str_]:
        """The ids as NumPy keeps them in a file."""
        return np.array(self.products, dtype=np.str_)
