"""Orders as JSON, between the desk and an order back end over HTTP (docs/orders.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from knowledge.orders.planning import Plan
from knowledge.orders.snapshot import restored, snapshot
from knowledge.orders.views import OrderView, PaymentMethodView

_MOMENTS = ("placed_at", "expected_at", "delivered_at")
_PLAIN = ("number", "currency", "carrier", "tracking_number")


def order_to_json(order: OrderView) -> dict[str, Any]:
    """The whole order; amounts are text, moments ISO 8601."""
    moments = {name: moment and moment.isoformat() for name in _MOMENTS for moment in [getattr(order, name)]}
    plain = {name: getattr(order, name) for name in _PLAIN}
    return {**plain, **moments, **snapshot(order), "discount": str(order.discount), "taken": list(order.taken)}


def order_from_json(data: Mapping[str, Any]) -> OrderView:
    """What :func:`order_to_json` gave.

    Raises:
        KeyError, TypeError, ValueError, ArithmeticError: it is none.
    """
    moments: dict[str, Any] = {name: data[name] and datetime.fromisoformat(data[name]) for name in _MOMENTS}
    order = OrderView(
        **{name: data[name] for name in _PLAIN},
        **moments,
        status=data["status"],
        total=Decimal(data["total"]),
        discount=Decimal(data["discount"]),
        lines=(),
        taken=tuple(data["taken"]),
    )
    return restored(order, data)


def method_to_json(method: PaymentMethodView) -> dict[str, Any]:
    """A payment method; its balance is text."""
    balance = None if method.balance is None else str(method.balance)
    return {**{name: getattr(method, name) for name in PaymentMethodView.__dataclass_fields__}, "balance": balance}


def method_from_json(data: Mapping[str, Any]) -> PaymentMethodView:
    """What :func:`method_to_json` gave.

    Raises:
        KeyError, ArithmeticError: it is none.
    """
    balance = None if data["balance"] is None else Decimal(data["balance"])
    plain = {name: data[name] for name in ("method_id", "kind", "brand", "last_four")}
    return PaymentMethodView(**plain, balance=balance)


def step_to_json(plan: Plan, conversation_id: str | None) -> dict[str, Any]:
    """What a back end is asked to do: ``of`` says which state of the order it was worked out on, ``after`` what it
    becomes, ``money`` what is paid or given back beside what the order has."""
    return {
        "step": plan.step,
        "reason": plan.reason,
        "of": plan.of,
        "after": plan.after,
        "money": plan.after["payments"][len(plan.before["payments"]) :],
        "conversation_id": conversation_id,
    }
