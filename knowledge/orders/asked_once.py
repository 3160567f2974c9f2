"""An order back end that is asked each thing once, for as long as one answer to a customer is worked out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any

from knowledge.orders.back_end import OrderBackEnd, Receipt
from knowledge.orders.planning import Plan
from knowledge.orders.views import Address, OrderView, PaymentMethodView


class AskedOnce:
    """Keeps what ``back_end`` answered until something is changed through this. For one thread, and for one turn.

    That an order is still as it was answered is for ``back_end`` to see when something is done to it.
    """

    def __init__(self, back_end: OrderBackEnd) -> None:
        self._back_end = back_end
        self._answers: dict[Hashable, Any] = {}

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``."""
        found: OrderView = self._once(self._back_end.order, customer_id, number)
        return found

    def orders(
        self, customer_id: str, limit: int | None = None, statuses: Collection[str] | None = None
    ) -> tuple[OrderView, ...]:
        """The customer's last orders, newest first."""
        only = None if statuses is None else tuple(statuses)
        found: tuple[OrderView, ...] = self._once(self._back_end.orders, customer_id, limit, only)
        return found

    def methods(self, customer_id: str) -> tuple[PaymentMethodView, ...]:
        """What the customer pays with."""
        found: tuple[PaymentMethodView, ...] = self._once(self._back_end.methods, customer_id)
        return found

    def address(self, customer_id: str) -> Address | None:
        """Where the customer's orders go if nothing else is said."""
        found: Address | None = self._once(self._back_end.address, customer_id)
        return found

    def apply(self, customer_id: str, plan: Plan, key: str, conversation_id: str | None) -> Receipt:
        """Do what was planned."""
        self._answers.clear()
        return self._back_end.apply(customer_id, plan, key, conversation_id)

    def done(self, customer_id: str, number: str, key: str) -> OrderView | None:
        """The order as it is now, if the step with this ``key`` was taken with it."""
        return self._back_end.done(customer_id, number, key)

    def set_address(self, customer_id: str, address: Address) -> None:
        """Send the customer's orders there from now on."""
        self._answers.clear()
        self._back_end.set_address(customer_id, address)

    def _once(self, ask: Callable[..., Any], *about: Hashable) -> Any:
        key = (ask.__name__, *about)
        if key not in self._answers:
            self._answers[key] = ask(*about)
        return self._answers[key]
