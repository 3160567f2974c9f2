"""The order desk: what a customer has ordered and where it is.

Every question names the customer, and is answered from that customer's orders alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.orm import selectinload

from knowledge.catalogue.models import Customer, Order
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import UnknownOrder

ON_THEIR_WAY = ("pending", "processed", "shipped")
_DECORATION = re.compile(r"[\s#]+|[.,;:!?。，；：！？]+$")


@dataclass(frozen=True)
class OrderLineView:
    """``paid`` is for the whole line, after discounts, in the order's currency."""

    product_id: str
    sku: str
    name: str
    quantity: int
    paid: Decimal


@dataclass(frozen=True)
class OrderView:
    """An order as its customer may see it. ``status`` is one of the order table's; moments are in UTC."""

    number: str
    status: str
    placed_at: datetime
    expected_at: datetime | None
    delivered_at: datetime | None
    total: Decimal
    discount: Decimal
    currency: str
    carrier: str | None
    tracking_number: str | None
    lines: tuple[OrderLineView, ...]


class OrderDesk:
    """Orders placed up to now, by the shop's clock."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``, however it is written (``#w123`` is ``W123``).

        Raises:
            UnknownOrder: this customer has no such order. Another customer's order looks the same.
        """
        plain = normalised(number)
        found = self._find(customer_id, 1, func.upper(func.replace(Order.number, "#", "")) == plain) if plain else ()
        if not found:
            raise UnknownOrder("this customer has no order with this number; check the number")
        return found[0]

    def recent(self, customer_id: str, k: int = 3) -> tuple[OrderView, ...]:
        """The customer's last ``k`` orders, newest first."""
        return self._find(customer_id, k)

    def on_their_way(self, customer_id: str) -> tuple[OrderView, ...]:
        """The customer's orders that have not arrived yet, newest first."""
        return self._find(customer_id, None, Order.__table__.c.status.in_(ON_THEIR_WAY))

    def last_purchase(self, customer_id: str) -> OrderView | None:
        """The customer's last order that was not cancelled, or None."""
        return next(iter(self._find(customer_id, 1, Order.status != "cancelled")), None)

    def _find(self, customer_id: str, limit: int | None, *conditions: Any) -> tuple[OrderView, ...]:
        query = (
            select(Order)
            .join(Customer, Customer.id == Order.customer_id)
            .where(Customer.customer_id == customer_id, Order.placed_at <= self._clock.now(), *conditions)
            .options(selectinload(Order.lines))
            .order_by(desc(Order.placed_at), desc(Order.id))
            .limit(limit)
        )
        with self._store.session() as session:
            return tuple(_view(order) for order in session.execute(query).scalars())


def normalised(number: str) -> str:
    """An order number without the marks people put around it: ``" #w-12 "`` becomes ``W-12``."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", number).strip()).upper()


def _view(order: Order) -> OrderView:
    return OrderView(
        number=order.number,
        status=order.status,
        placed_at=order.placed_at,
        expected_at=order.expected_at,
        delivered_at=order.delivered_at,
        total=order.total,
        discount=order.discount,
        currency=order.currency,
        carrier=order.carrier,
        tracking_number=order.tracking_number,
        lines=tuple(
            OrderLineView(line.product_id, line.sku, line.name, line.quantity, line.paid) for line in order.lines
        ),
    )
