"""What shoppers did, kept under the names that GA4 gives to e-commerce events.

Names: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.catalogue.models import Product, ShopperEvent
from knowledge.catalogue.models.customers import EVENT_NAMES
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import UnknownProduct

_CHUNK = 90  # an event binds ten values, and older SQLite takes 999 in a statement


@dataclass(frozen=True)
class ShopperEventIn:
    """One event to be kept. ``event_id`` is the sender's own and unique; ``at`` None means now, by the shop's clock.

    ``position`` is the 1-based place in the list; ``value`` is in the shop's currency, of a rating from 1 to 5.

    Raises:
        ValueError: ``name`` is none of GA4's that the shop keeps, ``event_id`` is empty or over 100 characters, or a
            rating is none.
    """

    event_id: str
    name: str
    product_id: str
    customer_id: str | None = None
    conversation_id: str | None = None
    list_name: str | None = None
    position: int | None = None
    quantity: int | None = None
    value: Decimal | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.name not in EVENT_NAMES:
            raise ValueError(f"no such event: {self.name!r}; there are {', '.join(sorted(EVENT_NAMES))}")
        if self.name == "rate_item" and not (self.value is not None and 1 <= self.value <= 5):
            raise ValueError("a rating has a value from 1 to 5")
        if not 0 < len(self.event_id) <= 100:
            raise ValueError("an event_id has 1 to 100 characters")


class EventLog:
    """The log of shopper events. Safe to write from several processes: a repeated event is kept once."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def record(self, events: Iterable[ShopperEventIn]) -> int:
        """Keep ``events``, all or none, and return how many were new.

        Raises:
            UnknownProduct: an event names a product that the shop never had.
        """
        now = self._clock.now()
        rows = {event.event_id: {**asdict(event), "at": event.at or now} for event in reversed(list(events))}
        with self._store.transaction() as session:
            self._check_products(session, sorted({row["product_id"] for row in rows.values()}))
            return sum(self._insert(session, list(chunk)) for chunk in _chunks(list(rows.values())))

    def _insert(self, session: Session, rows: list[dict[str, Any]]) -> int:
        # Both dialects' inserts have the clause, SQLAlchemy's common one does not.
        dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        insert = dialect.insert(ShopperEvent.__table__).values(rows)
        return int(session.execute(insert.on_conflict_do_nothing(index_elements=["event_id"])).rowcount)

    @staticmethod
    def _check_products(session: Session, product_ids: list[str]) -> None:
        column = Product.__table__.c.product_id
        for chunk in _chunks(product_ids):
            known = set(session.execute(select(column).where(column.in_(chunk))).scalars())
            unknown = [product_id for product_id in chunk if product_id not in known]
            if unknown:
                raise UnknownProduct(f"the shop has no product {unknown[0]!r}; no event of this batch was kept")


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
