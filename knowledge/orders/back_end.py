"""What the order desk asks of whatever keeps a shop's orders."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from knowledge.orders.planning import Plan
from knowledge.orders.views import Address, OrderView, PaymentMethodView


@dataclass(frozen=True)
class Receipt:
    """A step that was taken; ``repeated``: it was before, and not again. ``order`` is the order now."""

    order: OrderView
    step: str
    repeated: bool


class OrderBackEnd(Protocol):
    """Keeps orders. Every question names the customer, and is answered from that customer's orders alone."""

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``, as :func:`knowledge.orders.desk.normalised` writes it.

        Raises:
            UnknownOrder: this customer has no such order. Another customer's order looks the same.
            BackEndError: there is no answer.
        """

    def orders(
        self, customer_id: str, limit: int | None = None, statuses: Collection[str] | None = None
    ) -> tuple[OrderView, ...]:
        """The customer's last orders, newest first, of these statuses (None: of any).

        Raises:
            BackEndError: there is no answer.
        """

    def methods(self, customer_id: str) -> tuple[PaymentMethodView, ...]:
        """What the customer pays with.

        Raises:
            BackEndError: there is no answer.
        """

    def address(self, customer_id: str) -> Address | None:
        """Where the customer's orders go if nothing else is said.

        Raises:
            BackEndError: there is no answer.
        """

    def apply(self, customer_id: str, plan: Plan, key: str, conversation_id: str | None) -> Receipt:
        """Do what was planned, wholly or not at all; once, however often it is asked with the same ``key``.

        Raises:
            UnknownOrder: this customer has no such order.
            OrderChanged: the order is not as it was when this was planned.
            BackEndError: there is no answer; it may have been done, and can safely be asked for again.
        """

    def done(self, customer_id: str, number: str, key: str) -> OrderView | None:
        """The order as it is now, if the step with this ``key`` was taken with it; else None.

        Raises:
            BackEndError: there is no answer.
        """

    def set_address(self, customer_id: str, address: Address) -> None:
        """Send the customer's orders there from now on.

        Raises:
            UnknownCustomer: there is no such customer.
            BackEndError: there is no answer.
        """
