"""What the shop knows of a customer, where they agreed that it may use it: kept in a table, new whenever they did
something, gone when they say so."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from threading import Lock
from typing import Any

import polars as pl
from sqlalchemy import func, select

from knowledge.catalogue.models import (
    Consent,
    Conversation,
    ConversationMessage,
    Customer,
    CustomerFeature,
    Order,
    ShopperEvent,
)
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.customers.activity import read_activity, read_prices_paid
from knowledge.customers.consent import PERSONALISATION, ConsentBook
from knowledge.customers.features import CustomerFeatures, category_prices, features_of

_NAMES = [each.name for each in fields(CustomerFeatures) if each.name != "customer_id"]
_row, _customer = columns(CustomerFeature), columns(Customer)


class ProfileBook:
    """Profiles of registered customers, in the table ``customer_feature``. Safe to share between threads.

    Only customers who agree to personalisation have one; for all others it is None, and nothing is kept.
    """

    def __init__(self, store: CatalogueStore, clock: Clock, consents: ConsentBook) -> None:
        self._store = store
        self._clock = clock
        self._consents = consents
        self._usual: pl.DataFrame | None = None
        self._lock = Lock()

    def profile(self, customer_id: str) -> CustomerFeatures | None:
        """What is known now; computed anew if they did anything since. None without consent, or without an order."""
        if not self._consents.allows(customer_id, PERSONALISATION):
            return None
        now = self._clock.now()
        state = self._state(customer_id, now)
        with self._store.session() as session:
            kept = session.execute(
                select(CustomerFeature)
                .join(Customer, _customer.id == _row.customer_id)
                .where(_customer.customer_id == customer_id)
            ).scalar_one_or_none()
            if kept is not None and kept.state == state:
                return CustomerFeatures(customer_id, **{name: getattr(kept, name) for name in _NAMES})
        found = features_of(read_activity(self._store, now, [customer_id]), self._usual_prices())
        if not found:
            return None
        self._keep(found[0], state)
        return found[0]

    def prepare(self) -> None:
        """Read what the first profile would otherwise wait for."""
        self._usual_prices()

    def all(self) -> list[CustomerFeatures]:
        """Of everybody who agreed and ordered, by their id, computed anew."""
        with self._store.session() as session:
            customers = session.execute(_agreed(_customer.customer_id)).scalars().all()
        return features_of(read_activity(self._store, self._clock.now(), customers), self._usual_prices())

    def _keep(self, found: CustomerFeatures, state: str) -> None:
        """Unless they took their consent back in the meantime."""
        values = {name: value for name, value in asdict(found).items() if name in _NAMES}
        mine = _agreed(_customer.id).where(_customer.customer_id == found.customer_id)
        with self._store.transaction() as session:
            key = session.execute(mine).scalar_one_or_none()
            if key is not None:
                session.merge(CustomerFeature(customer_id=key, state=state, computed_at=self._clock.now(), **values))

    def _usual_prices(self) -> pl.DataFrame:
        with self._lock:
            if self._usual is None:
                self._usual = category_prices(read_prices_paid(self._store))
            return self._usual

    def _state(self, customer_id: str, now: datetime) -> str:
        """Orders, how many were kept, events and thumbs: what a profile is computed from, counted."""
        order, event, word, talk = (columns(each) for each in (Order, ShopperEvent, ConversationMessage, Conversation))
        key = select(_customer.id).where(_customer.customer_id == customer_id).scalar_subquery()
        counts = (
            select(order.status, func.count()).where(order.customer_id == key, order.placed_at <= now),
            select(func.count(), func.coalesce(func.max(event.id), 0)).where(
                event.customer_id == customer_id, event.at <= now
            ),
            select(func.count(), func.coalesce(func.sum(word.feedback), 0))
            .join(Conversation, talk.conversation_id == word.conversation_id)
            .where(talk.customer_id == customer_id, word.feedback.is_not(None)),
        )
        with self._store.session() as session:
            orders = sorted(session.execute(counts[0].group_by(order.status)).all())
            rest = [session.execute(each).one() for each in counts[1:]]
        return ";".join(f"{name[:4]}{count}" for name, count in orders) + "".join(f";{a},{b}" for a, b in rest)


def _agreed(column: Any) -> Any:
    """``column`` of the customers who agreed to personalisation."""
    return (
        select(column)
        .join(Consent, Consent.customer_id == _customer.id)
        .where(Consent.purpose == PERSONALISATION, Consent.granted)
    )
