"""What is written of each product, for recommending those that nobody bought yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from knowledge.catalogue.models import Category, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.sentences.kept import KeptVectors
from knowledge.sentences.registry import shared_encoder

ENCODER = "minilm"


def read_texts(store: CatalogueStore) -> dict[str, str]:
    """By id, the name and the kind of every product on sale; sizes left out, which make no other product of it."""
    query = (
        select(Product.product_id, Product.name, Category.name)
        .outerjoin(Category, Product.category_id == Category.id)
        .where(Product.active)
    )
    with store.session() as session:
        rows = session.execute(query).all()
    return {product: _text(name, kind) for product, name, kind in rows}


def encode_texts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Their vectors, of unit length, one row a text; each text is encoded once for all trainings."""
    return KeptVectors().encode(shared_encoder(ENCODER), list(texts))


def _text(name: str, kind: str | None) -> str:
    plain, _, size = name.rpartition(", ")
    known = plain if plain and any(letter.isdigit() for letter in size) else name
    return f"{known}: {kind}" if kind else known
