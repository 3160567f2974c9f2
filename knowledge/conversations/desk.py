"""The conversation desk: who speaks in a conversation, the assistant or a person, and what was said.

``pending`` belongs to the assistant, ``open`` to a person, ``resolved`` to nobody until the customer writes again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.catalogue.models import Conversation
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.conversations import log
from knowledge.conversations.log import LoggedMessage
from knowledge.errors import InvalidTransition, NotAllowed

TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("pending", "customer_message"): "pending",
    ("pending", "hand_over"): "open",
    ("open", "customer_message"): "open",
    ("open", "take"): "open",
    ("open", "person_message"): "open",
    ("open", "resolve"): "resolved",
    ("resolved", "customer_message"): "pending",
}
"""Every step there is: (status, step) -> status. What is not here is an InvalidTransition."""


@dataclass(frozen=True)
class ConversationView:
    """A conversation as the desk lists it; ``summary`` is what the assistant told the person who takes it."""

    conversation_id: str
    customer_id: str | None
    status: str
    language: str
    assignee: str | None
    summary: Mapping[str, Any] | None
    created_at: datetime
    updated_at: datetime

    @property
    def urgent(self) -> bool:
        """Whether waiting does harm, as the assistant heard it."""
        return (self.summary or {}).get("urgency") == "urgent"


class ConversationDesk:
    """All conversations of the shop. Safe to use from several threads and processes at once."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open_conversation(self, conversation_id: str, customer_id: str | None, language: str) -> ConversationView:
        """The conversation with this id, made if there is none. ``customer_id`` None is a guest.

        Raises:
            NotAllowed: it is another customer's, or a guest's where a customer asks (and the other way round).
        """
        found = self._find(conversation_id)
        if found is None:
            try:
                found = self._create(conversation_id, customer_id, language)
            except IntegrityError:
                # Another tab or process made it in the same moment.
                found = self.view(conversation_id)
        if found.customer_id != customer_id:
            raise NotAllowed("this conversation belongs to somebody else; start a new one")
        return found

    def view(self, conversation_id: str) -> ConversationView:
        """The conversation with this id.

        Raises:
            UnknownConversation: there is none.
        """
        found = self._find(conversation_id)
        if found is None:
            raise log.unknown()
        return found

    def status(self, conversation_id: str) -> str:
        """``pending``, ``open`` or ``resolved``.

        Raises:
            UnknownConversation: there is no such conversation.
        """
        with self._store.session() as session:
            status = session.execute(_STATUS.where(_id == conversation_id)).scalar_one_or_none()
        if status is None:
            raise log.unknown()
        return str(status)

    def statuses(self, conversation_ids: Collection[str]) -> dict[str, str]:
        """The status of each of these conversations, in one query; unknown ones are left out."""
        query = select(_id, Conversation.__table__.c.status).where(_id.in_(list(conversation_ids)))
        with self._store.session() as session:
            return {conversation_id: status for conversation_id, status in session.execute(query)}

    def set_language(self, conversation_id: str, language: str) -> None:
        """Keep the language that the customer chose.

        Raises:
            UnknownConversation: there is no such conversation.
        """
        with self._store.transaction() as session:
            log.lock(session, conversation_id, self._clock.now()).language = language

    def hand_over(self, conversation_id: str, summary: Mapping[str, Any]) -> None:
        """Give the conversation to a person, with what they need to know.

        Raises:
            UnknownConversation: there is no such conversation.
            InvalidTransition: it is not the assistant's to give.
        """
        with self._store.transaction() as session:
            conversation = self._step(session, conversation_id, "hand_over")
            conversation.summary = dict(summary)
            conversation.assignee = None

    def take(self, conversation_id: str, assignee: str) -> ConversationView:
        """Let ``assignee`` answer a conversation that waits for a person; taking one's own again changes nothing.

        Raises:
            UnknownConversation: there is no such conversation.
            InvalidTransition: it does not wait for a person.
            NotAllowed: somebody else has taken it.
        """
        with self._store.transaction() as session:
            conversation = self._step(session, conversation_id, "take")
            if conversation.assignee not in (None, assignee):
                raise NotAllowed("somebody else has taken this conversation; ask them to resolve it")
            conversation.assignee = assignee
            session.flush()
            return _view(conversation)

    def resolve(self, conversation_id: str) -> None:
        """End the person's part; the assistant answers again when the customer next writes.

        Raises:
            UnknownConversation: there is no such conversation.
            InvalidTransition: no person has it.
        """
        with self._store.transaction() as session:
            self._step(session, conversation_id, "resolve").assignee = None

    def waiting(self) -> tuple[ConversationView, ...]:
        """Every conversation that a person should answer: those nobody has taken first, urgent ones before others.

        Among equals, the one that has waited longest stands first.
        """
        columns = Conversation.__table__.c
        query = (
            select(Conversation)
            .where(columns.status == "open")
            .order_by(columns.assignee.isnot(None), columns.updated_at, columns.conversation_id)
        )
        with self._store.session() as session:
            found = [_view(conversation) for conversation in session.execute(query).scalars()]
        return tuple(sorted(found, key=lambda view: (view.assignee is not None, not view.urgent)))

    def append(
        self, conversation_id: str, sender: str, body: Mapping[str, Any], client_id: str | None = None
    ) -> LoggedMessage:
        """Log a message. One whose ``client_id`` was seen before is not: the first comes back, with ``.new`` False.

        ``sender`` is ``customer``, ``assistant``, ``person`` or ``system``. A customer's message makes a resolved
        conversation pending again; a person's needs one that is open.

        Raises:
            UnknownConversation: there is no such conversation.
            InvalidTransition: a person writes where none was asked for.
            ValueError: there is no such sender.
        """
        now = self._clock.now()
        with self._store.transaction() as session:
            log.touch(session, conversation_id, now)
            message = log.append(session, conversation_id, sender, body, client_id, now)
            step = f"{sender}_message"
            if message.new and step in _STEPS:
                before = session.execute(_STATUS.where(_id == conversation_id)).scalar_one()
                becomes = _next(before, step)
                if becomes != before:
                    session.execute(update(Conversation.__table__).where(_id == conversation_id).values(status=becomes))
            return message

    def messages(self, conversation_id: str, after: int = 0, limit: int = 200) -> tuple[LoggedMessage, ...]:
        """Up to ``limit`` messages whose ``seq`` is above ``after``, in order; none for an unknown conversation."""
        return self.news({conversation_id: after}, limit)

    def last_messages(self, conversation_id: str, limit: int = 200) -> tuple[LoggedMessage, ...]:
        """The newest ``limit`` messages, in order."""
        with self._store.session() as session:
            return log.last(session, conversation_id, limit)

    def said_before(self, conversation_id: str, seq: int) -> LoggedMessage | None:
        """The customer's last message before message ``seq``, if there is one."""
        with self._store.session() as session:
            return log.said_before(session, conversation_id, seq)

    def news(self, cursors: Mapping[str, int], limit: int = 200) -> tuple[LoggedMessage, ...]:
        """What came after each conversation's cursor (its last known ``seq``), in order, up to ``limit`` in all."""
        with self._store.session() as session:
            return log.after(session, cursors, limit)

    def feedback(self, conversation_id: str, seq: int, value: int) -> None:
        """Keep the customer's thumb, 1 or -1, on message ``seq``; the last one counts.

        Raises:
            NotFoundError: the conversation has no such message from the shop's side.
            ValueError: ``value`` is neither 1 nor -1.
        """
        if value not in (1, -1):
            raise ValueError("feedback is 1 or -1")
        with self._store.transaction() as session:
            log.rate(session, conversation_id, seq, value)

    def _find(self, conversation_id: str) -> ConversationView | None:
        with self._store.session() as session:
            found = session.get(Conversation, conversation_id)
            return None if found is None else _view(found)

    def _create(self, conversation_id: str, customer_id: str | None, language: str) -> ConversationView:
        now = self._clock.now()
        with self._store.transaction() as session:
            made = Conversation(
                conversation_id=conversation_id,
                customer_id=customer_id,
                status="pending",
                language=language,
                created_at=now,
                updated_at=now,
            )
            session.add(made)
            session.flush()
            return _view(made)

    def _step(self, session: Session, conversation_id: str, step: str) -> Conversation:
        conversation = log.lock(session, conversation_id, self._clock.now())
        conversation.status = _next(conversation.status, step)
        return conversation


_STEPS = frozenset(step for _, step in TRANSITIONS)
_id = Conversation.__table__.c.conversation_id
_STATUS = select(Conversation.__table__.c.status)


def _next(status: str, step: str) -> str:
    try:
        return TRANSITIONS[status, step]
    except KeyError:
        raise InvalidTransition(f"a conversation that is {status} has no step {step}") from None


def _view(conversation: Conversation) -> ConversationView:
    return ConversationView(
        conversation_id=conversation.conversation_id,
        customer_id=conversation.customer_id,
        status=conversation.status,
        language=conversation.language,
        assignee=conversation.assignee,
        summary=conversation.summary,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
    )
