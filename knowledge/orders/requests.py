"""What a customer may ask of an order."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.orders.states import Step
from knowledge.orders.views import Address

Changes = tuple[tuple[int, str], ...]
"""(position of the line, SKU that is wanted in its place)"""


@dataclass(frozen=True)
class Cancel:
    """Cancel the whole order; ``reason`` is a key of the policy's, None where it asks for none."""

    number: str
    reason: str | None = None


@dataclass(frozen=True)
class ChangeAddress:
    """Send it elsewhere."""

    number: str
    address: Address


@dataclass(frozen=True)
class ChangePayment:
    """Pay for it with another method."""

    number: str
    method_id: str


@dataclass(frozen=True)
class ChangeItems:
    """Other variants of the same products; ``method_id`` pays the difference, or gets it back."""

    number: str
    changes: Changes
    method_id: str | None = None


@dataclass(frozen=True)
class Return:
    """Send back ``pieces``: (position of the line, how many). The refund goes to ``method_id``."""

    number: str
    pieces: tuple[tuple[int, int], ...]
    method_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Exchange:
    """Send back what came for other variants of the same products; ``method_id`` as in :class:`ChangeItems`."""

    number: str
    changes: Changes
    method_id: str | None = None


OrderRequest = Cancel | ChangeAddress | ChangePayment | ChangeItems | Return | Exchange

STEPS: dict[type, Step] = {
    Cancel: "cancel",
    ChangeAddress: "change_address",
    ChangePayment: "change_payment",
    ChangeItems: "change_items",
    Return: "return",
    Exchange: "exchange",
}
