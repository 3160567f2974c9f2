"""Messages that the assistant did not understand well, kept for people to teach it with, and for no longer than agreed.

A text is masked before it is written (``knowledge.privacy``), and neither customer nor conversation is kept with it. Of
a customer who is signed in, nothing is kept unless they agreed to analytics; a guest's words lead to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, desc, or_, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.models import Customer, UnclearMessage
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.customers.consent import ConsentBook
from knowledge.errors import NotFoundError
from knowledge.privacy.masking import mask

Reason = Literal["fallback", "low_confidence", "thumbs_down"]

MOST = 10_000
"""How many are kept at once; beyond that the oldest go."""
LONGEST_READ = 2_000
LONGEST_KEPT = 300
NEAREST = 3


@dataclass(frozen=True)
class UnclearView:
    """One message to review. ``text`` is masked; ``intents`` are (name, confidence), the likeliest first."""

    id: int
    text: str
    language: str
    reason: str
    intents: tuple[tuple[str, float], ...]
    times: int
    at: datetime
    label: str | None


class UnclearLog:
    """The unclear messages of a shop. Safe to use from several threads and processes at once."""

    def __init__(self, store: CatalogueStore, clock: Clock, kept_for: timedelta) -> None:
        """``kept_for`` is the time after which a message is deleted; with none at all, none is kept."""
        self._store = store
        self._clock = clock
        self._kept_for = kept_for
        self._consents = ConsentBook(store, clock)

    def keep(
        self,
        text: str,
        language: str,
        reason: Reason,
        intents: Sequence[Mapping[str, Any]],
        customer_id: str | None,
    ) -> bool:
        """Keep what ``customer_id`` (None: a guest) said, masked; whether it was kept.

        It is not where the customer did not agree, where nothing is kept at all, and where a person has already given
        the same text a label. The same text again is counted, not kept twice. ``intents`` are as Rasa ranks them.
        """
        if not self._kept_for or not text.strip():
            return False
        if customer_id is not None and not self._consents.allows(customer_id, "analytics"):
            return False
        with self._store.transaction() as session:
            masked = mask(text[:LONGEST_READ], _known(session, customer_id))
            shown = " ".join(masked.split())[:LONGEST_KEPT].strip()
            return self._write(session, shown, language, reason, _nearest(intents))

    def waiting(self, limit: int = 2_000) -> tuple[UnclearView, ...]:
        """What nobody has looked at yet, the newest ``limit``, the last said first."""
        query = (
            select(UnclearMessage)
            .where(UnclearMessage.__table__.c.label.is_(None))
            .order_by(desc(UnclearMessage.at), desc(UnclearMessage.id))
            .limit(limit)
        )
        with self._store.session() as session:
            return tuple(_view(row) for row in session.execute(query).scalars())

    def message(self, message_id: int) -> UnclearView:
        """The message with this number.

        Raises:
            NotFoundError: there is none.
        """
        with self._store.session() as session:
            found = session.get(UnclearMessage, message_id)
            if found is None:
                raise NotFoundError(f"no unclear message has the number {message_id}; `daogou review` lists them")
            return _view(found)

    def label(self, message_id: int, intent: str) -> None:
        """Note that a person gave it to ``intent``; it waits no longer.

        Raises:
            NotFoundError: there is no such message.
        """
        self.message(message_id)
        with self._store.transaction() as session:
            session.execute(update(UnclearMessage).where(UnclearMessage.id == message_id).values(label=intent))

    def drop(self, message_id: int) -> None:
        """Delete it.

        Raises:
            NotFoundError: there is no such message.
        """
        self.message(message_id)
        with self._store.transaction() as session:
            session.execute(delete(UnclearMessage).where(UnclearMessage.id == message_id))

    def prune(self) -> int:
        """Delete what is older than may be kept, and the oldest beyond ``MOST``; how many that were."""
        columns = UnclearMessage.__table__.c
        with self._store.transaction() as session:
            oldest_kept = session.execute(
                select(columns.at).order_by(desc(columns.at), desc(columns.id)).offset(MOST).limit(1)
            ).scalar_one_or_none()
            too_old = [columns.at <= self._clock.now() - self._kept_for]
            if oldest_kept is not None:
                too_old.append(columns.at <= oldest_kept)
            gone = session.execute(
                delete(UnclearMessage).where(or_(*too_old)).execution_options(synchronize_session=False)
            )
            return int(gone.rowcount)

    def _write(self, session: Session, text: str, language: str, reason: Reason, intents: list[dict[str, Any]]) -> bool:
        columns = UnclearMessage.__table__.c
        same = session.execute(
            select(UnclearMessage).where(columns.text == text, columns.language == language).limit(1)
        ).scalar_one_or_none()
        now = self._clock.now()
        if same is None:
            session.add(UnclearMessage(text=text, language=language, reason=reason, intents=intents, times=1, at=now))
            return True
        if same.label is not None:
            return False
        same.times, same.at, same.intents = same.times + 1, now, intents
        if reason == "thumbs_down":
            same.reason = reason
        return True


def _known(session: Session, customer_id: str | None) -> tuple[str | None, ...]:
    """What the shop knows of a customer that must not stand in a text."""
    if customer_id is None:
        return ()
    found = session.execute(
        select(Customer.name, Customer.email, Customer.phone).where(Customer.customer_id == customer_id)
    ).first()
    return tuple(found) if found else ()


def _nearest(intents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    named = [each for each in intents if each.get("name") and each["name"] != "nlu_fallback"]
    return [
        {"name": str(each["name"]), "confidence": round(float(each.get("confidence") or 0.0), 3)}
        for each in named[:NEAREST]
    ]


def _view(row: UnclearMessage) -> UnclearView:
    intents = tuple((each["name"], each["confidence"]) for each in row.intents)
    return UnclearView(row.id, row.text, row.language, row.reason, intents, row.times, row.at, row.label)
