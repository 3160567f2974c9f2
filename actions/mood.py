"""How the customer sounds, from what the pipeline found in their last messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

UPSET_FROM = 0.85
URGENT_FROM = 0.6
LOOKED_AT = 3
"""A customer who asks for a person calmly, after two angry messages, is still an angry customer."""


@dataclass(frozen=True)
class Mood:
    """``sentiment`` (negative, neutral, positive) with its ``confidence``, and whether the matter is ``urgent``."""

    sentiment: str
    confidence: float
    urgent: bool

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Mood:
        """The mood of one parsed message; neutral where the pipeline told none."""
        sentiment, urgency = message.get("sentiment") or {}, message.get("urgency") or {}
        return cls(
            sentiment.get("label", "neutral"),
            float(sentiment.get("confidence", 0.0)),
            urgency.get("label") == "urgent" and urgency.get("confidence", 0.0) >= URGENT_FROM,
        )

    @property
    def upset(self) -> bool:
        """Whether the customer is surely unhappy."""
        return self.sentiment == "negative" and self.confidence >= UPSET_FROM


def lately(events: Sequence[Mapping[str, Any]]) -> Mood:
    """Of the customer's last messages: the unhappiest sentiment, and urgent if one of them was."""
    said = (each.get("parse_data") or {} for each in reversed(events) if each.get("event") == "user")
    moods = [Mood.of(message) for message in islice(said, LOOKED_AT)]
    if not moods:
        return Mood("neutral", 0.0, False)
    worst = next((mood for mood in moods if mood.upset), moods[0])
    return Mood(worst.sentiment, worst.confidence, any(mood.urgent for mood in moods))
