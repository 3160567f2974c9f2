"""What the assistant did not understand well is put aside for people to teach it with, beside the turn and after it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered

from bot.channels.backend import Backend
from bot.channels.rooms import Room
from bot.stores.conversations import last_kept
from knowledge.conversations.unclear import Reason

logger = logging.getLogger(__name__)

PRUNE_SECONDS = 3600.0
LONGEST_RUN = 100
"""Messages that may be on their way to the database at once; more are let go."""


class Learner:
    """Keeps unclear messages through ``backend``. Its work takes no part of a turn, and no failure of it shows in one.

    ``agent`` gives Rasa's agent, or None while there is none; below confidence ``unsure`` a message was not understood
    well.
    """

    def __init__(self, backend: Backend, agent: Callable[[], Any], unsure: float) -> None:
        self._backend = backend
        self._agent = agent
        self._unsure = unsure
        self._tasks: set[asyncio.Task[None]] = set()
        self._pruned = -PRUNE_SECONDS

    def heard(self, room: Room, message: UserMessage) -> None:
        """Look at a message that was answered."""
        if not _is_command(message.text):
            self._start(self._look_at(room, message))

    def thumbed_down(self, room: Room, seq: int) -> None:
        """Look at what the customer had said before the answer ``seq``, which did not help."""
        self._start(self._look_before(room, seq))

    async def settle(self, seconds: float = 5.0) -> None:
        """Wait for what is under way, but not for ever."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        if len(self._tasks) >= LONGEST_RUN:
            work.close()
            return
        task = asyncio.create_task(self._carefully(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carefully(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
            if time.monotonic() - self._pruned >= PRUNE_SECONDS:
                self._pruned = time.monotonic()
                await self._backend.prune_unclear()
        except Exception as error:
            logger.error("what was not understood could not be kept: %s", type(error).__name__)

    async def _look_at(self, room: Room, message: UserMessage) -> None:
        parsed = await _parse_data(self._agent().tracker_store, room.conversation_id, message.message_id)
        for each in _requests(parsed):
            reason = self._reason(each)
            if reason is not None:
                await self._keep(room, each, _language(parsed), reason)

    async def _look_before(self, room: Room, seq: int) -> None:
        text = await self._backend.said_before(room.conversation_id, seq)
        agent = self._agent()
        if text is None or agent is None:
            return
        # Understood anew: the turn may be long past. The conversation's own language and context play no part in it.
        parsed = await agent.processor.parse_message(UserMessage(text, metadata={"language": room.language}))
        await self._keep(room, {**parsed, "text": text}, _language(parsed), "thumbs_down")

    async def _keep(self, room: Room, parsed: Mapping[str, Any], language: str | None, reason: Reason) -> None:
        ranking = parsed.get("intent_ranking") or []
        await self._backend.keep_unclear(
            room.customer_id, str(parsed["text"]), language or room.language, reason, ranking
        )

    def _reason(self, parsed: Mapping[str, Any]) -> Reason | None:
        intent = parsed.get("intent") or {}
        if intent.get("name") in (None, "nlu_fallback"):
            return "fallback"
        return "low_confidence" if float(intent.get("confidence") or 0.0) < self._unsure else None


async def _parse_data(store: Any, conversation_id: str, message_id: str | None) -> Mapping[str, Any]:
    """How the message was understood, as its conversation has it; empty where that is gone."""
    # Not taken out of the store: the next turn would have to read it all again.
    tracker = last_kept(store, conversation_id) or await store.retrieve(conversation_id)
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return event.parse_data
    return {}


def _requests(parsed: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each request of a message by itself; the message itself where it holds but one."""
    parts = parsed.get("requests") or []
    if len(parts) > 1:
        yield from parts
    elif parsed.get("text"):
        yield parsed


def _language(parsed: Mapping[str, Any]) -> str | None:
    found = [each["value"] for each in parsed.get("entities") or [] if each.get("entity") == "language"]
    return str(found[-1]) if found else None


def _is_command(text: str | None) -> bool:
    return not text or text.startswith("/")
