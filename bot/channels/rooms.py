"""Who is connected to which conversation, and how messages reach them: each once, in the order of the log.

Everything that is sent was logged before, by this process or another (a person answering in a terminal), and is sent
from the log: after each thing that this process appends, and whenever a look at the log finds something new.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from socketio import AsyncServer

from bot.channels.backend import PAGE, Backend
from bot.channels.outgoing import message_of
from bot.channels.tokens import Claims

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.6
RESUME_SECONDS = 3.0


@dataclass
class Listener:
    """One connection. ``cursor`` is the last ``seq`` it has.

    It is ``live`` once it has resumed or spoken, so that what it missed comes before what is new; one that does
    neither becomes live after ``RESUME_SECONDS``.
    """

    sid: str
    claims: Claims
    cursor: int
    joined_at: float
    live: bool = False


@dataclass
class Room:
    """A conversation somebody is connected to. ``arrivals`` keeps incoming messages in order, ``delivery`` outgoing."""

    conversation_id: str
    customer_id: str | None
    language: str
    status: str
    listeners: dict[str, Listener] = field(default_factory=dict)
    arrivals: asyncio.Lock = field(default_factory=asyncio.Lock)
    delivery: asyncio.Lock = field(default_factory=asyncio.Lock)
    turns: deque[Any] = field(default_factory=deque)
    worker: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody listens and nothing is being answered."""
        return not self.listeners and (self.worker is None or self.worker.done())


class Rooms:
    """The rooms of this process. ``clock`` gives monotonic seconds."""

    def __init__(self, sio: AsyncServer, backend: Backend, clock: Callable[[], float] = time.monotonic) -> None:
        self._sio = sio
        self._backend = backend
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._watching: asyncio.Task[None] | None = None

    async def join(self, sid: str, claims: Claims) -> Room:
        """Let a connection listen to the conversation its token is bound to.

        Raises:
            NotAllowed: the conversation belongs to somebody else.
        """
        view, last_seq = await self._backend.open_conversation(claims)
        room = self._rooms.setdefault(
            view.conversation_id, Room(view.conversation_id, view.customer_id, view.language, view.status)
        )
        room.listeners[sid] = Listener(sid, claims, last_seq, self._clock())
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        return room

    def leave(self, sid: str) -> None:
        """Forget a connection."""
        for room in list(self._rooms.values()):
            if room.listeners.pop(sid, None) is not None:
                self.tidy(room)

    def tidy(self, room: Room) -> None:
        """Forget a room that nobody needs."""
        if room.idle and self._rooms.get(room.conversation_id) is room:
            del self._rooms[room.conversation_id]

    def get(self, conversation_id: str) -> Room | None:
        """The room of a conversation, if somebody is connected to it."""
        return self._rooms.get(conversation_id)

    async def tell(self, room: Room, event: str, body: dict[str, Any]) -> None:
        """Send something that is not kept to all who listen."""
        for sid in list(room.listeners):
            await self._sio.emit(event, body, to=sid)

    async def resume(self, room: Room, listener: Listener, after: int) -> dict[str, Any]:
        """What a client missed after ``after``; from then on it is sent everything new."""
        async with room.delivery:
            missed = await self._backend.history(room.conversation_id, after)
            listener.cursor = max([listener.cursor, *(message.seq for message in missed)])
            listener.live = True
        return {
            "ok": True,
            "messages": [message_of(message) for message in missed],
            "status": await self._backend.status(room.conversation_id),
            "language": room.language,
        }

    async def deliver(self, room: Room) -> None:
        """Send all who listen what the log has that they have not, and the status if it changed."""
        async with room.delivery:
            while True:
                live = [listener for listener in room.listeners.values() if listener.live]
                # With nobody live only the status is of interest: nothing comes after the last possible seq.
                cursor = min((listener.cursor for listener in live), default=2**31 - 1)
                messages, statuses = await self._backend.news({room.conversation_id: cursor})
                for message in messages:
                    for listener in live:
                        if message.seq > listener.cursor:
                            listener.cursor = message.seq
                            await self._sio.emit("message", message_of(message), to=listener.sid)
                if len(messages) < PAGE:
                    break
            status = statuses.get(room.conversation_id, room.status)
            if status != room.status:
                room.status = status
                await self.tell(room, "status", {"status": status})

    def stop(self) -> None:
        """Stop watching and answering."""
        tasks = [self._watching, *(room.worker for room in self._rooms.values())]
        for task in tasks:
            if task is not None:
                task.cancel()

    async def _watch(self) -> None:
        failing = False
        while any(room.listeners for room in self._rooms.values()):
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._look()
                failing = False
            except Exception as error:
                if not failing:
                    logger.error("cannot read the conversations' log (%s); trying again", type(error).__name__)
                failing = True

    async def _look(self) -> None:
        cursors: dict[str, int] = {}
        for room in list(self._rooms.values()):
            for listener in list(room.listeners.values()):
                if self._clock() - listener.joined_at > RESUME_SECONDS:
                    listener.live = True
                    if not self._sio.manager.is_connected(listener.sid, "/"):
                        self.leave(listener.sid)  # it went away while it was being let in
            if room.listeners:
                cursors[room.conversation_id] = min(
                    (each.cursor for each in room.listeners.values() if each.live), default=2**31 - 1
                )
        messages, statuses = await self._backend.news(cursors)
        changed = {message.conversation_id for message in messages}
        for conversation_id in cursors:
            room = self._rooms.get(conversation_id)
            if room and (conversation_id in changed or statuses.get(conversation_id) != room.status):
                await self.deliver(room)
