"""The shop's own steps with an order: packing and sending it, taking back what returns, and giving money back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from knowledge.catalogue.models import Customer, Order, OrderEvent
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import InvalidTransition, UnknownOrder
from knowledge.orders.back_end import Receipt
from knowledge.orders.desk import normalised
from knowledge.orders.planning import Plan
from knowledge.orders.states import TRANSITIONS, Step, next_status
from knowledge.orders.store_back_end import StoreBackEnd, numbered
from knowledge.orders.variants import VariantBook
from knowledge.orders.views import OrderLineView, OrderView, PaymentView

_order, _event, _customer = columns(Order), columns(OrderEvent), columns(Customer)
SHOP_STEPS: tuple[Step, ...] = ("process", "ship", "deliver", "receive_return", "refund", "complete_exchange")


def fulfil(step: Step, order: OrderView, variants: VariantBook, now: datetime) -> Plan:
    """What the shop's ``step`` makes of the order: refunds that waited for goods go out once these are back.

    Raises:
        InvalidTransition: an order of this status has no such step.
    """
    after = replace(order, status=next_status(order.status, step))
    due: tuple[PaymentView, ...] = ()
    if step == "deliver":
        after = replace(after, delivered_at=now)
    if step in ("refund", "complete_exchange"):
        due = tuple(replace(each, settled=True) for each in order.payments if not each.settled)
        after = replace(after, payments=tuple(replace(each, settled=True) for each in order.payments))
    if step == "complete_exchange":
        lines = tuple(_exchanged(line, variants) for line in order.lines)
        after = replace(after, lines=lines, total=order.total + _sum(lines) - _sum(order.lines))
    return Plan.between(step, order, after, due)


@dataclass(frozen=True)
class OrderEventView:
    """A step in an order's history. ``actor``: ``customer`` or ``shop``; ``status``: what the order became."""

    at: datetime
    step: str
    actor: str
    reason: str | None
    status: str
    conversation_id: str | None


class FulfilmentDesk:
    """The shop's side of the orders in its own database, whoever's they are."""

    def __init__(self, store: CatalogueStore, variants: VariantBook, clock: Clock) -> None:
        self._store = store
        self._variants = variants
        self._clock = clock
        self._back_end = StoreBackEnd(store, clock)

    def order(self, number: str) -> OrderView:
        """The order ``number``, however it is written.

        Raises:
            UnknownOrder: there is none.
        """
        return self._back_end.order(self._owner(number), normalised(number))

    def history(self, number: str) -> tuple[OrderEventView, ...]:
        """What was done with the order, the first first.

        Raises:
            UnknownOrder: there is none.
        """
        kept = self.order(number).number
        query = select(OrderEvent).join(Order, _event.order_id == _order.id).where(_order.number == kept)
        with self._store.session() as session:
            return tuple(
                OrderEventView(each.at, each.step, each.actor, each.reason, each.after["status"], each.conversation_id)
                for each in session.execute(query.order_by(_event.id)).scalars()
            )

    def possible(self, order: OrderView) -> tuple[Step, ...]:
        """The shop's own steps that the order may take now."""
        return tuple(step for step in SHOP_STEPS if (order.status, step) in TRANSITIONS)

    def take(self, number: str, step: str, key: str) -> Receipt:
        """Take one of the shop's steps; once, however often it is asked for with the same ``key``.

        Raises:
            UnknownOrder: there is no such order.
            InvalidTransition: it is none of the shop's steps, or none for an order of this status.
            OrderChanged: the order changed in the same moment; look at it again.
        """
        wanted = next((each for each in SHOP_STEPS if each == step), None)
        if wanted is None:
            raise InvalidTransition(f"the shop has no step {step}; its steps are {', '.join(SHOP_STEPS)}")
        owner = self._owner(number)
        done = self._back_end.done(owner, normalised(number), key)
        if done is not None:
            return Receipt(done, step, repeated=True)
        order = self._back_end.order(owner, normalised(number))
        plan = fulfil(wanted, order, self._variants, self._clock.now())
        return self._back_end.apply(owner, plan, key, None, "shop")

    def _owner(self, number: str) -> str:
        query = select(_customer.customer_id).join(Order, _order.customer_id == _customer.id)
        with self._store.session() as session:
            found = session.execute(query.where(numbered(normalised(number)))).scalar()
        if found is None:
            raise UnknownOrder(f"the shop has no order {number}")
        return str(found)


def _exchanged(line: OrderLineView, variants: VariantBook) -> OrderLineView:
    if line.exchange_sku is None or line.exchange_paid is None:
        return line
    variant = variants.variant(line.exchange_sku)
    return replace(
        line,
        sku=line.exchange_sku,
        name=variant.name if variant else line.name,
        paid=line.exchange_paid,
        sent_back=0,
        exchange_sku=None,
        exchange_paid=None,
    )


def _sum(lines: tuple[OrderLineView, ...]) -> Decimal:
    return sum((line.paid for line in lines), Decimal(0))
