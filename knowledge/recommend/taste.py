"""What a customer is known to like: what they bought, the more recently the more."""

from __future__ import annotations

from datetime import datetime

from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.purchases import read_purchases

HALF_LIFE_DAYS = 56.0
"""After so long without buying it again, a product counts half."""


def read_taste(store: CatalogueStore, customer_id: str, now: datetime) -> dict[str, float]:
    """The products that the customer bought up to ``now``, each with a weight above 0 and at most 1.

    Whether their purchases may be used at all (consent to personalisation) is the caller's to check.
    """
    bought = read_purchases(store, customer_id, now)  # oldest first: the last of a product stays
    return {
        product: 0.5 ** (age / HALF_LIFE_DAYS)
        for product, age in zip(bought.products, bought.age.tolist(), strict=True)
    }
