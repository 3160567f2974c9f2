"""Orders in the shop's own database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session, selectinload

from knowledge.catalogue.models import Customer, Order, OrderEvent, OrderLine, OrderPayment, PaymentMethod
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import OrderChanged, UnknownCustomer, UnknownOrder
from knowledge.orders.back_end import Receipt
from knowledge.orders.planning import Plan
from knowledge.orders.snapshot import fingerprint, snapshot
from knowledge.orders.views import Address, OrderLineView, OrderView, PaymentMethodView, PaymentView

_order, _customer, _method, _event = (columns(each) for each in (Order, Customer, PaymentMethod, OrderEvent))


class StoreBackEnd:
    """Keeps orders in the shop's database; those placed up to now, by the shop's clock, are known."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``."""
        with self._store.session() as session:
            found = session.execute(self._of(customer_id).where(numbered(number))).scalar()
            return _known(found)

    def orders(
        self, customer_id: str, limit: int | None = None, statuses: Collection[str] | None = None
    ) -> tuple[OrderView, ...]:
        """The customer's last orders, newest first."""
        query = self._of(customer_id).order_by(desc(_order.placed_at), desc(_order.id)).limit(limit)
        if statuses is not None:
            query = query.where(_order.status.in_(list(statuses)))
        with self._store.session() as session:
            return tuple(order_view(each) for each in session.execute(query).scalars())

    def methods(self, customer_id: str) -> tuple[PaymentMethodView, ...]:
        """What the customer pays with."""
        query = (
            select(PaymentMethod)
            .join(Customer, _customer.id == _method.customer_id)
            .where(_customer.customer_id == customer_id)
            .order_by(_method.id)
        )
        with self._store.session() as session:
            return tuple(
                PaymentMethodView(each.method_id, each.kind, each.brand, each.last_four, each.balance)
                for each in session.execute(query).scalars()
            )

    def address(self, customer_id: str) -> Address | None:
        """Where the customer's orders go if nothing else is said."""
        with self._store.session() as session:
            query = select(_customer.address).where(_customer.customer_id == customer_id)
            return Address.of(session.execute(query).scalar())

    def apply(
        self, customer_id: str, plan: Plan, key: str, conversation_id: str | None, actor: str = "customer"
    ) -> Receipt:
        """Do what was planned. The order's row is locked first, so that of two who ask at once one waits."""
        with self._store.transaction() as session:
            query = self._of(customer_id).where(_order.number == plan.number).with_for_update(of=Order)
            order = session.execute(query.execution_options(populate_existing=True)).scalar()
            present = _known(order)
            done = session.execute(select(OrderEvent).where(_event.key == key)).scalar()
            if done is not None:
                if done.order_id != order.id or done.step != plan.step:
                    raise OrderChanged("this key was used for something else; ask anew")
                return Receipt(present, plan.step, repeated=True)
            if fingerprint(present) != plan.of:
                raise OrderChanged("the order has changed since this was worked out; look at it again")
            self._pay(session, order, plan.money)
            _write(order, plan.order)
            event = OrderEvent(
                order_id=order.id,
                at=self._clock.now(),
                step=plan.step,
                actor=actor,
                reason=plan.reason,
                before=plan.before,
                after=plan.after,
                key=key,
                conversation_id=conversation_id,
            )
            order.events.append(event)
            session.flush()
            became = order_view(order)
            assert snapshot(became) == plan.after  # else the history would not lead to the present
            return Receipt(became, plan.step, repeated=False)

    def done(self, customer_id: str, number: str, key: str) -> OrderView | None:
        """The order as it is now, if the step with this ``key`` was taken with it."""
        taken = select(_event.order_id).where(_event.key == key)
        query = self._of(customer_id).where(numbered(number), _order.id.in_(taken))
        with self._store.session() as session:
            found = session.execute(query).scalar()
            return None if found is None else order_view(found)

    def set_address(self, customer_id: str, address: Address) -> None:
        """Send the customer's orders there from now on."""
        with self._store.transaction() as session:
            found = session.execute(select(Customer).where(_customer.customer_id == customer_id)).scalar()
            if found is None:
                raise UnknownCustomer("the shop has no such customer")
            found.address, found.postcode = address.to_json(), address.postcode or None

    def _of(self, customer_id: str) -> Any:
        return (
            select(Order)
            .join(Customer, _customer.id == _order.customer_id)
            .where(_customer.customer_id == customer_id, _order.placed_at <= self._clock.now())
            .options(selectinload(Order.lines), selectinload(Order.payments), selectinload(Order.events))
        )

    @staticmethod
    def _pay(session: Session, order: Order, money: Collection[PaymentView]) -> None:
        """Take from gift cards, and give back to them, what goes at once."""
        for each in money:
            query = (
                select(PaymentMethod)
                .where(_method.customer_id == order.customer_id, _method.method_id == each.method_id)
                .with_for_update()
            )
            method = session.execute(query).scalar()
            if method is None or method.balance is None or not each.settled:
                continue
            left = method.balance + (each.amount if each.kind == "refund" else -each.amount)
            if left < 0:
                raise OrderChanged("the gift card no longer has enough on it; look at it again")
            method.balance = left


def order_view(order: Order) -> OrderView:
    """The order as it is now."""
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
            OrderLineView(**{name: getattr(line, name) for name in OrderLineView.__dataclass_fields__})
            for line in order.lines
        ),
        address=Address.of(order.address),
        payments=tuple(
            PaymentView(each.kind, each.method_id, each.amount, each.settled, each.expected_at)
            for each in order.payments
        ),
        taken=tuple(each.step for each in order.events),
    )


def numbered(number: str) -> Any:
    """That an order has this number, as :func:`knowledge.orders.desk.normalised` writes it."""
    return func.upper(func.replace(_order.number, "#", "")) == number


def _known(order: Order | None) -> OrderView:
    if order is None:
        raise UnknownOrder("this customer has no order with this number; check the number")
    return order_view(order)


def _write(order: Order, view: OrderView) -> None:
    """Make the order as ``view`` has it: status, address, total, lines and payments."""
    order.status = view.status
    order.delivered_at = view.delivered_at
    order.address = view.address.to_json() if view.address else None
    order.total = view.total
    for line, wanted in zip(order.lines, view.lines, strict=True):
        _set(line, wanted)
    for position, money in enumerate(view.payments, start=1):
        if position > len(order.payments):
            order.payments.append(OrderPayment(position=position))
        _set(order.payments[position - 1], money)


def _set(row: OrderLine | OrderPayment, view: OrderLineView | PaymentView) -> None:
    for name in view.__dataclass_fields__:
        setattr(row, name, getattr(view, name))
