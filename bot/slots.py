"""The slot that keeps the language of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa.shared.core.slots import Slot

LANGUAGES = ("en", "zh")
OTHER = "other"


@dataclass(frozen=True)
class Spoken:
    """The language that is spoken, whether the customer chose it, and what the channel last said."""

    language: str | None = None
    chosen: bool = False
    channel: str | None = None

    def after(self, evidence: Mapping[str, Any]) -> Spoken:
        """What is spoken after a message with this evidence.

        The channel's language is the start, and counts again when it changes: then the customer changed it on the page.
        A message in the other language changes it, and one that asks for a language chooses it. A chosen language stays
        until the customer writes a whole sentence in the other.

        ``evidence``: ``channel``, ``said`` and ``asked``, each a language (``asked`` may be "other"), and ``sentence``.
        """
        spoken = self
        channel, said, asked = (evidence.get(key) for key in ("channel", "said", "asked"))
        if channel in LANGUAGES and channel != spoken.channel:
            changed = spoken.channel is not None or spoken.language is None
            spoken = Spoken(channel, False, channel) if changed else replace(spoken, channel=channel)
        if asked == OTHER:
            return replace(spoken, language="en" if spoken.language == "zh" else "zh", chosen=True)
        if asked in LANGUAGES:
            return replace(spoken, language=asked, chosen=True)
        if said in LANGUAGES and said != spoken.language and (not spoken.chosen or evidence.get("sentence")):
            return replace(spoken, language=said, chosen=False)
        return spoken


class LanguageSlot(Slot):
    """Set to the evidence of each message (:meth:`Spoken.after`), its value is the language: "en", "zh" or None.

    Set to a language outright, as stories and a renewed session do, it takes it. Rasa chooses between the variations of
    a response by a slot's value, so the slot itself has to know; no policy is influenced by it.
    """

    type_name = "language"
    _spoken = Spoken()

    @property
    def value(self) -> Any:
        """The language spoken."""
        return self._spoken.language

    @value.setter
    def value(self, value: Any) -> None:
        if isinstance(value, Mapping):
            self._spoken = self._spoken.after(value)
        else:
            self._spoken = Spoken(value if value in LANGUAGES else None)
        self._has_been_set = True

    def _as_feature(self) -> list[float]:
        return []

    def _feature_dimensionality(self) -> int:
        return 0
