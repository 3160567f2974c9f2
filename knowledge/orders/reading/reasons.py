"""Why a customer wants something, among the reasons that the policy accepts."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.orders.policy import Reason
from knowledge.orders.reading.words import words


def read_reason(text: str, reasons: Sequence[Reason]) -> str | None:
    """The key of the reason that is said first; None where none is."""
    plain = f" {' '.join(words(text))} "
    found = []
    for reason in reasons:
        phrases = [*reason.labels.values(), *(each for said in reason.said.values() for each in said)]
        places = [plain.find(f" {' '.join(words(phrase))} ") for phrase in phrases]
        at = min((place for place in places if place >= 0), default=None)
        if at is not None:
            found.append((at, reason.key))
    return min(found)[1] if found else None
