"""What a promotion says beyond its value: numbers of units, limits, tiers and what it excludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

COUNTS = ("size", "buy", "get", "max_units", "max_times", "most_per_customer", "most_in_all")
#: When and for whom a promotion of any kind holds.
WHO = ("weekdays", "first_order", "segments", "most_per_customer", "most_in_all")
NAMES = (*COUNTS[:5], "get_on", "max_discount", "group", "priority", "tiers", *WHO)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: What ``get_on`` names, as the targets of a promotion do.
GET_KINDS = ("product", "category", "brand")
_ON_UNITS = ("max_units", "max_discount", "group", *WHO)
_ON_ORDERS = ("max_discount", "group", "priority", "tiers", *WHO)
#: What means something for each kind of promotion.
TERMS_OF: Mapping[str, tuple[str, ...]] = {
    "percent_off": _ON_UNITS,
    "amount_off": _ON_UNITS,
    "fixed_price": _ON_UNITS,
    "bundle_price": ("size", "max_times", "group", *WHO),
    "buy_get": ("buy", "get", "get_on", "max_times", "group", *WHO),
    "order_percent_off": _ON_ORDERS,
    "order_amount_off": _ON_ORDERS,
    "free_shipping": WHO,
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

    What is cheaper in a ``buy_get`` is of ``get_on`` (keys by :data:`GET_KINDS`), or without it of the products that
    are bought. It holds on ``weekdays`` (0 is Monday; empty: on all), on a customer's ``first_order``, for customers
    of any of ``segments`` (``trait=value``), and may be redeemed ``most_per_customer`` and ``most_in_all`` times.
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
    get_on: Mapping[str, tuple[str, ...]] | None = None
    weekdays: frozenset[int] = frozenset()
    first_order: bool = False
    segments: frozenset[str] = frozenset()
    most_per_customer: int | None = None
    most_in_all: int | None = None

    @property
    def personal(self) -> bool:
        """Whether it depends on who buys, beside membership and coupons."""
        return bool(self.first_order or self.segments or self.most_per_customer or self.most_in_all)

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
        given["weekdays"] = _weekdays(given.get("weekdays", []))
        given["segments"] = _segments(given.get("segments", []))
        if type(given.get("first_order", False)) is not bool:
            raise ValueError(f"first_order: {given['first_order']!r} is not yes or no")
        if "get_on" in given:
            given["get_on"] = _get_on(given["get_on"])
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


def _weekdays(given: Any) -> frozenset[int]:
    if not isinstance(given, list) or not all(str(each).casefold()[:3] in WEEKDAYS for each in given):
        raise ValueError(f"weekdays: must be a list of {', '.join(WEEKDAYS)}")
    return frozenset(WEEKDAYS.index(str(each).casefold()[:3]) for each in given)


def _segments(given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) and "=" in each.strip("=") for each in given):
        raise ValueError("segments: must be a list of trait=value, such as age=35-44")
    return frozenset(given)


def _get_on(given: Any) -> Mapping[str, tuple[str, ...]]:
    named = isinstance(given, Mapping) and given and set(given) <= set(GET_KINDS)
    if not named or not all(isinstance(each, list) and each for each in given.values()):
        raise ValueError(f"get_on: must be lists of {', '.join(GET_KINDS)}")
    return {kind: tuple(map(str, keys)) for kind, keys in given.items()}


def _amount(name: str, given: Any) -> Decimal:
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and amount > 0):
        raise ValueError(f"{name}: {given!r} is not an amount above zero")
    return amount
