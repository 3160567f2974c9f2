"""Days, weeks, months and years around a day; the arithmetic behind dates in words."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

#: Nothing that a customer of a shop asks about lies further away.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Period:
    """From the day ``first`` to the day ``last``, both included."""

    first: date
    last: date

    def as_value(self) -> dict[str, str]:
        """As an entity carries it: ISO dates."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def until(self, other: Period) -> Period:
        """From the earlier of both to the later."""
        return Period(min(self.first, other.first), max(self.last, other.last))


def day(today: date, days: int = 0) -> Period:
    """The day so many days from ``today``."""
    moved = today + timedelta(days=max(-40_000, min(days, 40_000)))
    return Period(moved, moved)


def week(today: date, weeks: int = 0) -> Period:
    """The calendar week, Monday to Sunday, so many weeks from this one."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return Period(monday, monday + timedelta(days=6))


def weekend(today: date, weeks: int = 0) -> Period:
    """Saturday and Sunday of :func:`week`."""
    whole = week(today, weeks)
    return Period(whole.first + timedelta(days=5), whole.last)


def month(year: int, number: int) -> Period | None:
    """A calendar month; None where there is none of that number."""
    if not 1 <= number <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def month_from(today: date, months: int) -> Period | None:
    """The calendar month so many months from this one."""
    count = today.year * 12 + today.month - 1 + months
    return month(count // 12, count % 12 + 1)


def year(number: int) -> Period | None:
    """A calendar year."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    return Period(date(number, 1, 1), date(number, 12, 31))


def exactly(year: int, month: int, day: int) -> Period | None:
    """One day; None where the calendar has none such. A year of two digits is of this century."""
    year = year + 2000 if year < 100 else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found)


def months_ago(today: date, months: int) -> Period | None:
    """The same day of an earlier month (a negative number: of a later one), or its last where it is shorter."""
    whole = month_from(today, -months)
    return None if whole is None else exactly(whole.first.year, whole.first.month, min(today.day, whole.last.day))


def nearest_weekday(today: date, weekday: int, *, future: bool) -> Period:
    """The last such day up to today, or the next from today on; Monday is 0."""
    days = (weekday - today.weekday()) % 7 if future else -((today.weekday() - weekday) % 7)
    return day(today, days)


def nearest_month(today: date, number: int, *, future: bool) -> Period | None:
    """The last such month up to the present one, or the next from it on."""
    past = today.year if number <= today.month else today.year - 1
    return month(today.year if future and number >= today.month else past + (1 if future else 0), number)


def nearest_day(today: date, month: int, day: int, *, future: bool) -> Period | None:
    """The last such day of the year up to today, or the next from today on; 29 February goes to a leap year."""
    order = range(today.year, today.year + 9) if future else range(today.year, today.year - 9, -1)
    for each in order:
        found = exactly(each, month, day)
        if found and (found.first >= today if future else found.first <= today):
            return found
    return None


def nearest_day_of_month(today: date, day: int, *, future: bool) -> Period | None:
    """The last such day of a month up to today, or the next from today on."""
    for months in range(4):
        whole = month_from(today, months if future else -months)
        found = whole and exactly(whole.first.year, whole.first.month, day)
        if found and (found.first >= today if future else found.first <= today):
            return found
    return None
