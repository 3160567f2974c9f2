"""What each customer has agreed to: the latest word on each purpose counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from knowledge.catalogue.models import Consent, Customer, CustomerFeature
from knowledge.catalogue.models.customers import PURPOSES
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import UnknownCustomer

PERSONALISATION = "personalisation"
_row: Any = CustomerFeature


class ConsentBook:
    """Consent of registered customers. Nobody has agreed to what they were never asked."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def allows(self, customer_id: str, purpose: str) -> bool:
        """Whether the customer's latest word on ``purpose`` is yes. False where there is none.

        Raises:
            ValueError: there is no such purpose.
        """
        _check(purpose)
        query = (
            select(Consent.granted)
            .join(Customer, Customer.id == Consent.customer_id)
            .where(Customer.customer_id == customer_id, Consent.purpose == purpose)
        )
        with self._store.session() as session:
            return bool(session.execute(query).scalar_one_or_none())

    def decide(self, customer_id: str, purpose: str, granted: bool) -> None:
        """Keep the customer's word on ``purpose``; it replaces an earlier one. A no to personalisation deletes what was
        computed of them with it.

        Raises:
            UnknownCustomer: the shop has no such customer.
            ValueError: there is no such purpose.
        """
        _check(purpose)
        try:
            self._write(customer_id, purpose, granted)
        except IntegrityError:
            # Another process wrote the first word on it in the same moment; ours comes after it.
            self._write(customer_id, purpose, granted)

    def _write(self, customer_id: str, purpose: str, granted: bool) -> None:
        with self._store.transaction() as session:
            key = session.execute(select(Customer.id).where(Customer.customer_id == customer_id)).scalar_one_or_none()
            if key is None:
                raise UnknownCustomer("the shop has no customer with this id")
            session.merge(Consent(customer_id=key, purpose=purpose, granted=granted, decided_at=self._clock.now()))
            if purpose == PERSONALISATION and not granted:
                session.execute(delete(CustomerFeature).where(_row.customer_id == key))


def _check(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose: {purpose!r}; there are {', '.join(sorted(PURPOSES))}")
