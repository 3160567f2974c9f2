"""What may change of an order, as JSON: how a step in its history is written, and how it is played again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from knowledge.orders.views import Address, OrderLineView, OrderView, PaymentView

Snapshot = dict[str, Any]
_LINE = ("position", "product_id", "sku", "name", "quantity", "paid", "sent_back", "exchange_sku", "exchange_paid")
_PAYMENT = ("kind", "method_id", "amount", "settled", "expected_at")


def snapshot(order: OrderView) -> Snapshot:
    """The order's status, address, total, lines and payments; amounts and moments are text."""
    return {
        "status": order.status,
        "address": order.address.to_json() if order.address else None,
        "total": _text(order.total),
        "lines": [{name: _text(getattr(line, name)) for name in _LINE} for line in order.lines],
        "payments": [{name: _text(getattr(each, name)) for name in _PAYMENT} for each in order.payments],
    }


def restored(order: OrderView, at: Mapping[str, Any]) -> OrderView:
    """``order`` as it was when the snapshot was taken."""
    return replace(
        order,
        status=at["status"],
        address=Address.of(at["address"]),
        total=Decimal(at["total"]),
        lines=tuple(_line(each) for each in at["lines"]),
        payments=tuple(_payment(each) for each in at["payments"]),
    )


def fingerprint(order: OrderView) -> str:
    """The same for orders that are the same in all that may change."""
    written = json.dumps(snapshot(order), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def replayed(steps: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Mapping[str, Any] | None:
    """What the steps (before, after), played one after another, lead to; None of none.

    Raises:
        ValueError: a step does not begin where the one before it ended.
    """
    state: Mapping[str, Any] | None = None
    for before, after in steps:
        if state is not None and dict(state) != dict(before):
            raise ValueError("a step of the order's history does not begin where the one before it ended")
        state = after
    return state


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.quantize(Decimal("0.0001")).normalize(), "f")
    return value.isoformat() if isinstance(value, datetime) else value


def _line(values: Mapping[str, Any]) -> OrderLineView:
    more = None if values["exchange_paid"] is None else Decimal(values["exchange_paid"])
    return OrderLineView(**{**values, "paid": Decimal(values["paid"]), "exchange_paid": more})


def _payment(values: Mapping[str, Any]) -> PaymentView:
    moment = values["expected_at"]
    expected = None if moment is None else datetime.fromisoformat(moment)
    return PaymentView(**{**values, "amount": Decimal(values["amount"]), "expected_at": expected})
