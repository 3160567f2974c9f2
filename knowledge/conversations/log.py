"""The messages of a conversation, in the order of ``seq``.

Whoever appends first takes the conversation's row (see ``lock``), so within a conversation ``seq`` rises in the order
in which messages become visible: a reader that has seen ``seq`` n will never find a new message below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, desc, or_, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.models import Conversation, ConversationMessage
from knowledge.errors import NotFoundError, UnknownConversation

SENDERS = frozenset({"customer", "assistant", "person", "system"})
_CHUNK = 200


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

    An UPDATE does that on both databases: PostgreSQL locks the row, SQLite takes its one write lock.

    Raises:
        UnknownConversation: there is none with this id.
    """
    touch = update(Conversation).where(Conversation.conversation_id == conversation_id).values(updated_at=now)
    if not session.execute(touch.execution_options(synchronize_session=False)).rowcount:
        raise UnknownConversation("no conversation has this id; it is opened when its customer connects")
    conversation: Conversation = session.get(Conversation, conversation_id)
    return conversation


def append(
    session: Session, conversation_id: str, sender: str, body: Mapping[str, Any], client_id: str | None, now: datetime
) -> LoggedMessage:
    """Append to a conversation that is locked; a ``client_id`` seen before gives back the message it had then."""
    if sender not in SENDERS:
        raise ValueError(f"no such sender: {sender!r}; there are {', '.join(sorted(SENDERS))}")
    if client_id is not None:
        repeated = session.execute(
            select(ConversationMessage).where(
                ConversationMessage.conversation_id == conversation_id, ConversationMessage.client_id == client_id
            )
        ).scalar_one_or_none()
        if repeated is not None:
            return logged(repeated, new=False)
    message = ConversationMessage(
        conversation_id=conversation_id, client_id=client_id, sender=sender, body=dict(body), at=now
    )
    session.add(message)
    session.flush()
    return logged(message)


def after(session: Session, cursors: Mapping[str, int], limit: int) -> tuple[LoggedMessage, ...]:
    """The messages of each conversation that come after its cursor, in the order of ``seq``; ``limit`` in all."""
    wanted = list(cursors.items())
    found: list[LoggedMessage] = []
    for start in range(0, len(wanted), _CHUNK):
        places = [
            and_(ConversationMessage.conversation_id == conversation_id, ConversationMessage.seq > seq)
            for conversation_id, seq in wanted[start : start + _CHUNK]
        ]
        query = select(ConversationMessage).where(or_(*places)).order_by(ConversationMessage.seq).limit(limit)
        found.extend(logged(message) for message in session.execute(query).scalars())
    return tuple(sorted(found, key=lambda message: message.seq)[:limit])


def last(session: Session, conversation_id: str, limit: int) -> tuple[LoggedMessage, ...]:
    """The newest ``limit`` messages of a conversation, in the order of ``seq``."""
    query = (
        select(ConversationMessage)
        .where(ConversationMessage.conversation_id == conversation_id)
        .order_by(desc(ConversationMessage.seq))
        .limit(limit)
    )
    return tuple(logged(message) for message in reversed(session.execute(query).scalars().all()))


def said_before(session: Session, conversation_id: str, seq: int) -> LoggedMessage | None:
    """The customer's last message before ``seq``, if there is one."""
    query = (
        select(ConversationMessage)
        .where(
            ConversationMessage.conversation_id == conversation_id,
            ConversationMessage.__table__.c.sender == "customer",
            ConversationMessage.seq < seq,
        )
        .order_by(desc(ConversationMessage.seq))
        .limit(1)
    )
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else logged(found)


def rate(session: Session, conversation_id: str, seq: int, value: int) -> None:
    """Keep a customer's thumb on what was said to them.

    Raises:
        NotFoundError: the conversation has no such message, or its customer said it.
    """
    rated = session.execute(
        update(ConversationMessage)
        .where(
            ConversationMessage.conversation_id == conversation_id,
            ConversationMessage.seq == seq,
            ConversationMessage.__table__.c.sender.in_(("assistant", "person")),
        )
        .values(feedback=value)
        .execution_options(synchronize_session=False)
    )
    if not rated.rowcount:
        raise NotFoundError("this conversation has no message to rate under this number")


def logged(message: ConversationMessage, new: bool = True) -> LoggedMessage:
    """A row as the rest of the system passes it around."""
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
