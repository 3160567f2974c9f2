"""Amounts of money: a Decimal with its currency, formatted for people by Babel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision

LOCALES = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True, order=True)
class Money:
    """``amount`` in major units of the ISO 4217 ``currency``."""

    amount: Decimal
    currency: str = "USD"

    def rounded(self) -> Money:
        """Half up to the currency's minor unit."""
        step = Decimal(1).scaleb(-get_currency_precision(self.currency))
        return Money(self.amount.quantize(step, ROUND_HALF_UP), self.currency)

    def format(self, language: str = "en") -> str:
        """For people: ``$3.49`` in English, ``US$3.49`` in Chinese."""
        return str(format_currency(self.amount, self.currency, locale=LOCALES.get(language, "en_US")))

    def __str__(self) -> str:
        return self.format()
