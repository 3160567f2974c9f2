"""What a customer is known to like: what they bought, the more recently the more."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.purchases import read_history

HALF_LIFE = timedelta(days=56)
"""After so long without buying it again, a product counts half."""


def read_taste(store: CatalogueStore, customer_id: str, now: datetime) -> dict[str, float]:
    """The products that the customer bought up to ``now``, each with a weight above 0 and at most 1.

    Whether their purchases may be used at all (consent to personalisation) is the caller's to check.
    """
    bought = read_history(store, customer_id, now)
    return {product_id: 0.5 ** ((now - at) / HALF_LIFE) for product_id, at in bought.items()}
