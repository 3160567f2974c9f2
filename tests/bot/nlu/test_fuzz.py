"""No message upsets the pipeline of config.yml, and none costs much more than another."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.sentences.registry import KINDS, shared_encoder
from tests.bot.nlu.pipeline import Pipeline, parse, told

MESSAGES = 1_000
MOST_TIMES_THE_MEDIAN = 10
LONGEST = 100_000

_WORDS = st.sampled_from(
    [
        "milk",
        "where is my order",
        "第二个",
        "牛奶和面包",
        "under $5",
        "3到5块",
        "not",
        "不要",
        "上周",
        "#W4082615",
        "a@b.c",
    ]
)
_SCRIPTS = st.sampled_from(
    ["ا", "ש", "한", "あ", "न", "ß", "🙂", "👩‍👩‍👧‍👦", "\u202e", "\x00", "\x1b[31m", "\ud800", "𠮷", "\u0301"]
)
_MIXED = st.lists(_WORDS | _SCRIPTS | st.text(max_size=8), max_size=30).map(" ".join)
_LONG = (_WORDS | _SCRIPTS | st.text(min_size=1, max_size=8)).map(lambda unit: (unit * LONGEST)[:LONGEST])
_ANY = st.one_of(st.text(max_size=300), _MIXED, _MIXED, _LONG)


def seconds(components: list[Any], text: str) -> float:
    """Of this thread's own work, so that nothing else on the machine counts; every vector is computed anew."""
    for name in KINDS:
        if name in ("minilm", "use"):
            shared_encoder(name)._remembered.cache_clear()
    began = time.thread_time()
    parse(components, [text])
    return time.thread_time() - began


@pytest.fixture(scope="module")
def took(configured: Pipeline) -> dict[str, float]:
    """The work of each of a thousand messages, in seconds; the same thousand at each run."""
    found: dict[str, float] = {}

    @settings(
        max_examples=MESSAGES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(_ANY)
    def understand(text: str) -> None:
        (message,) = parse(configured.components, [text])
        answer = told(message)
        assert answer["intent"]["name"]
        for entity in answer["entities"]:
            assert 0 <= entity["start"] <= entity["end"] <= len(text)
        found[text] = seconds(configured.components, text)

    understand()
    return found


def test_a_thousand_odd_messages_are_each_understood_somehow(took: dict[str, float]) -> None:
    assert len(took) > MESSAGES / 2
    assert max(map(len, took)) == LONGEST


def test_none_takes_more_than_ten_times_the_median(configured: Pipeline, took: dict[str, float]) -> None:
    most = MOST_TIMES_THE_MEDIAN * statistics.median(took.values())
    # One measurement may hold a pause that the message has nothing to do with; its least of several does not.
    slow = {
        text: least
        for text, once in took.items()
        if once > most and (least := min(seconds(configured.components, text) for _ in range(5))) > most
    }
    assert not slow, f"over {most:.3f} s: " + ", ".join(
        f"{least:.3f} s for {text[:30]!a}" for text, least in slow.items()
    )
