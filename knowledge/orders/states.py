"""The states of an order and every step between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from knowledge.errors import InvalidTransition

Step = Literal[
    "cancel",
    "change_address",
    "change_payment",
    "change_items",
    "return",
    "exchange",
    "process",
    "ship",
    "deliver",
    "receive_return",
    "refund",
    "complete_exchange",
]
CUSTOMER_STEPS: tuple[Step, ...] = (
    *("cancel", "change_address", "change_payment", "change_items"),
    *("return", "exchange"),
)
"""What customers may ask for, as far as the shop's policy goes; the others are the shop's own."""

TRANSITIONS: Mapping[tuple[str, Step], str] = {
    ("pending", "cancel"): "cancelled",
    ("processed", "cancel"): "cancelled",
    ("pending", "change_address"): "pending",
    ("processed", "change_address"): "processed",
    ("pending", "change_payment"): "pending",
    ("pending", "change_items"): "pending",
    ("pending", "process"): "processed",
    ("processed", "ship"): "shipped",
    ("shipped", "deliver"): "delivered",
    ("delivered", "return"): "return_requested",
    ("return_requested", "receive_return"): "returned",
    ("returned", "refund"): "refunded",
    ("delivered", "exchange"): "exchange_requested",
    ("exchange_requested", "complete_exchange"): "delivered",
}
"""(status, step) -> status. What is not here is an InvalidTransition, whatever a policy says."""


def next_status(status: str, step: Step) -> str:
    """The status after ``step``.

    Raises:
        InvalidTransition: an order of this status has no such step.
    """
    try:
        return TRANSITIONS[status, step]
    except KeyError:
        raise InvalidTransition(f"an order that is {status} has no step {step}") from None
