"""What a promotion says beyond its value: numbers of units, limits, tiers and what it excludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

COUNTS = ("size", "buy", "get", "max_units", "max_times")
NAMES = (*COUNTS, "max_discount", "group", "priority", "tiers")
_ON_UNITS = ("max_units", "max_discount", "group")
_ON_ORDERS = ("max_discount", "group", "priority", "tiers")
#: What means something for each kind of promotion.
TERMS_OF: Mapping[str, tuple[str, ...]] = {
    "percent_off": _ON_UNITS,
    "amount_off": _ON_UNITS,
    "fixed_price": _ON_UNITS,
    "bundle_price": ("size", "max_times", "group"),
    "buy_get": ("buy", "get", "max_times", "group"),
    "order_percent_off": _ON_ORDERS,
    "order_amount_off": _ON_ORDERS,
    "free_shipping": (),
}
#: What a kind cannot do without.
NEEDED: Mapping[str, tuple[str, ...]] = {"bundle_price": ("size",), "buy_get": ("buy", "get")}


@dataclass(frozen=True)
class Tier:
    """From a purchase of ``minimum_purchase`` on, the promotion's value is ``value``."""

    minimum_purchase: Decimal
    value: Decimal


@dataclass(frozen=True)
class Terms:
    """``size`` units make a bundle; for ``buy`` units, ``get`` are cheaper.

    ``max_units`` of a basket get the promotion and ``max_times`` bundles are made, ``max_discount`` is the most that it
    takes off a basket. Of the promotions in one ``group`` a basket gets one; on an order they apply by ``priority``,
    the lowest first.
    """

    size: int | None = None
    buy: int | None = None
    get: int | None = None
    max_units: int | None = None
    max_times: int | None = None
    max_discount: Decimal | None = None
    group: str | None = None
    priority: int = 0
    tiers: tuple[Tier, ...] = ()

    @classmethod
    def read(cls, kind: str, conditions: Mapping[str, Any]) -> Terms:
        """The terms in ``conditions`` of a promotion of ``kind``; what is none of :data:`NAMES` is passed over.

        Raises:
            ValueError: one is not what it should be, or the kind lacks one; the text names it and says why.
        """
        given = {name: conditions[name] for name in NAMES if conditions.get(name) is not None}
        for name in NEEDED.get(kind, ()):
            if name not in given:
                raise ValueError(f"{name}: is missing, and {kind} needs it")
        for name in COUNTS:
            if name in given and not (type(given[name]) is int and given[name] >= 1):
                raise ValueError(f"{name}: {given[name]!r} is not a whole number of at least 1")
        if type(given.get("priority", 0)) is not int:
            raise ValueError(f"priority: {given['priority']!r} is not a whole number")
        if "group" in given and not (isinstance(given["group"], str) and given["group"].strip()):
            raise ValueError(f"group: {given['group']!r} is not a name")
        if "max_discount" in given:
            given["max_discount"] = _amount("max_discount", given["max_discount"])
        given["tiers"] = _tiers(given.get("tiers", []))
        return cls(**given)


def _tiers(given: Any) -> tuple[Tier, ...]:
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        raise ValueError("tiers: must be a list, each with minimum_purchase and value")
    tiers = tuple(
        Tier(*(_amount(f"tiers.{key}", each.get(key)) for key in ("minimum_purchase", "value"))) for each in given
    )
    for lower, higher in pairwise(tiers):
        if higher.minimum_purchase <= lower.minimum_purchase or higher.value <= lower.value:
            raise ValueError("tiers: each must ask for more than the one before, and give more")
    return tiers


def _amount(name: str, given: Any) -> Decimal:
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and amount > 0):
        raise ValueError(f"{name}: {given!r} is not an amount above zero")
    return amount
