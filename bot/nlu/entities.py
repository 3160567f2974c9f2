"""Entities as Rasa carries them."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


def entity(name: str, value: Any, start: int, end: int, extractor: str, confidence: float = 1.0) -> dict[str, Any]:
    """One entity: ``value`` is what ``text[start:end]`` means, JSON values only."""
    return {
        "entity": name,
        "value": value,
        "start": start,
        "end": end,
        "confidence_entity": confidence,
        "extractor": extractor,
    }


def add_entities(message: Message, found: list[dict[str, Any]]) -> None:
    """Add ``found`` to what other extractors found."""
    message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
