"""Writes orders into a shop, so many days before its present."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from knowledge.catalogue.models import Customer, Order, OrderLine
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock


class Orders:
    """Orders of one shop; customers come with their first."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._now = clock.now()
        self._number = 0

    def place(
        self,
        customer: str,
        *lines: str | tuple[str, int, str],
        days_ago: float,
        discount: str = "0",
        status: str = "delivered",
    ) -> None:
        """Lines are products, one piece for 1, or product, pieces and what was paid for them."""
        self._number += 1
        full = [line if isinstance(line, tuple) else (line, 1, "1") for line in lines]
        with self._store.transaction() as session:
            row = session.query(Customer).filter_by(customer_id=customer).one_or_none()
            session.add(
                Order(
                    number=str(self._number),
                    customer=row or Customer(customer_id=customer, source="test"),
                    status=status,
                    placed_at=self._now - timedelta(days=days_ago),
                    total=sum(Decimal(paid) for _, _, paid in full),
                    discount=Decimal(discount),
                    currency="USD",
                    source="test",
                    lines=[
                        OrderLine(position=n, product_id=each, sku=each, name=each, quantity=many, paid=Decimal(paid))
                        for n, (each, many, paid) in enumerate(full)
                    ],
                )
            )
