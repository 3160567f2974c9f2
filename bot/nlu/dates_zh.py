"""Dates as Chinese says them, relative to a day. Traditional characters are read once they are Simplified."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.nlu import periods
from bot.nlu.numerals import CHINESE, number
from bot.nlu.periods import Period

_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "前晚": -2, "今天": 0, "今日": 0, "今晚": 0,
    "今早": 0, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "大后天": 3, "后天": 2,
}  # fmt: skip
_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "今": 0, "下": 1, "下下": 2, "前": -2, "去": -1, "明": 1, "后": 2}
_WEEKDAYS = "一二三四五六日"
_COUNT = rf"(?P<count>\d{{1,3}}|{CHINESE}|半)"
_WHICH = r"(?P<which>上上|下下|上|这|本|下)个?"
_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY = r"(?P<weekday>[一二三四五六日天1-6])"
_AHEAD = re.compile(r"会|将|能到|能不能到|送到|送达|之前|下[个周]|预约|能收到|可以到|到货|要到")

Reader = Callable[[re.Match[str], date, bool], "Period | None"]


def _near(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.day(today, _DAYS[match.group()])


def _ago(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return _moved(today, match, -1 if "前" in match["way"] else 1)


def _lately(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    began = _moved(today, match, -1)
    return began and began.until(periods.day(today))


def _week(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.week(today, _STEPS[match["which"]])


def _weekend(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.weekend(today, _STEPS[match["which"] or "这"])


def _weekday(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    said = match["weekday"].replace("天", "日")
    weekday = int(said) - 1 if said.isdigit() else _WEEKDAYS.index(said)
    if match["which"]:
        return periods.day(periods.week(today, _STEPS[match["which"]]).first, weekday)
    return periods.nearest_weekday(today, weekday, future=ahead)


def _month(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.month_from(today, _STEPS[match["which"]])


def _year(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.year(today.year + _STEPS[match["which"]])


def _calendar(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    """2026年3月5号, 去年三月, 上个月5号, 3月."""
    groups = match.groupdict()
    year: int | None = None
    if groups.get("year"):
        year = int(groups["year"]) + (2000 if len(groups["year"]) == 2 else 0)
    elif groups.get("which_year"):
        year = today.year + _STEPS[groups["which_year"]]
    if groups.get("which_month"):
        whole = periods.month_from(today, _STEPS[groups["which_month"]])
        if whole is None:
            return None
        year, month = whole.first.year, whole.first.month
    elif groups.get("month"):
        month = int(number(groups["month"]))
    else:
        return None if year is None else periods.year(year)
    if not groups.get("day"):
        return periods.nearest_month(today, month, future=ahead) if year is None else periods.month(year, month)
    day = int(number(groups["day"]))
    if year is None:
        return periods.nearest_day(today, month, day, future=ahead)
    return periods.exactly(year, month, day)


def _day_of_month(match: re.Match[str], today: date, ahead: bool) -> Period | None:
    return periods.nearest_day_of_month(today, int(number(match["day"])), future=ahead)


_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_READERS: list[tuple[str, Reader]] = [
    (
        rf"(?:(?P<year>(?:19|20)?\d\d)年|(?P<which_year>前|去|今|明|后)年)?(?P<month>{_NUMBER})月"
        rf"(?:份|(?P<day>{_NUMBER})[号日]?)?",
        _calendar,
    ),
    (rf"(?P<which_month>上上|上|这|本|下)个?月(?P<day>{_NUMBER})[号日]", _calendar),
    (r"(?P<year>(?:19|20)\d\d)年(?!\d)", _calendar),
    ("|".join(sorted(_DAYS, key=len, reverse=True)), _near),
    (rf"{_COUNT}(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)(?P<way>以?之?前|以?之?后)", _ago),
    (rf"(?:最近|近|过去|这)(?:的|这)?{_COUNT}(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)", _lately),
    (r"(?P<which>上上|上|这|本|下)?个?周末", _weekend),
    (rf"(?:{_WHICH})?{_WEEK}{_WEEKDAY}(?![个次])", _weekday),
    (rf"{_WHICH}{_WEEK}", _week),
    (rf"{_WHICH}月", _month),
    (r"(?P<which>前|去|今|明|后)年", _year),
    # "5号" alone may be the fifth in a list.
    (rf"(?<![第\d月])(?P<day>{_NUMBER})[号日](?=下的?单|买|订|的订单|的单|到货|送|那天)", _day_of_month),
]
_PATTERNS = [(re.compile(pattern), read) for pattern, read in _READERS]
_HINT = re.compile(r"[天日晚早周月年号]|星期|礼拜")


def read(text: str, today: date) -> Iterator[tuple[Period, int, int]]:
    """Every date in ``text`` with its place, none over another; weeks begin on Monday.

    As in English, what names no year is the last one up to today, unless the text speaks of what is to come.
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
    unit = match["unit"].removeprefix("个")
    if match["count"] == "半":
        return {"月": periods.day(today, way * 15), "年": periods.months_ago(today, -6 * way)}.get(unit)
    count = way * int(number(match["count"]))
    if unit == "月":
        return periods.months_ago(today, -count)
    if unit == "年":
        return periods.months_ago(today, -12 * count)
    return periods.day(today, count if unit in "天日" else 7 * count)
