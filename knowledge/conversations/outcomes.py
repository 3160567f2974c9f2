"""How conversations ended, by one definition, so that containment is told honestly.

A conversation falls into talks: a silence of ``SILENCE`` ends one. A talk of a customer is

``handed_over``  a person took part in it, or was asked for
``abandoned``    the assistant's last word was a question, or none answered the customer's last word
``reopened``     neither, but the same customer (of a guest: the same conversation) came back within ``REOPENED_WITHIN``
``resolved``     none of these: the assistant did what was wanted, as far as can be told

Containment is the share that is resolved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select

from knowledge.catalogue.models import Conversation, ConversationMessage, Satisfaction
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.conversations import log
from knowledge.errors import UnknownConversation

SILENCE = timedelta(hours=2)
REOPENED_WITHIN = timedelta(days=7)
LONGEST_WORD = 1_000
Outcome = Literal["resolved", "handed_over", "abandoned", "reopened"]
OUTCOMES: tuple[Outcome, ...] = ("resolved", "handed_over", "abandoned", "reopened")

_message, _talk, _satisfaction = (columns(each) for each in (ConversationMessage, Conversation, Satisfaction))


@dataclass(frozen=True)
class Talk:
    """One talk: whose it was (a customer, or a guest's conversation), when it began and ended, and how."""

    whose: str
    began: datetime
    ended: datetime
    outcome: Outcome


@dataclass(frozen=True)
class Service:
    """``talks`` by outcome; ``scores``: how often each score from 1 to 5 was given."""

    talks: dict[Outcome, int]
    scores: dict[int, int]

    @property
    def containment(self) -> float | None:
        """The share of talks that the assistant resolved; None of none."""
        every = sum(self.talks.values())
        return self.talks["resolved"] / every if every else None

    @property
    def satisfied(self) -> float | None:
        """CSAT: the share of scores that are 4 or 5; None of none."""
        every = sum(self.scores.values())
        return (self.scores[4] + self.scores[5]) / every if every else None


class OutcomeBook:
    """Keeps how content customers were, and tells how their talks ended. People talk in real time."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def rate(self, conversation_id: str, score: int, word: str | None = None) -> None:
        """Keep how content the customer was with the conversation, from 1 to 5; the last one counts.

        Raises:
            UnknownConversation: there is no such conversation.
            ValueError: the score is none.
        """
        if score not in range(1, 6):
            raise ValueError("a score is from 1 to 5")
        now = self._clock.now()
        with self._store.transaction() as session:
            if session.get(Conversation, conversation_id) is None:
                raise UnknownConversation("no conversation has this id")
            kept = (word or "").strip()[:LONGEST_WORD] or None
            session.merge(Satisfaction(conversation_id=conversation_id, score=score, word=kept, at=now))

    def service(self, since: datetime) -> Service:
        """Of the talks that began since then."""
        counted = Counter(each.outcome for each in self.talks(since))
        query = select(_satisfaction.score, func.count()).where(_satisfaction.at >= since).group_by(_satisfaction.score)
        with self._store.session() as session:
            scores = {score: number for score, number in session.execute(query)}
        return Service({each: counted[each] for each in OUTCOMES}, {each: scores.get(each, 0) for each in range(1, 6)})

    def talks(self, since: datetime) -> list[Talk]:
        """Those that began since then, in that order; one that may still go on is not among them."""
        query = (
            select(ConversationMessage, _talk.customer_id)
            .join(Conversation, _talk.conversation_id == _message.conversation_id)
            .where(_message.at >= since - SILENCE)
            .order_by(_message.conversation_id, _message.seq)
        )
        parts: dict[str, list[log.LoggedMessage]] = {}
        with self._store.session() as session:
            for message, customer in session.execute(query):
                whose = f"customer:{customer}" if customer else f"guest:{message.conversation_id}"
                parts.setdefault(whose, []).append(log.logged(message))
        now = self._clock.now()
        found = [talk for whose, messages in parts.items() for talk in _talks(whose, messages, now)]
        return sorted((each for each in found if each.began >= since), key=lambda each: (each.began, each.whose))


def _talks(whose: str, messages: Sequence[log.LoggedMessage], now: datetime) -> list[Talk]:
    """The talks of one customer; what nobody but the shop said is none."""
    runs: list[list[log.LoggedMessage]] = []
    for message in sorted(messages, key=lambda each: (each.at, each.seq)):
        if not runs or message.at - runs[-1][-1].at > SILENCE:
            runs.append([])
        runs[-1].append(message)
    runs = [run for run in runs if any(each.sender == "customer" for each in run)]
    found = []
    for at, run in enumerate(runs):
        later = runs[at + 1] if at + 1 < len(runs) else None
        if now - run[-1].at <= SILENCE:
            continue
        outcome = _outcome(run)
        if outcome == "resolved" and later is not None and later[0].at - run[-1].at <= REOPENED_WITHIN:
            outcome = "reopened"
        found.append(Talk(whose, run[0].at, run[-1].at, outcome))
    return found


def _outcome(run: Sequence[log.LoggedMessage]) -> Outcome:
    if any(each.sender == "person" or (each.body.get("payload") or {}).get("type") == "handoff" for each in run):
        return "handed_over"
    last = run[-1]
    if last.sender == "customer" or (last.body.get("text") or "").rstrip().endswith(("?", "？")):
        return "abandoned"
    return "resolved"
