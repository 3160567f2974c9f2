"""What kind of product each is and who makes it, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from knowledge.catalogue.models import Brand, Category, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.vocabulary import Vocabulary

TRAITS = ("kind", "department", "brand")


@dataclass(frozen=True)
class ProductTraits:
    """For each product id its kind (the finest category), department (the coarsest) and brand; "" where unknown."""

    kind: Mapping[str, str]
    department: Mapping[str, str]
    brand: Mapping[str, str]

    def codes(self, trait: str, vocabulary: Vocabulary) -> NDArray[np.int32]:
        """A number from 1 for each value of ``trait``, 0 where it is unknown; one element a position."""
        of: Mapping[str, str] = getattr(self, trait)
        values = [of.get(each, "") for each in vocabulary.products]
        numbers = {value: number for number, value in enumerate(sorted(set(values) - {""}), start=1)}
        return np.array([numbers.get(value, 0) for value in values], dtype=np.int32)


NO_TRAITS = ProductTraits({}, {}, {})


def read_traits(store: CatalogueStore) -> ProductTraits:
    """Of every product in the catalogue."""
    query = (
        select(Product.product_id, Category.key, Brand.key)
        .outerjoin(Category, Product.category_id == Category.id)
        .outerjoin(Brand, Product.brand_id == Brand.id)
    )
    with store.session() as session:
        rows = session.execute(query).all()
    return ProductTraits(
        {product: category or "" for product, category, _ in rows},
        {product: (category or "").partition("/")[0] for product, category, _ in rows},
        {product: brand or "" for product, _, brand in rows},
    )
