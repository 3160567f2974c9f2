"""A tracker such as Rasa sends to an action, made by hand."""

from __future__ import annotations

from typing import Any


class FakeTracker:
    """The part of ``rasa_sdk.Tracker`` that a turn reads."""

    def __init__(self, sender: str = "c1", slots: dict[str, Any] | None = None, **message: Any) -> None:
        self.sender_id = sender
        self.latest_message = message
        self.events: list[dict[str, Any]] = []
        self._slots = slots or {}

    def get_slot(self, name: str) -> Any:
        return self._slots.get(name)
