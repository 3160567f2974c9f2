"""The shop's own steps with an order: packing and sending it, taking back what returns, and giving money back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from knowledge.orders.planning import Plan
from knowledge.orders.states import Step, next_status
from knowledge.orders.variants import VariantBook
from knowledge.orders.views import OrderLineView, OrderView, PaymentView

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
