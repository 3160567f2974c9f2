"""The order desk: what a customer has ordered, what can be done about it, and doing it.

Every question names the customer, and is answered from that customer's orders alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from knowledge.catalogue.models.orders import STATUSES
from knowledge.clock import Clock
from knowledge.orders import planning
from knowledge.orders.asked_once import AskedOnce
from knowledge.orders.back_end import OrderBackEnd, Receipt
from knowledge.orders.planning import Facts, Plan
from knowledge.orders.policy import OrderPolicy
from knowledge.orders.requests import OrderRequest
from knowledge.orders.states import Step
from knowledge.orders.variants import VariantBook
from knowledge.orders.views import Address, OrderView, PaymentMethodView, VariantView

KEPT = tuple(each for each in STATUSES if each != "cancelled")
ON_THEIR_WAY = ("pending", "processed", "shipped")
_DECORATION = re.compile(r"[\s#]+|[.,;:!?。，；：！？]+$")


class OrderDesk:
    """Orders placed up to now, by the shop's clock. Safe to share between threads.

    Nothing is done but by :meth:`perform`, with a plan that was shown to the customer and a key of its own.
    """

    def __init__(self, back_end: OrderBackEnd, variants: VariantBook, policy: OrderPolicy, clock: Clock) -> None:
        self.policy = policy
        self._back_end = back_end
        self._variants = variants
        self._clock = clock

    def for_one_turn(self) -> OrderDesk:
        """The same desk for one thread and one answer to a customer: it asks the back end each thing only once."""
        return OrderDesk(AskedOnce(self._back_end), self._variants, self.policy, self._clock)

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``, however it is written (``#w123`` is ``W123``).

        Raises:
            UnknownOrder: this customer has no such order. Another customer's order looks the same.
            BackEndError: the shop's order system does not answer; so it is with every method.
        """
        return self._back_end.order(customer_id, normalised(number))

    def recent(self, customer_id: str, k: int = 3) -> tuple[OrderView, ...]:
        """The customer's last ``k`` orders, newest first."""
        return self._back_end.orders(customer_id, k)

    def all(self, customer_id: str) -> tuple[OrderView, ...]:
        """The customer's orders, newest first."""
        return self._back_end.orders(customer_id)

    def on_their_way(self, customer_id: str) -> tuple[OrderView, ...]:
        """The customer's orders that have not arrived yet, newest first."""
        return self._back_end.orders(customer_id, statuses=ON_THEIR_WAY)

    def last_purchase(self, customer_id: str) -> OrderView | None:
        """The customer's last order that was not cancelled, or None."""
        return next(iter(self._back_end.orders(customer_id, 1, KEPT)), None)

    def found(
        self,
        customer_id: str,
        *,
        product_ids: Collection[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[OrderView, ...]:
        """The customer's orders with any of these products, placed from ``since`` until before ``until``."""
        return tuple(
            each
            for each in self._back_end.orders(customer_id)
            if (not product_ids or any(line.product_id in product_ids for line in each.lines))
            and (since is None or each.placed_at >= since)
            and (until is None or each.placed_at < until)
        )

    def methods(self, customer_id: str) -> tuple[PaymentMethodView, ...]:
        """What the customer pays with."""
        return self._back_end.methods(customer_id)

    def address(self, customer_id: str) -> Address | None:
        """Where the customer's orders go if nothing else is said."""
        return self._back_end.address(customer_id)

    def set_address(self, customer_id: str, address: Address) -> None:
        """Send the customer's orders there from now on; those placed already go where they go.

        Raises:
            UnknownCustomer: there is no such customer.
        """
        self._back_end.set_address(customer_id, address)

    def variant(self, sku: str) -> VariantView | None:
        """The variant, if the shop has it."""
        return self._variants.variant(sku)

    def variants(self, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product."""
        return self._variants.variants(product_id)

    def possible(self, customer_id: str, order: OrderView) -> tuple[Step, ...]:
        """What the customer may do with the order now."""
        return planning.possible(order, self._facts(customer_id))

    def check(self, customer_id: str, step: Step, order: OrderView) -> None:
        """Whether the step may be taken with the order at all.

        Raises:
            Refused: it may not; its ``rule`` says why.
        """
        planning.check(step, order, self._facts(customer_id))

    def usable_methods(
        self, customer_id: str, step: Step, order: OrderView, difference: Decimal
    ) -> tuple[PaymentMethodView, ...]:
        """What may pay ``difference`` (below 0: get it back); what the order was paid with first."""
        facts = self._facts(customer_id)
        usable = planning.usable_methods(step, order, facts, difference)
        return tuple(facts.method(each) or PaymentMethodView(each, "other") for each in usable)

    def refund_value(self, order: OrderView, pieces: Mapping[int, int]) -> Decimal:
        """What sending back so many pieces of each line, by position, gives back."""
        return planning.refund_value(order, pieces)

    def price_difference(self, order: OrderView, changes: Mapping[int, str]) -> Decimal:
        """What other variants (SKUs, by position) cost more than those of the order, which stays as it is."""
        difference = Decimal(0)
        for position, sku in changes.items():
            line, variant = order.line(position), self.variant(sku)
            if line is not None and variant is not None and variant.price is not None:
                difference += variant.price * line.quantity - line.paid
        return difference

    def done(self, customer_id: str, number: str, key: str) -> OrderView | None:
        """The order as it is now, if the step with this key was taken; else None."""
        return self._back_end.done(customer_id, normalised(number), key)

    def plan(self, customer_id: str, request: OrderRequest) -> Plan:
        """What the request would do.

        Raises:
            UnknownOrder: this customer has no such order.
            Refused: the policy does not allow it; its ``rule`` says why.
        """
        return planning.plan(request, self.order(customer_id, request.number), self._facts(customer_id))

    def perform(self, customer_id: str, plan: Plan, key: str, conversation_id: str | None = None) -> Receipt:
        """Do what was planned; once, however often it is asked with the same ``key``.

        Raises:
            UnknownOrder: this customer has no such order.
            OrderChanged: the order is not as it was when this was planned.
        """
        return self._back_end.apply(customer_id, plan, key, conversation_id)

    def _facts(self, customer_id: str) -> Facts:
        return Facts(
            now=self._clock.now(),
            policy=self.policy,
            methods=self._back_end.methods(customer_id),
            variant=self._variants.variant,
            category=self._variants.category,
        )


def normalised(number: str) -> str:
    """An order number without the marks people put around it: ``" #w-12 "`` becomes ``W-12``."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", number).strip()).upper()
