"""Conversations as the desk sees them: who speaks, and what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint

from knowledge.catalogue.models.base import Base, Moment


class Conversation(Base):
    """``status``: ``pending`` (the assistant speaks), ``open`` (a person does) or ``resolved``."""

    __tablename__ = "conversation"
    conversation_id: str = Column(String(100), primary_key=True)
    customer_id: str | None = Column(String(100), index=True)
    status: str = Column(String(20), nullable=False, default="pending", index=True)
    language: str = Column(String(5), nullable=False, default="en")
    assignee: str | None = Column(String(100))
    summary: dict[str, Any] | None = Column(JSON)
    created_at: datetime = Column(Moment, nullable=False)
    updated_at: datetime = Column(Moment, nullable=False)


class ConversationMessage(Base):
    """One message, in the order of ``seq``; ``client_id`` makes a customer's resent message harmless.

    ``sender``: ``customer``, ``assistant``, ``person`` or ``system``. ``body`` is the message as the widget shows it.
    """

    __tablename__ = "conversation_message"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)
    seq: int = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id: str = Column(ForeignKey("conversation.conversation_id"), nullable=False, index=True)
    client_id: str | None = Column(String(100))
    sender: str = Column(String(20), nullable=False)
    body: dict[str, Any] = Column(JSON, nullable=False)
    at: datetime = Column(Moment, nullable=False)
    feedback: int | None = Column(Integer)


class SignIn(Base):
    """A one-time code that was asked for in a conversation. ``customer_id`` None: what was given matches nobody, which
    the customer is not told. ``wrong``: how often another code was tried; ``verified_at``: when the right one came."""

    __tablename__ = "sign_in"
    id: int = Column(Integer, primary_key=True)
    conversation_id: str = Column(String(100), nullable=False, index=True)
    customer_id: str | None = Column(String(100), index=True)
    code_hash: str = Column(String(64), nullable=False)
    asked_at: datetime = Column(Moment, nullable=False)
    wrong: int = Column(Integer, nullable=False, default=0)
    verified_at: datetime | None = Column(Moment)


class ServiceCase(Base):
    """Something that went wrong and that a person looks after: ``kind`` is ``missing``, ``damaged`` or ``complaint``.

    ``severity``: ``normal`` or ``high``. ``key`` is the caller's own, so that a case reported twice is kept once.
    """

    __tablename__ = "service_case"
    id: int = Column(Integer, primary_key=True)
    reference: str = Column(String(20), nullable=False, unique=True)
    key: str = Column(String(100), nullable=False, unique=True)
    kind: str = Column(String(20), nullable=False)
    severity: str = Column(String(10), nullable=False)
    customer_id: str | None = Column(String(100), index=True)
    conversation_id: str = Column(String(100), nullable=False)
    order_number: str | None = Column(String(100))
    positions: list[int] = Column(JSON, nullable=False, default=list)
    text: str = Column(String(2000), nullable=False)
    opened_at: datetime = Column(Moment, nullable=False)


class Photo(Base):
    """A photo that a customer sent, as JPEG without what its camera wrote into it, and the case that it belongs to.

    ``digest`` is the SHA-256 of what was sent, so that a photo sent twice is kept once.
    """

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("conversation_id", "digest"),)
    id: int = Column(Integer, primary_key=True)
    reference: str = Column(String(20), nullable=False, unique=True)
    conversation_id: str = Column(String(100), nullable=False)
    case_id: int | None = Column(ForeignKey("service_case.id"), index=True)
    digest: str = Column(String(64), nullable=False)
    content: bytes = Column(LargeBinary, nullable=False)
    at: datetime = Column(Moment, nullable=False)


class Satisfaction(Base):
    """How content a customer was with a conversation, from 1 to 5, and a word of theirs; the last one counts."""

    __tablename__ = "satisfaction"
    conversation_id: str = Column(ForeignKey("conversation.conversation_id"), primary_key=True)
    score: int = Column(Integer, nullable=False)
    word: str | None = Column(String(1000))
    at: datetime = Column(Moment, nullable=False)


class UnclearMessage(Base):
    """What customers said that was not understood well, to learn from: masked, and with nothing that leads to anybody.

    ``reason``: ``fallback``, ``low_confidence`` or ``thumbs_down``. ``intents`` holds the likeliest, each with ``name``
    and ``confidence``. ``times`` counts how often just this was noted, ``at`` the last time. ``label`` is the intent
    that a person chose for it.
    """

    __tablename__ = "unclear_message"
    __table_args__ = (Index("ix_unclear_message_text_language", "text", "language"),)
    id: int = Column(Integer, primary_key=True)
    text: str = Column(String(300), nullable=False)
    language: str = Column(String(5), nullable=False)
    reason: str = Column(String(20), nullable=False)
    intents: list[dict[str, Any]] = Column(JSON, nullable=False)
    times: int = Column(Integer, nullable=False, default=1)
    at: datetime = Column(Moment, nullable=False, index=True)
    label: str | None = Column(String(100))
