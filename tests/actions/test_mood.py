"""What actions make of how the customer sounds."""

from __future__ import annotations

from typing import Any

from actions.mood import Mood, lately


def said(sentiment: str, urgency: str = "normal", confidence: float = 0.95) -> dict[str, Any]:
    parsed = {
        "sentiment": {"label": sentiment, "confidence": confidence},
        "urgency": {"label": urgency, "confidence": 0.9},
    }
    return {"event": "user", "parse_data": parsed}


def test_an_angry_customer_who_asks_calmly_for_a_person_is_still_angry() -> None:
    mood = lately([said("negative", "urgent"), {"event": "bot"}, said("neutral")])
    assert (mood.sentiment, mood.urgent) == ("negative", True)


def test_anger_of_long_ago_is_forgotten() -> None:
    assert lately([said("negative", "urgent"), *[said("neutral")] * 3]) == Mood("neutral", 0.95, False)


def test_one_that_may_be_unhappy_is_not_taken_for_upset() -> None:
    assert not Mood.of(said("negative", confidence=0.6)["parse_data"]).upset


def test_without_a_pipeline_that_tells_moods_everybody_is_neutral() -> None:
    assert Mood.of({"text": "hello"}) == Mood("neutral", 0.0, False)
    assert lately([]) == Mood("neutral", 0.0, False)
