"""What every writer of one import shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.catalogue.feeds.base import Counts, Reject
from knowledge.catalogue.records import Record


@dataclass(frozen=True)
class Batch:
    """The transaction, where its records come from, what moment it is, and where rejects and counts go."""

    session: Session
    source: str
    now: datetime
    reject: Callable[[Reject], None]
    counts: dict[str, Counts]

    def count(self, kind: str) -> Counts:
        """The counts of ``kind``, made at first use."""
        return self.counts.setdefault(kind, Counts())

    def refuse(self, record: Record, field: str, reason: str) -> None:
        """Report that ``record``, or the part of it in ``field``, is not taken over."""
        self.reject(Reject.at(record.origin, field, reason))
