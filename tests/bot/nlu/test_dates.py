"""What dates mean on Tuesday, 24 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.dates import read_dates
from bot.nlu.measures import MeasureEntityExtractor

TODAY = date(2026, 11, 24)


def read(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(span.value["from"], span.value["to"]) for span in read_dates(text, today)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-24"),
        ("yesterday", "2026-11-23"),
        ("last night", "2026-11-23"),
        ("the day before yesterday", "2026-11-22"),
        ("tomorrow", "2026-11-25"),
        ("last Tuesday", "2026-11-17"),
        ("on Monday", "2026-11-23"),
        ("will it arrive on Monday", "2026-11-30"),
        ("next Friday", "2026-11-27"),
        ("two weeks ago", "2026-11-10"),
        ("3 days ago", "2026-11-21"),
        ("a month ago", "2026-10-24"),
        ("in 3 days", "2026-11-27"),
        ("March 5th", "2026-03-05"),
        ("5 March", "2026-03-05"),
        ("December 3rd", "2025-12-03"),
        ("the 5th of March 2025", "2025-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("3/5/2026", "2026-03-05"),
        ("on 3/5", "2026-03-05"),
        ("on the 5th", "2026-11-05"),
        ("Feb 29", "2024-02-29"),
        ("昨天", "2026-11-23"),
        ("前天", "2026-11-22"),
        ("大前天", "2026-11-21"),
        ("后天", "2026-11-26"),
        ("三天前", "2026-11-21"),
        ("两个星期前", "2026-11-10"),
        ("上周二", "2026-11-17"),
        ("周五", "2026-11-20"),
        ("下周一", "2026-11-30"),
        ("星期天", "2026-11-22"),
        ("3月5号", "2026-03-05"),
        ("十二月二十五号", "2025-12-25"),
        ("2025年11月11日", "2025-11-11"),
        ("去年3月5号", "2025-03-05"),
        ("上个月5号", "2026-10-05"),
        ("5号下的单", "2026-11-05"),
    ],
)
def test_a_day_is_found(text: str, day: str) -> None:
    assert read(text) == [(day, day)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last week", "2026-11-16", "2026-11-22"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last weekend", "2026-11-21", "2026-11-22"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("in March", "2026-03-01", "2026-03-31"),
        ("in December", "2025-12-01", "2025-12-31"),
        ("March 2025", "2025-03-01", "2025-03-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("in the last two weeks", "2026-11-10", "2026-11-24"),
        ("from March 1 to March 5", "2026-03-01", "2026-03-05"),
        ("between Monday and Wednesday", "2026-11-16", "2026-11-18"),
        ("March 5-8", "2026-03-05", "2026-03-08"),
        ("since Monday", "2026-11-23", "2026-11-24"),
        ("上周", "2026-11-16", "2026-11-22"),
        ("这周", "2026-11-23", "2026-11-29"),
        ("上周末", "2026-11-21", "2026-11-22"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("3月份", "2026-03-01", "2026-03-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("最近三天", "2026-11-21", "2026-11-24"),
        ("从3月1日到3月5日", "2026-03-01", "2026-03-05"),
    ],
)
def test_a_stretch_of_days_is_found(text: str, first: str, last: str) -> None:
    assert read(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["I may want that", "march on", "sun cream", "a day", "3/5 of it", "the second one", "3号", "2000 eggs",
     "45/45/2026", "February 31st", "13月5号", "everyday deals", "monthly", "", "天然", "月饼", "日用品"],
)  # fmt: skip
def test_other_words_and_numbers_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_two_days_stay_two() -> None:
    assert read("Monday and Tuesday") == [("2026-11-23", "2026-11-23"), ("2026-11-24", "2026-11-24")]


def test_the_moment_in_the_metadata_counts_before_the_settings() -> None:
    message = Message({TEXT: "what did I buy yesterday", "metadata": {"now": "2018-01-01T04:01:20+00:00"}})
    MeasureEntityExtractor({"currency": "USD", "now": "2026-11-24T00:00:00Z"}).process([message])
    assert [each["value"] for each in message.get(ENTITIES)] == [{"from": "2017-12-31", "to": "2017-12-31"}]


@pytest.mark.parametrize("now", ["soon", 5, None, "9999-99-99"])
def test_a_moment_that_is_none_is_passed_over(now: object) -> None:
    found = MeasureEntityExtractor({"currency": "USD", "now": "2026-11-24T00:00:00Z"}).read("yesterday", {"now": now})
    assert found[0]["value"]["from"] == "2026-11-23"


@pytest.mark.parametrize("today", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize(
    "text", ["last week", "上周", "999 years ago", "in 999 months", "next year", "前年", "this weekend", "三百年前"]
)
def test_no_day_is_too_far_off_to_be_asked_from(text: str, today: date) -> None:
    read(text, today)
