"""The messages of a conversation, in the order of ``seq``.

Whoever appends first takes the conversation's row (see ``lock``), so within a conversation ``seq`` rises in the order
in which messages become visible: a reader that has seen ``seq`` n will never find a new message below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, insert, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.models import Conversation, ConversationMessage
from knowledge.errors import NotFoundError, UnknownConversation

SENDERS = frozenset({"customer", "assistant", "person", "system"})
_CHUNK = 200
# Rows and not objects: what is asked several times in every turn costs half as much.
_CONVERSATIONS, _MESSAGES = Conversation.__table__, ConversationMessage.__table__


@dataclass(frozen=True)
class LoggedMessage:
    """A message as it was kept. ``body`` holds what the widget shows (text, quick replies, payload, a person's name).

    ``new`` is False when the message was already there, sent again by its client.
    """

    seq: int
    conversation_id: str
    sender: str
    body: Mapping[str, Any]
    at: datetime
    client_id: str | None = None
    feedback: int | None = None
    new: bool = True


def lock(session: Session, conversation_id: str, now: datetime) -> Conversation:
    """The conversation, held against every other writer until the transaction ends.

    Raises:
        UnknownConversation: there is none with this id.
    """
    touch(session, conversation_id, now)
    conversation: Conversation = session.get(Conversation, conversation_id)
    return conversation


def touch(session: Session, conversation_id: str, now: datetime) -> None:
    """Hold the conversation against every other writer until the transaction ends.

    An UPDATE does that on both databases: PostgreSQL locks the row, SQLite takes its one write lock.

    Raises:
        UnknownConversation: there is none with this id.
    """
    named = update(_CONVERSATIONS).where(_CONVERSATIONS.c.conversation_id == conversation_id)
    if not session.execute(named.values(updated_at=now)).rowcount:
        raise unknown()


def unknown() -> UnknownConversation:
    """That there is no such conversation, to be raised."""
    return UnknownConversation("no conversation has this id; it is opened when its customer connects")


def append(
    session: Session, conversation_id: str, sender: str, body: Mapping[str, Any], client_id: str | None, now: datetime
) -> LoggedMessage:
    """Append to a conversation that is held; a ``client_id`` seen before gives back the message it had then."""
    if sender not in SENDERS:
        raise ValueError(f"no such sender: {sender!r}; there are {', '.join(sorted(SENDERS))}")
    if client_id is not None:
        seen = _of(conversation_id).where(_MESSAGES.c.client_id == client_id)
        repeated = session.execute(seen).one_or_none()
        if repeated is not None:
            return logged(repeated, new=False)
    said: dict[str, Any] = {
        "conversation_id": conversation_id,
        "client_id": client_id,
        "sender": sender,
        "body": dict(body),
        "at": now,
    }
    key = session.execute(insert(_MESSAGES).values(said)).inserted_primary_key
    return LoggedMessage(seq=key[0], **said)


def after(session: Session, cursors: Mapping[str, int], limit: int) -> tuple[LoggedMessage, ...]:
    """The messages of each conversation that come after its cursor, in the order of ``seq``; ``limit`` in all."""
    found: list[LoggedMessage] = []
    for conversation_id in _ahead(session, cursors):
        query = _of(conversation_id).where(_MESSAGES.c.seq > cursors[conversation_id])
        found.extend(map(logged, session.execute(query.order_by(_MESSAGES.c.seq).limit(limit))))
    return tuple(sorted(found, key=lambda message: message.seq)[:limit])


def _ahead(session: Session, cursors: Mapping[str, int]) -> Sequence[str]:
    """The conversations that may have messages after their cursors: of many that are looked at often, few."""
    if len(cursors) == 1:
        return list(cursors)
    newest = (
        select(func.max(_MESSAGES.c.seq))
        .where(_MESSAGES.c.conversation_id == _CONVERSATIONS.c.conversation_id)
        .scalar_subquery()
    )
    heads = select(_CONVERSATIONS.c.conversation_id, newest)
    ids, found = list(cursors), []
    for start in range(0, len(ids), _CHUNK):
        query = heads.where(_CONVERSATIONS.c.conversation_id.in_(ids[start : start + _CHUNK]))
        found += [each for each, seq in session.execute(query) if seq is not None and seq > cursors[each]]
    return found


def last(session: Session, conversation_id: str, limit: int) -> tuple[LoggedMessage, ...]:
    """The newest ``limit`` messages of a conversation, in the order of ``seq``."""
    query = _of(conversation_id).order_by(desc(_MESSAGES.c.seq)).limit(limit)
    return tuple(logged(message) for message in reversed(session.execute(query).all()))


def said_before(session: Session, conversation_id: str, seq: int) -> LoggedMessage | None:
    """The customer's last message before ``seq``, if there is one."""
    query = _of(conversation_id).where(_MESSAGES.c.sender == "customer", _MESSAGES.c.seq < seq)
    found = session.execute(query.order_by(desc(_MESSAGES.c.seq)).limit(1)).one_or_none()
    return None if found is None else logged(found)


def _of(conversation_id: str) -> Any:
    return select(_MESSAGES).where(_MESSAGES.c.conversation_id == conversation_id)


def rate(session: Session, conversation_id: str, seq: int, value: int) -> None:
    """Keep a customer's thumb on what was said to them.

    Raises:
        NotFoundError: the conversation has no such message, or its customer said it.
    """
    rated = session.execute(
        update(_MESSAGES)
        .where(
            _MESSAGES.c.conversation_id == conversation_id,
            _MESSAGES.c.seq == seq,
            _MESSAGES.c.sender.in_(("assistant", "person")),
        )
        .values(feedback=value)
    )
    if not rated.rowcount:
        raise NotFoundError("this conversation has no message to rate under this number")


def logged(message: Any, new: bool = True) -> LoggedMessage:
    """A row of ``conversation_message`` as the rest of the system passes it around."""
    return LoggedMessage(
        seq=message.seq,
        conversation_id=message.conversation_id,
        sender=message.sender,
        body=message.body,
        at=message.at,
        client_id=message.client_id,
        feedback=message.feedback,
        new=new,
    )
