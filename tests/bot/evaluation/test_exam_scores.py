"""Entities are right with name, value and role; requests in their order; the language is the one to go on in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.evaluation.exam import EntityQuestion, ExpectedEntity, LanguageQuestion, MoodQuestion, RequestQuestion
from bot.evaluation.exam_scores import Found, score_entities, score_languages, score_moods, score_requests
from bot.evaluation.model import Parsed


def saying(**data: dict[str, Any]) -> Callable[[str], Parsed]:
    """An assistant that gives, for the text with underscores, this parse data."""
    return lambda text: Parsed.of({"text": text, **data[text.replace(" ", "_")]})


def found(entity: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"entity": entity, "value": value, "start": 0, "end": 1, **more}


def test_an_entity_is_right_where_name_value_and_role_are() -> None:
    questions = [
        EntityQuestion("milk", (ExpectedEntity("category", ("dairy/milk", "milk")),)),
        EntityQuestion("no nuts", (ExpectedEntity("category", ("nuts",), excluded=True),)),
        EntityQuestion("牛奶", (ExpectedEntity("category", ("milk",)), ExpectedEntity("price", ({"max": "3"},)))),
        EntityQuestion("hello", ()),
    ]
    ask = saying(
        milk={"entities": [found("category", "milk"), found("language", "en")]},
        no_nuts={"entities": [found("category", "nuts")]},
        牛奶={"entities": [found("price", {"max": "3"}), found("size", {"number": 1.0, "unit": "l"})]},
        hello={"entities": []},
    )
    scores, wrong = score_entities(questions, ask)
    assert scores["en"]["category"] == Found(right=1, spurious=1, missed=1)
    assert scores["zh"] == {
        "all": Found(right=1, spurious=1, missed=1),
        "category": Found(missed=1),
        "price": Found(right=1),
        "size": Found(spurious=1),
    }
    assert scores["all"]["all"] == Found(right=2, spurious=2, missed=2) and wrong == ["no nuts", "牛奶"]


def test_what_is_found_twice_is_right_once() -> None:
    ask = saying(milk={"entities": [found("category", "milk"), found("category", "milk")]})
    scores, _ = score_entities([EntityQuestion("milk", (ExpectedEntity("category", ("milk",)),))], ask)
    assert scores["all"]["all"] == Found(right=1, spurious=1)


def test_precision_recall_and_f1_of_counts() -> None:
    counts = Found(right=6, spurious=2, missed=4)
    assert (counts.precision, counts.recall) == (0.75, 0.6) and counts.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (Found().precision, Found().recall, Found().f1) == (1, 1, 1)


def test_requests_are_right_in_their_order_and_number() -> None:
    def request(name: str) -> dict[str, Any]:
        return {"text": "", "intent": {"name": name}}

    ask = saying(
        two={"intent": {"name": "a"}, "requests": [request("a"), request("b")]},
        turned={"intent": {"name": "b"}, "requests": [request("b"), request("a")]},
        one={"intent": {"name": "a"}},
    )
    questions = [
        RequestQuestion("two", ("a", "b")),
        RequestQuestion("turned", ("a", "b")),
        RequestQuestion("one", ("a",)),
    ]
    scores = score_requests(questions, ask)
    assert (scores["all"].right, scores["all"].count, scores["all"].wrong) == (2, 3, ("turned",))


def test_the_language_to_go_on_in_follows_from_what_was_spoken_and_what_is_said() -> None:
    evidence = found("language_evidence", {"said": "zh", "sentence": True})
    ask = saying(你们有牛奶吗={"entities": [evidence]}, ok={"entities": []})
    questions = [
        LanguageQuestion("你们有牛奶吗", "en", "zh"),
        LanguageQuestion("ok", "zh", "zh"),
        LanguageQuestion("ok", "en", "zh"),
    ]
    scores = score_languages(questions, ask)
    assert {so_far: (each.right, each.count) for so_far, each in scores.items()} == {
        "en": (1, 2),
        "zh": (1, 1),
        "all": (2, 3),
    }


def test_a_mood_that_is_not_told_is_wrong() -> None:
    told = {"sentiment": {"label": "negative", "confidence": 0.9}, "urgency": {"label": "urgent", "confidence": 0.8}}
    ask = saying(bad=told, good={})
    scores = score_moods([MoodQuestion("bad", "negative", "normal"), MoodQuestion("good", "positive", "normal")], ask)
    assert scores["sentiment"]["all"].accuracy == 0.5 and scores["sentiment"]["all"].macro_f1 == 0.5
    assert scores["urgency"]["all"].wrong == (("bad", "urgent"), ("good", "None"))
