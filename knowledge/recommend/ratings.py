"""What customers said of products they know: what they rated low is not recommended to them again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from knowledge.catalogue.models import ShopperEvent
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore

LOW = Decimal(2)


def read_disliked(store: CatalogueStore, customer_id: str, now: datetime) -> frozenset[str]:
    """The products whose last rating by the customer up to ``now`` is ``LOW`` or less.

    Whether what they did may be used at all (consent to personalisation) is the caller's to check.
    """
    event = columns(ShopperEvent)
    query = (
        select(event.product_id, event.value)
        .where(event.customer_id == customer_id, event.name == "rate_item", event.at <= now)
        .order_by(event.at, event.id)
    )
    with store.session() as session:
        last: dict[str, Decimal | None] = {product: value for product, value in session.execute(query)}
    return frozenset(product for product, value in last.items() if value is not None and value <= LOW)
