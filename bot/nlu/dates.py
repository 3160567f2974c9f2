"""Dates and stretches of time in a message, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.nlu import dates_en, dates_zh
from bot.nlu.periods import FIRST_YEAR, LAST_YEAR, day
from bot.nlu.spans import Span

MOST = 5
#: Between two dates that are the ends of one stretch.
_TO = re.compile(r"\s*(?:to|and|until|till|through|-|–|—|~|到|至|和)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\bbetween|\bfrom|从)\s*$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+$", re.IGNORECASE)
_SINCE_AFTER = re.compile(r"(?:以来|至今|起|到现在)")


def read_dates(text: str, today: date) -> Iterator[Span]:
    """Dates as ``{"from": ISO date, "to": ISO date}``, both included, relative to ``today``; the first five."""
    if not FIRST_YEAR <= today.year <= LAST_YEAR:
        return
    found = sorted([*dates_en.read(text, today), *dates_zh.read(text, today)], key=lambda each: each[1:])
    spans: list[Span] = []
    place = 0
    while place < len(found) and len(spans) < MOST:
        period, start, end = found[place]
        place += 1
        if place < len(found):
            other, other_start, other_end = found[place]
            between = text[end:other_start]
            joined = _TO.fullmatch(between)
            # "Monday and Tuesday" are two days, "between Monday and Tuesday" is one stretch.
            if joined and (between.strip() not in ("and", "和") or _BETWEEN.search(text[:start])):
                if other.last < period.first and period.first - other.last < timedelta(days=7):
                    # "From Monday to Wednesday", said on a Tuesday: the Monday before that Wednesday.
                    period = day(period.first, -7)
                period, end = period.until(other), other_end
                place += 1
        if _SINCE.search(text[:start]) or _SINCE_AFTER.match(text, end):
            period = period.until(day(today))
        spans.append(Span(period.as_value(), start, end))
    yield from spans
