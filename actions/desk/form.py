"""What a conversation has gathered of one request to the order desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from knowledge.orders.requests import (
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    OrderRequest,
    Return,
)
from knowledge.orders.views import Address

Question = Literal["identity", "code", "order", "reason", "lines", "variant", "method", "address", "confirm"]

TASKS: Mapping[str, str] = {
    "cancel_order": "cancel",
    "change_order_address": "change_address",
    "change_order_payment": "change_payment",
    "change_order_items": "change_items",
    "return_items": "return",
    "exchange_items": "exchange",
    "change_my_address": "set_address",
    "reorder": "reorder",
    "ask_invoice": "invoice",
    "ask_refund": "refund_status",
    "report_problem": "report",
}
"""From the intent that begins it."""
VARIANTS = ("change_items", "exchange")


@dataclass(frozen=True)
class DeskForm:
    """``task``: see ``TASKS``; ``asking``: the question that stands open.

    ``pieces``: how many of each line go back, by position. ``changes``: the SKU wanted in place of each line's, None
    where it is still to be asked; ``at``: the line that a question is about. ``key``, ``of`` and ``total`` are of the
    summary that was shown: the idempotency key of its yes, the order and the sum it was worked out on. ``choices``: the
    order numbers or SKUs that were offered, in their order. ``later``: further requests of the message, as parsed.
    ``missed``: how often in a row an answer was not understood.
    """

    task: str
    number: str | None = None
    pieces: Mapping[int, int] = field(default_factory=dict)
    changes: Mapping[int, str | None] = field(default_factory=dict)
    reason: str | None = None
    method: str | None = None
    address: Mapping[str, str] | None = None
    said: str = ""
    asking: str | None = None
    at: int | None = None
    choices: tuple[str, ...] = ()
    key: str | None = None
    of: str | None = None
    total: str | None = None
    missed: int = 0
    later: tuple[Mapping[str, Any], ...] = ()

    @property
    def gathered(self) -> tuple[Any, ...]:
        """All that a yes would be about: the same as long as nothing was changed."""
        return (self.number, dict(self.pieces), dict(self.changes), self.reason, self.method, self.address)

    def asks(self, question: Question, *, at: int | None = None, choices: tuple[str, ...] = ()) -> DeskForm:
        """With this question open."""
        return replace(self, asking=question, at=at, choices=choices)

    def finished(self) -> DeskForm | None:
        """What is left when this is done: nothing, or what else the message asked for."""
        return DeskForm(self.task, later=self.later) if self.later else None

    def request(self) -> OrderRequest:
        """What the order desk is asked.

        Raises:
            KeyError: the task is none that changes an order.
        """
        assert self.number is not None
        number, changes = self.number, tuple((at, sku) for at, sku in self.changes.items() if sku is not None)
        made: Mapping[str, OrderRequest | None] = {
            "cancel": Cancel(number, self.reason),
            "change_address": ChangeAddress(number, address) if (address := Address.of(self.address)) else None,
            "change_payment": ChangePayment(number, self.method or ""),
            "change_items": ChangeItems(number, changes, self.method),
            "return": Return(number, tuple(self.pieces.items()), self.method, self.reason),
            "exchange": Exchange(number, changes, self.method),
        }
        request = made[self.task]
        assert request is not None
        return request

    def to_json(self) -> dict[str, Any]:
        """As the conversation keeps it: without what is empty; positions are text, as in all JSON."""
        kept = {name: value for name, value in asdict(self).items() if value not in (None, "", 0, {}, (), [])}
        return kept | {
            name: {str(at): value for at, value in kept[name].items()} for name in ("pieces", "changes") if name in kept
        }

    @classmethod
    def from_json(cls, data: Any) -> DeskForm | None:
        """What :meth:`to_json` wrote; None for none."""
        if not isinstance(data, dict) or "task" not in data:
            return None
        read = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        for name in ("pieces", "changes"):
            read[name] = {int(at): value for at, value in read.get(name, {}).items()}
        for name in ("choices", "later"):
            read[name] = tuple(read.get(name, ()))
        return cls(**read)
