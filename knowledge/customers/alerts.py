"""What customers asked to be told: that a product is back in stock, or cheaper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import delete, select

from knowledge.catalogue.models import Alert, Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.customers.consent import ConsentBook
from knowledge.errors import NotAllowed, UnknownCustomer

AlertKind = Literal["back_in_stock", "cheaper"]
MOST = 50
"""A customer has no more at once; of more, the oldest go."""


@dataclass(frozen=True)
class AlertView:
    """``below`` is the price under which the customer wants to hear of it, for ``cheaper``."""

    id: int
    customer_id: str
    conversation_id: str
    product_id: str
    kind: AlertKind
    below: Decimal | None
    language: str


class AlertDesk:
    """The alerts of a shop. Kept only for customers who agreed to alerts, and deleted once they are told."""

    def __init__(self, store: CatalogueStore, clock: Clock, consents: ConsentBook) -> None:
        self._store = store
        self._clock = clock
        self._consents = consents

    def ask(
        self,
        customer_id: str,
        conversation_id: str,
        product_id: str,
        kind: AlertKind,
        *,
        below: Decimal | None = None,
        language: str = "en",
    ) -> None:
        """Keep an alert, to be told in the conversation; one for the same product and kind is replaced.

        Raises:
            NotAllowed: the customer has not agreed to alerts.
            UnknownCustomer: the shop has no such customer.
        """
        if not self._consents.allows(customer_id, "alerts"):
            raise NotAllowed("alerts are kept only for customers who agreed to them")
        with self._store.transaction() as session:
            key = session.execute(select(Customer.id).where(Customer.customer_id == customer_id)).scalar_one_or_none()
            if key is None:
                raise UnknownCustomer("the shop has no customer with this id")
            _delete(session, key, product_id, kind)
            kept = session.execute(select(Alert.id).where(Alert.customer_id == key).order_by(Alert.id)).scalars().all()
            session.execute(delete(Alert).where(_column(Alert.id).in_(kept[: max(0, len(kept) + 1 - MOST)])))
            session.add(
                Alert(
                    customer_id=key,
                    conversation_id=conversation_id,
                    product_id=product_id,
                    kind=kind,
                    below=below,
                    language=language,
                    asked_at=self._clock.now(),
                )
            )

    def of(self, customer_id: str) -> tuple[AlertView, ...]:
        """The customer's alerts, the oldest first."""
        return self._read(Customer.customer_id == customer_id)

    def cancel(self, customer_id: str, product_id: str | None = None) -> int:
        """Forget the customer's alerts for a product (None: all of them); how many there were."""
        with self._store.transaction() as session:
            key = session.execute(select(Customer.id).where(Customer.customer_id == customer_id)).scalar_one_or_none()
            return _delete(session, key, product_id, None)

    def due(self, in_stock: Callable[[str], bool], price: Callable[[str, str], Decimal | None]) -> list[AlertView]:
        """The alerts to tell now.

        ``in_stock`` says it of a product; ``price`` is what a product costs a customer, None where it is not on sale.
        Those of customers who no longer agree are left out, and forgotten.
        """
        found = []
        for alert in self._read(True):
            if not self._consents.allows(alert.customer_id, "alerts"):
                self.cancel(alert.customer_id)
            elif alert.kind == "back_in_stock":
                if in_stock(alert.product_id):
                    found.append(alert)
            elif in_stock(alert.product_id):
                pays = price(alert.product_id, alert.customer_id)
                if pays is not None and alert.below is not None and pays < alert.below:
                    found.append(alert)
        return found

    def told(self, alert: AlertView) -> None:
        """Forget an alert that the customer has been told."""
        with self._store.transaction() as session:
            session.execute(delete(Alert).where(Alert.id == alert.id))

    def _read(self, condition: Any) -> tuple[AlertView, ...]:
        query = (
            select(Alert, Customer.customer_id)
            .join(Customer, Customer.id == Alert.customer_id)
            .where(condition)
            .order_by(Alert.id)
        )
        with self._store.session() as session:
            return tuple(
                AlertView(
                    alert.id,
                    customer_id,
                    alert.conversation_id,
                    alert.product_id,
                    alert.kind,
                    alert.below,
                    alert.language,
                )
                for alert, customer_id in session.execute(query)
            )


def _delete(session: Any, customer: int | None, product_id: str | None, kind: str | None) -> int:
    statement = delete(Alert).where(Alert.customer_id == customer)
    if product_id is not None:
        statement = statement.where(Alert.product_id == product_id)
    if kind is not None:
        statement = statement.where(Alert.kind == kind)
    return int(session.execute(statement).rowcount)


def _column(attribute: Any) -> Any:
    """Its columns are annotated as the values of an instance."""
    return attribute
