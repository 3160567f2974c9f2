"""Dates as English says them, relative to a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.nlu import periods
from bot.nlu.numerals import WORD, number
from bot.nlu.periods import Period

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SHORT = r"mon|tues?|weds?|thu(?:rs?)?|fri|(?:sat|sun)(?=\W*$|[,.;!?])"  # "sun cream" is no day
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)}|{_SHORT})"
_FULL_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d))"
_COUNT = rf"(?P<count>\d{{1,3}}|{WORD}|an?|a couple(?: of)?)"
_UNIT = r"(?P<unit>day|week|fortnight|month|year)s?"
#: What is spoken of lies ahead: "will it arrive on Monday", "I need it by Friday".
_AHEAD = re.compile(
    r"\b(?:will|'ll|by|arriv(?:e|es|ing)|coming|until|till|next|get here|come[s]?|need (?:it|them|this)|going to|"
    r"schedule[d]?|can (?:i|you|it))\b",
    re.IGNORECASE,
)

_NEAR = {
    "before yesterday": -2, "after tomorrow": 2, "yesterday": -1, "last night": -1, "tomorrow": 1, "tmr": 1,
}  # fmt: skip

Reader = Callable[[re.Match[str], date, bool], "Period | None"]


def _near(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    said = match.group().lower()
    for words, days in _NEAR.items():
        if words in said:
            return periods.day(today, days)
    return periods.day(today)


def _ago(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return _moved(today, match, -1)


def _hence(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return _moved(today, match, 1)


def _past(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    began = _moved(today, match, -1)
    return began and began.until(periods.day(today))


def _within(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    ends = _moved(today, match, 1)
    return ends and ends.until(periods.day(today))


def _relative(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    step = _step(match["which"])
    unit = match["unit"].lower()
    if unit == "week":
        return periods.week(today, step)
    if unit == "weekend":
        return periods.weekend(today, step)
    return periods.month_from(today, step) if unit == "month" else periods.year(today.year + step)


def _weekday(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    weekday = next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(match["weekday"].lower()[:3]))
    which = (match.groupdict().get("which") or "").lower()
    if which in ("last", "past", "previous"):
        return periods.day(today, -((today.weekday() - weekday - 1) % 7 + 1))
    if which in ("next", "coming"):
        return periods.day(today, (weekday - today.weekday() - 1) % 7 + 1)
    if which == "this":
        return periods.day(today, weekday - today.weekday())
    return periods.nearest_weekday(today, weekday, future=ahead)


def _month(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    number = _month_number(match)
    groups = match.groupdict()
    if groups.get("year"):
        return periods.month(int(groups["year"]), number)
    which = (groups.get("which") or "").lower()
    if which in ("last", "past", "previous"):
        return periods.month(today.year - (number >= today.month), number)
    if which in ("next", "coming"):
        return periods.month(today.year + (number <= today.month), number)
    return periods.nearest_month(today, number, future=ahead)


def _day_of_month(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    month, first = _month_number(match), int(match["day"])
    groups = match.groupdict()
    last = int(groups["last"]) if groups.get("last") else first
    if groups.get("year"):
        begins, ends = (periods.exactly(int(groups["year"]), month, day) for day in (first, last))
    else:
        begins, ends = (periods.nearest_day(today, month, day, future=ahead) for day in (first, last))
    return begins.until(ends) if begins and ends and first <= last else None


def _numeric(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    groups = match.groupdict()
    if groups.get("iso_year"):
        return periods.exactly(int(groups["iso_year"]), int(groups["iso_month"]), int(groups["iso_day"]))
    month, day = int(groups["first"]), int(groups["second"])
    if month > 12 or groups["separator"] == ".":
        month, day = day, month  # 31/12, and 05.03. as it is written where a point stands between
    if groups["numeric_year"]:
        return periods.exactly(int(groups["numeric_year"]), month, day)
    return periods.nearest_day(today, month, day, future=ahead)


def _the_day(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.nearest_day_of_month(today, int(match["day"]), future=ahead)


def _year(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.year(int(match["year"]))


_WHICH = r"(?P<which>last|this|next|past|previous|coming)"
_TO = r"\s*(?:-|–|to|through)\s*(?P<last>[0-3]?\d)(?:st|nd|rd|th)?"
_READERS: list[tuple[str, Reader]] = [
    (r"(?:the )?day (?:before yesterday|after tomorrow)", _near),
    (r"yesterday|tomorrow|tmrw|tmr|today|tonight|last night|this (?:morning|afternoon|evening)", _near),
    (rf"{_COUNT}\s+{_UNIT}\s+(?:ago|back|earlier)", _ago),
    (rf"{_COUNT}\s+{_UNIT}\s+(?:from now|later)", _hence),
    (rf"in\s+{_COUNT}\s+{_UNIT}(?:'s? time)?", _hence),
    (rf"(?:the )?(?:last|past|previous)\s+{_COUNT}\s+{_UNIT}", _past),
    (rf"(?:within|(?:the )?next)\s+{_COUNT}\s+{_UNIT}", _within),
    (
        r"(?P<iso_year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<iso_month>[01]?\d)(?P=mark)(?P<iso_day>[0-3]?\d)(?![\d/-])",
        _numeric,
    ),
    (
        r"(?P<first>[0-3]?\d)(?P<separator>[/.-])(?P<second>[0-3]?\d)(?P=separator)"
        r"(?P<numeric_year>(?:20)?\d\d)(?![\d/-])",
        _numeric,
    ),
    # 3/5 may be a share: only where a word says that it is a day.
    (r"(?<=\bon )(?P<first>[0-3]?\d)(?P<separator>/)(?P<second>[0-3]?\d)(?P<numeric_year>)(?![\d/])", _numeric),
    (r"(?<=\bsince )(?P<first>[0-3]?\d)(?P<separator>/)(?P<second>[0-3]?\d)(?P<numeric_year>)(?![\d/])", _numeric),
    (rf"{_MONTH}\s+(?:the )?{_DAY}(?:{_TO})?\b(?!\s*(?:oz|ct|pk|%|\$)){_YEAR}?", _day_of_month),
    (rf"(?:the )?{_DAY}(?:{_TO})?\s+(?:of\s+)?{_MONTH}{_YEAR}?", _day_of_month),
    # "May" and "march" alone are verbs: a month needs a word before it or a year after it.
    (rf"(?:{_WHICH}|in|during|since|from|until|by|of|early|late)\s+{_MONTH}{_YEAR}?", _month),
    (rf"{_MONTH}\s*,?\s+(?P<year>(?:19|20)\d\d)", _month),
    (rf"(?:the )?{_WHICH}\s+(?P<unit>weekend|week|month|year)", _relative),
    (rf"{_WHICH}\s+{_WEEKDAY}", _weekday),
    (rf"(?<=\bon ){_WEEKDAY}", _weekday),
    (rf"{_FULL_WEEKDAY}(?=s?\b)", _weekday),
    (r"(?<=\bon the )(?P<day>[0-3]?\d)(?:st|nd|rd|th)(?!\s+(?:one|item|product|of|page|place)|[\w-])", _the_day),
    (r"(?<=\bin )(?P<year>(?:19|20)\d\d)(?![\d.,]*\d)", _year),
]  # fmt: skip
_PATTERNS = [
    (re.compile(rf"(?<![\w/.$€£¥#-])(?:{pattern})(?![a-z])", re.IGNORECASE), read) for pattern, read in _READERS
]
_HINT = re.compile(
    r"day|night|morrow|morning|afternoon|evening|tm[rw]|week|month|year|fortnight|\b(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d[/.-]\d|\d(?:st|nd|rd|th)\b|(?:19|20)\d\d",
    re.IGNORECASE,
)


def read(text: str, today: date) -> Iterator[tuple[Period, int, int]]:
    """Every date in ``text`` with its place, none over another; weeks begin on Monday.

    A weekday, a month or a day without its year is the last one up to today, unless the text speaks of what is to come.
    """
    if not _HINT.search(text):
        return
    ahead = bool(_AHEAD.search(text))
    taken: list[tuple[int, int]] = []
    for pattern, reader in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            if period := reader(match, today, ahead):
                taken.append((start, end))
                yield period, start, end


def _moved(today: date, match: re.Match[str], way: int) -> Period | None:
    said, unit = match["count"].lower(), match["unit"].lower()
    count = way * (2 if said.startswith("a couple") else int(number(said)))
    if unit == "month":
        return periods.months_ago(today, -count)
    if unit == "year":
        return periods.months_ago(today, -12 * count)
    return periods.day(today, count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _step(which: str) -> int:
    return {"last": -1, "past": -1, "previous": -1, "this": 0}.get(which.lower(), 1)


def _month_number(match: re.Match[str]) -> int:
    return next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(match["month"].lower()[:3]))
