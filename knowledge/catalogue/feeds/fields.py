"""Values out of a feed's cells: amounts, moments, whole numbers, flags, each with a reason where it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from babel.numbers import list_currencies
from price_parser import Price

from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.keys import slug
from knowledge.catalogue.records import Origin

P = ParamSpec("P")
T = TypeVar("T")

_CODE = re.compile(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NUMBER = re.compile(r"[0-9](?:[0-9.,'\s\u00a0\u202f]*[0-9])?", re.ASCII)
_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:\.0+)?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,6})\d*)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?", re.ASCII
)
# "$", "¥" and "kr" are written by several countries: there the feed's own currency decides.
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "฿": "THB", "zł": "PLN"}
_SHARED_SYMBOLS = {"$", "¥", "￥", "kr"}
_YES, _NO = {"true", "yes", "y", "1"}, {"false", "no", "n", "0"}
LONGEST_NAME = 255


class BadField(ValueError):
    """A cell that does not hold what it should; ``field`` is its column."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def unless_bad(
    origin: Origin, problems: list[Reject], read: Callable[P, T | None], *args: P.args, **kwargs: P.kwargs
) -> T | None:
    """What ``read`` makes of ``args``; None, and one more of ``problems``, where it finds a bad cell."""
    try:
        return read(*args, **kwargs)
    except BadField as bad:
        problems.append(Reject.at(origin, bad.field, bad.reason))
        return None


class Cells:
    """One row by column, read as what each column should hold. An empty cell is a missing one.

    Args:
        values: text, or what JSON has (numbers as int or Decimal).
        zone: the timezone of a moment that has none.
        currency: the currency of an amount that has none; None: each must name its own.

    Raises (all methods):
        BadField: the cell holds something else.
    """

    def __init__(self, values: Mapping[str, Any], zone: tzinfo = timezone.utc, currency: str | None = None) -> None:
        self.values = values
        self._zone = zone
        self._currency = currency

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, (dict, list, bool)):
            raise BadField(name, "is not text")
        return str(value).strip() or None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise BadField(name, "is missing")
        return value

    def name(self, name: str) -> str | None:
        """A name that a key is made from."""
        value = self.text(name)
        if value is not None:
            if not slug(value):
                raise BadField(name, f"{value[:50]!r} holds no letter or digit")
            if len(value) > LONGEST_NAME:
                raise BadField(name, f"is {len(value)} characters long, {LONGEST_NAME} at most")
        return value

    def whole(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        match = _WHOLE.fullmatch(value)
        if match is None:
            raise BadField(name, f"{value[:50]!r} is not a whole number")
        return int(match[1])

    def flag(self, name: str) -> bool | None:
        if isinstance(self.values.get(name), bool):
            return bool(self.values[name])
        value = self.text(name)
        if value is None:
            return None
        if value.casefold() in _YES:
            return True
        if value.casefold() in _NO:
            return False
        raise BadField(name, f"{value[:50]!r} is neither true nor false")

    def money(self, name: str) -> tuple[Decimal, str] | None:
        """Amount and ISO 4217 currency."""
        value = self.text(name)
        return None if value is None else parse_money(name, value, self._currency)

    def currency(self, name: str) -> str | None:
        value = self.text(name)
        return None if value is None else _known_currency(name, value)

    def moment(self, name: str) -> datetime | None:
        """In UTC. A date alone is its first moment."""
        value = self.text(name)
        return None if value is None else parse_moment(name, value, self._zone)[0]

    def period(self, name: str) -> tuple[datetime, datetime] | None:
        """``START/END`` in ISO 8601; the end is exclusive, and a date alone lasts until its day is over."""
        value = self.text(name)
        if value is None:
            return None
        ends = value.split("/")
        if len(ends) != 2:
            raise BadField(name, f"{value[:80]!r} is not START/END")
        start, end = parse_moment(name, ends[0], self._zone)[0], parse_moment(name, ends[1], self._zone)[1]
        if end <= start:
            raise BadField(name, f"{value!r} ends before it starts")
        return start, end


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Every ISO 4217 code that Babel knows."""
    return frozenset(list_currencies())


def parse_money(field: str, text: str, default: str | None) -> tuple[Decimal, str]:
    """``15.00 USD``, ``USD 15``, ``$1,299.00`` or, with a ``default`` currency, ``15.00``.

    Raises:
        BadField: it is no amount, is negative, or its currency is missing or unknown.
    """
    code = _CODE.search(text)
    if code is not None:
        currency, rest = _known_currency(field, code[0]), text[: code.start()] + text[code.end() :]
    else:
        symbol = next((each for each in (*_SYMBOLS, *_SHARED_SYMBOLS) if each in text), None)
        rest = text if symbol is None else text.replace(symbol, "", 1)
        named = _SYMBOLS.get(symbol) if symbol else None
        if named is None and default is None:
            raise BadField(field, f"{text[:50]!r} names no currency, as 15.00 USD does")
        currency = named or str(default)
    rest = rest.strip()
    if rest[:1] in {"-", "−"} and _NUMBER.fullmatch(rest[1:].strip()):
        raise BadField(field, f"{text[:50]!r} is negative")
    if _PLAIN.fullmatch(rest):
        return Decimal(rest), currency
    parsed = Price.fromstring(rest) if len(rest) < 50 and _NUMBER.fullmatch(rest) else None
    if parsed is None or parsed.amount is None or parsed.amount_text != rest:
        raise BadField(field, f"{text[:50]!r} is not an amount of money")
    return Decimal(parsed.amount), currency


def _known_currency(field: str, text: str) -> str:
    if text.upper() not in currencies():
        raise BadField(field, f"{text[:20]!r} is no currency (ISO 4217)")
    return text.upper()


def parse_moment(field: str, text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moment that an ISO 8601 date or time names, and where it ends (a whole day has an end), both in UTC.

    Raises:
        BadField: it is no such moment.
    """
    match = _MOMENT.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        day, minutes, seconds, fraction, offset = match.groups()
        if minutes is None:
            first = datetime.combine(date.fromisoformat(day), time(), zone)
            return first.astimezone(timezone.utc), (first + timedelta(days=1)).astimezone(timezone.utc)
        at = datetime.fromisoformat(f"{day}T{minutes}{seconds or ':00'}.{(fraction or '0').ljust(6, '0')}")
        at = at.replace(tzinfo=_offset(offset) if offset else zone).astimezone(timezone.utc)
        return at, at
    except (ValueError, OverflowError):
        raise BadField(field, f"{text[:50]!r} is not a date (ISO 8601, as 2024-05-17T12:00:00Z)") from None


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if text[0] == "-" else size)
