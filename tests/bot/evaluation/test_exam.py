"""The examinations load, hold no message twice and name only what is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from bot.evaluation.exam import BadExam, read_entities, read_languages, read_moods, read_requests

ROOT = Path(__file__).resolve().parents[3]
EXAMS = ROOT / "tests" / "nlu"
CHINESE = re.compile("[\u3400-\u9fff]")


def twice(keys: Iterable[object]) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def in_both_languages(texts: Iterable[str]) -> tuple[int, int]:
    """How many are English, how many have Chinese in them."""
    chinese = [bool(CHINESE.search(text)) for text in texts]
    return chinese.count(False), chinese.count(True)


def test_entities_are_asked_in_both_languages() -> None:
    texts = [question.text for question in read_entities(EXAMS / "entities.yml").questions]
    english, chinese = in_both_languages(texts)
    assert twice(texts) == []
    assert english >= 120 and chinese >= 80


def test_values_of_entities_have_their_shapes() -> None:
    keys = {
        "price": ({"min", "currency"}, {"max", "currency"}, {"min", "max", "currency"}),
        "size": ({"number", "unit"},),
        "quantity": ({"number", "unit"},),
        "date": ({"from", "to"},),
    }
    for question in read_entities(EXAMS / "entities.yml").questions:
        for expected in question.entities:
            for value in expected.values:
                if expected.entity in keys:
                    assert set(value) in keys[expected.entity], question
                else:
                    assert isinstance(value, int if expected.entity == "ordinal" else str), question


def test_half_of_the_requests_are_one_and_look_like_several() -> None:
    questions = read_requests(EXAMS / "requests.yml")
    several = sum(len(question.intents) > 1 for question in questions)
    assert twice(question.text for question in questions) == []
    assert min(several, len(questions) - several) >= 35


def test_requests_are_of_intents_that_are_held_out() -> None:
    held_out = yaml.safe_load((EXAMS / "held_out.yml").read_text(encoding="utf-8"))
    known = {block["intent"] for block in held_out["nlu"]}
    assert {intent for question in read_requests(EXAMS / "requests.yml") for intent in question.intents} <= known


def test_moods_are_asked_in_both_languages_and_often_enough_each() -> None:
    questions = read_moods(EXAMS / "mood.yml")
    english, chinese = in_both_languages(question.text for question in questions)
    sentiments = Counter(question.sentiment for question in questions)
    urgencies = Counter(question.urgency for question in questions)
    assert twice(question.text for question in questions) == []
    assert min(english, chinese) >= 140
    assert sentiments["negative"] >= 50 and sentiments["positive"] >= 40
    assert urgencies["urgent"] >= 45
    assert len({(question.sentiment, question.urgency) for question in questions}) == 6


@pytest.mark.parametrize("so_far", ["en", "zh"])
@pytest.mark.parametrize("answer", ["en", "zh"])
def test_languages_are_kept_and_changed_in_both_directions(so_far: str, answer: str) -> None:
    questions = read_languages(EXAMS / "language.yml")
    assert twice((question.text, question.so_far) for question in questions) == []
    assert sum((question.so_far, question.answer) == (so_far, answer) for question in questions) >= 14


def test_a_bad_message_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "requests.yml"
    bad.write_text("messages:\n  - {text: hello, intents: [greet]}\n  - {text: hello}\n")
    with pytest.raises(BadExam, match=r"requests\.yml: message 2"):
        read_requests(bad)


def test_a_message_must_be_text(tmp_path: Path) -> None:
    bad = tmp_path / "language.yml"
    bad.write_text("messages:\n  - {text: 12, so_far: en, answer: en}\n")
    with pytest.raises(BadExam, match="quote it"):
        read_languages(bad)


def test_a_mood_must_be_known(tmp_path: Path) -> None:
    bad = tmp_path / "mood.yml"
    bad.write_text("messages:\n  - {text: hello, sentiment: sad, urgency: normal}\n")
    with pytest.raises(BadExam, match="none of negative, neutral, positive"):
        read_moods(bad)
