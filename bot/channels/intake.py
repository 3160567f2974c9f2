"""Taking in what customers say: it is logged, shown in all their tabs, and given to the assistant to answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.channels.backend import Backend
from bot.channels.limits import RateLimit
from bot.channels.plain_text import as_plain_text
from bot.channels.requests import CommandIn, MessageIn, PhotoPartIn, RequestError
from bot.channels.rooms import Listener, Room, Rooms
from bot.channels.turns import Turn, Turns
from bot.settings import Settings
from knowledge.customers.identity import Identity, seal

PHOTO = "send_photo"
STILL_EXPECTED = timedelta(minutes=10)
"""A message that was left without an answer is answered when its customer is back so soon."""
Sent = MessageIn | CommandIn | PhotoPartIn


class Intake:
    """One for a channel. ``clock`` gives seconds since 1970; ``turns`` are there once Rasa has set the channel up."""

    def __init__(
        self, settings: Settings, rooms: Rooms, backend: Backend, seal_key: str, clock: Callable[[], float]
    ) -> None:
        self._rooms = rooms
        self._backend = backend
        self._seal_key = seal_key
        self._clock = clock
        self._longest = settings.longest_text
        self._limit = RateLimit(settings.messages_burst, settings.messages_per_second)
        self.turns: Turns | None = None

    async def accept(self, room: Room, listener: Listener, sent: Sent, shown: dict[str, Any], said: str) -> int:
        """The ``seq`` of what was sent, which is ``shown`` in the log and ``said`` to the assistant; a second time,
        only its ``seq``.

        Raises:
            RequestError: ``rate_limited``, ``unavailable``, or ``bad_request`` for a product that there is not.
        """
        if not self._limit.allows(room.conversation_id):
            raise RequestError("rate_limited", "too many messages; wait a moment")
        async with room.arrivals:
            if isinstance(sent, CommandIn) and not await self._backend.has_product(sent.product_id):
                raise RequestError("bad_request", "product_id: the shop has no such product")
            logged = await self._backend.append(room.conversation_id, "customer", shown, sent.client_id)
            if logged.new:
                listener.live = True
                page = getattr(sent, "page_product", None)
                page_product = page if page and await self._backend.has_product(page) else None
                try:
                    await self._rooms.deliver(room)
                finally:
                    self._put(room, said, page_product)
        return logged.seq

    async def take_up(self, room: Room) -> None:
        """Answer what was said last, if the assistant died before it could."""
        async with room.arrivals:
            if room.turns or not (room.worker is None or room.worker.done()):
                return
            since = datetime.fromtimestamp(self._clock(), timezone.utc) - STILL_EXPECTED
            waiting = await self._backend.unanswered(room.conversation_id, since)
            if waiting is None:
                return
            photo = (waiting.body.get("payload") or {}).get("reference")
            text = as_plain_text(str(waiting.body.get("text") or ""), self._longest)
            if photo or text:
                self._put(room, command(PHOTO, room, photo=photo) if photo else text)

    def _put(self, room: Room, said: str, page_product: str | None = None) -> None:
        if self.turns is None:
            raise RequestError("unavailable", "the assistant is starting; try again soon")
        identity = Identity(room.conversation_id, room.customer_id, room.language, page_product)
        self.turns.put(room, Turn(said, seal(identity, self._seal_key)))


def command(intent: str, room: Room, **entities: str) -> str:
    """What Rasa reads as this intent and these entities, whatever was said."""
    return f"/{intent}{json.dumps({**entities, 'language_evidence': {'channel': room.language}})}"
