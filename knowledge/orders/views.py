"""Orders, addresses and what is paid with, as their customer may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

ORIGINAL = "original"
"""The method of a payment where the shop does not know more than that there was one."""


@dataclass(frozen=True)
class Address:
    """Where something is sent; ``country`` as the shop writes it."""

    street: str
    city: str
    postcode: str
    country: str
    street2: str = ""
    region: str = ""
    name: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str] | None) -> Address | None:
        """From what :meth:`to_json` gave; None of None."""
        if values is None:
            return None
        return cls(**{name: values.get(name, "") for name in cls.__dataclass_fields__})

    def to_json(self) -> dict[str, str]:
        """Without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def line(self) -> str:
        """On one line."""
        place = " ".join(each for each in (self.region, self.postcode) if each)
        return ", ".join(
            each for each in (self.name, self.street, self.street2, self.city, place, self.country) if each
        )


@dataclass(frozen=True)
class PaymentMethodView:
    """``kind``: ``credit_card``, ``paypal`` or ``gift_card``, which alone has a ``balance``."""

    method_id: str
    kind: str
    brand: str | None = None
    last_four: str | None = None
    balance: Decimal | None = None


@dataclass(frozen=True)
class PaymentView:
    """``kind``: ``payment`` or ``refund``; not ``settled``: it waits for goods that come back."""

    kind: str
    method_id: str
    amount: Decimal
    settled: bool = True
    expected_at: datetime | None = None


@dataclass(frozen=True)
class OrderLineView:
    """``paid`` is for the whole line, after discounts, in the order's currency; ``position`` counts from 1.

    ``sent_back`` pieces are on their way back; ``exchange_sku`` comes in place of ``sku``, for ``exchange_paid``.
    """

    position: int
    product_id: str
    sku: str
    name: str
    quantity: int
    paid: Decimal
    sent_back: int = 0
    exchange_sku: str | None = None
    exchange_paid: Decimal | None = None


@dataclass(frozen=True)
class VariantView:
    """A variant as it is sold now; ``options`` are its values by attribute key, in the shop's own words."""

    sku: str
    product_id: str
    name: str
    options: Mapping[str, str]
    price: Decimal | None
    available: bool


@dataclass(frozen=True)
class OrderView:
    """An order as its customer may see it. ``status`` is one of the order table's; moments are in UTC.

    ``taken``: the steps that were ever taken with it, in order.
    """

    number: str
    status: str
    placed_at: datetime
    expected_at: datetime | None
    delivered_at: datetime | None
    total: Decimal
    discount: Decimal
    currency: str
    carrier: str | None
    tracking_number: str | None
    lines: tuple[OrderLineView, ...]
    address: Address | None = None
    payments: tuple[PaymentView, ...] = ()
    taken: tuple[str, ...] = ()

    def line(self, position: int) -> OrderLineView | None:
        """The line at ``position``, if there is one."""
        return next((line for line in self.lines if line.position == position), None)

    @property
    def paid_by(self) -> dict[str, Decimal]:
        """What was paid by each method less what went back to it, done or promised; never 0."""
        if not any(each.kind == "payment" for each in self.payments):
            # The shop did not tell how the order was paid for.
            net = {ORIGINAL: sum((line.paid for line in self.lines), Decimal(0))}
        else:
            net = {}
        for each in self.payments:
            sign = 1 if each.kind == "payment" else -1
            net[each.method_id] = net.get(each.method_id, Decimal(0)) + sign * each.amount
        return {method: amount for method, amount in net.items() if amount}

    @property
    def original_methods(self) -> tuple[str, ...]:
        """What the order was paid with, the first payment first."""
        paid = [each.method_id for each in self.payments if each.kind == "payment"]
        return tuple(dict.fromkeys(each for each in paid if self.paid_by.get(each, 0) > 0)) or tuple(
            dict.fromkeys(paid or [ORIGINAL])
        )
