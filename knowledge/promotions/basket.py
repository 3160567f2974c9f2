"""The basket that a customer keeps in a conversation: products with numbers, and the coupon codes to use on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from knowledge.promotions.pricing import BasketLine

MOST_LINES = 100
MOST_UNITS = 99

# Chinese characters stand beside a code without a space.
_CODE = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,30}(?![A-Za-z0-9-])"
    r"|(?<![A-Za-z0-9-])[A-Z][A-Z-]{3,30}(?![A-Za-z0-9-])"
)
_NAMED_CODE = re.compile(
    r"(?:codes?|coupons?|vouchers?|优惠码|折扣码|兑换码|券码|优惠券|代金券|券)\W{0,3}(?:is |called |number |是|为)?"
    r"([A-Za-z0-9][A-Za-z0-9-]{2,30})",
    re.IGNORECASE,
)
_NO_CODES = frozenset(
    "work works doesn does not isn is was code coupon codes coupons voucher on for to my the again did do won wont can "
    "cant has have that this and please did didn't from with wallet list still are expire expired".split()
)


@dataclass(frozen=True)
class ShoppingBasket:
    """Nothing in it changes: each change gives another. ``coupons`` are codes as the customer wrote them."""

    lines: tuple[BasketLine, ...] = ()
    coupons: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)

    def quantity(self, product_id: str) -> int:
        """How many units of the product are in it."""
        return next((line.quantity for line in self.lines if line.product_id == product_id), 0)

    def with_quantity(self, product_id: str, quantity: int) -> ShoppingBasket:
        """With so many units of the product, none for 0; at most :data:`MOST_UNITS`.

        Raises:
            ValueError: it would have more than :data:`MOST_LINES` lines.
        """
        quantity = max(0, min(quantity, MOST_UNITS))
        kept = [line for line in self.lines if line.product_id != product_id or quantity]
        if self.quantity(product_id):
            kept = [replace(line, quantity=quantity) if line.product_id == product_id else line for line in kept]
        elif quantity:
            kept.append(BasketLine(product_id, quantity))
        if len(kept) > MOST_LINES:
            raise ValueError(f"a basket holds at most {MOST_LINES} different products")
        return replace(self, lines=tuple(kept))

    def plus(self, product_id: str, quantity: int = 1) -> ShoppingBasket:
        """With so many units more (ValueError as :meth:`with_quantity`)."""
        return self.with_quantity(product_id, self.quantity(product_id) + quantity)

    def with_coupon(self, code: str) -> ShoppingBasket:
        """With the code, once in whatever letters."""
        others = tuple(each for each in self.coupons if each.casefold() != code.casefold())
        return replace(self, coupons=(*others, code))

    def without_coupon(self, code: str | None = None) -> ShoppingBasket:
        """Without the code; None: without any."""
        return replace(
            self, coupons=tuple(each for each in self.coupons if code and each.casefold() != code.casefold())
        )

    def on_sale(self, product_ids: Collection[str]) -> ShoppingBasket:
        """Only what is among ``product_ids``."""
        return replace(self, lines=tuple(line for line in self.lines if line.product_id in product_ids))

    def to_json(self) -> dict[str, Any]:
        """As a conversation keeps it."""
        return {
            "lines": [[line.product_id, line.quantity] for line in self.lines],
            "coupons": list(self.coupons),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> ShoppingBasket:
        """What :meth:`to_json` wrote; an empty basket for none."""
        if not data:
            return cls()
        lines = tuple(BasketLine(str(product_id), int(quantity)) for product_id, quantity in data.get("lines", ()))
        return cls(lines, tuple(data.get("coupons", ())))


def read_code(text: str) -> str | None:
    """The coupon code in a message: a word with a digit or in capitals, else what follows "code"; None for none."""
    found = _CODE.search(text)
    if found:
        return found.group()
    named = _NAMED_CODE.search(text)
    word = named.group(1) if named else None
    return word if word and word.casefold() not in _NO_CODES else None
