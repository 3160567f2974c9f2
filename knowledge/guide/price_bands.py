"""Prices in a few bands that people speak of: up to $3, $3 to $6, over $6."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from knowledge.graph.index import PRICE_SCALE

BANDS = 3
#: Ends at which people put prices, in each power of ten.
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_STEP = Decimal(1).scaleb(-PRICE_SCALE)


@dataclass(frozen=True)
class Band:
    """Prices from ``low`` to ``high``, both included; None is no bound."""

    low: Decimal | None
    high: Decimal | None

    def __str__(self) -> str:
        return f"{self.low or ''}-{self.high or ''}"


def price_bands(prices: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]) -> tuple[Band, ...]:
    """At most :data:`BANDS` bands, each with about as much of the weight, that end at round numbers.

    ``prices`` are in units of ``10 ** -PRICE_SCALE``; ``weights`` say how likely each is wanted. One band where all
    prices are about alike.
    """
    order = np.argsort(prices, kind="stable")
    heaped = np.cumsum(weights[order])
    ends: list[Decimal] = []
    for part in range(1, BANDS):
        at = int(np.searchsorted(heaped, heaped[-1] * part / BANDS))
        end = _round(int(prices[order[min(at, len(order) - 1)]]))
        if prices.min() <= int(end.scaleb(PRICE_SCALE)) < prices.max() and end not in ends:
            ends.append(end)
    ends.sort()
    # A price on an end belongs to the band below it.
    lows = [None, *(end + Decimal("0.01") for end in ends)]
    return tuple(Band(low, high) for low, high in zip(lows, [*ends, None], strict=True))


def above(price: int) -> Decimal:
    """The lowest amount at which people put a bound that is not below ``price`` (in units of ``10 ** -PRICE_SCALE``).

    In steps of a quarter below 5, then of 1, of 5 from 50 on, of 50 from 500 on, and so forth.
    """
    step = _step(price)
    return _amount(-(-price // step) * step)


def below(price: int) -> Decimal:
    """The highest amount at which people put a bound that is not above ``price``; zero where there is none."""
    step = _step(price)
    return _amount(price // step * step)


def _step(price: int) -> int:
    unit = 10**PRICE_SCALE
    if price < 5 * unit:
        return unit // 4
    step = unit
    while price >= 50 * step:
        step *= 5 if str(step)[0] == "1" else 2
    return step


def _amount(scaled: int) -> Decimal:
    return (Decimal(scaled) * _STEP).quantize(Decimal("0.01"))


def _round(price: int) -> Decimal:
    """The nearest round number, by their ratio."""
    amount = max(price, 1) / 10**PRICE_SCALE
    power = 10.0 ** np.floor(np.log10(amount))
    nearest = min((factor * power for factor in (*_ROUND, 10.0)), key=lambda end: abs(np.log(end / amount)))
    return Decimal(f"{nearest:.10g}").quantize(Decimal("0.01"))
