"""Handing what customers say to the assistant: one turn at a time in each conversation, an answer to every one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.backend import Backend
from bot.channels.learning import Learner
from bot.channels.outgoing import body_of
from bot.channels.rooms import Room, Rooms
from knowledge.errors import told_for_log

logger = logging.getLogger(__name__)

NAME = "web"
SORRY = "utter_sorry"


@dataclass(frozen=True)
class Turn:
    """A text for the assistant, with the sealed identity of who says it."""

    text: str
    metadata: dict[str, str]


class WebOutput(OutputChannel):
    """Logs each of the assistant's messages, then sends it from the log. ``spoken`` counts them."""

    def __init__(self, backend: Backend, rooms: Rooms) -> None:
        self._backend = backend
        self._rooms = rooms
        self.spoken = 0

    @classmethod
    def name(cls) -> str:
        """The name by which responses in domain.yml can vary for this channel."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a bot message whole: text, quick replies and payload together."""
        body = body_of(message)
        if not body:
            return
        await self._backend.append(recipient_id, "assistant", body)
        self.spoken += 1
        room = self._rooms.get(recipient_id)
        if room is not None:
            await self._rooms.deliver(room)

    async def send_text_message(self, recipient_id: str, text: str, **_kwargs: Any) -> None:
        """Send a text alone."""
        await self.send_response(recipient_id, {"text": text})


class Turns:
    """Takes turns to the assistant through ``on_new_message``, the handler that Rasa gives to a channel.

    ``agent`` gives Rasa's agent, or None while there is none; a turn may take ``seconds``. ``learner`` sees what was
    answered.
    """

    def __init__(
        self,
        rooms: Rooms,
        backend: Backend,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        agent: Callable[[], Any],
        seconds: float,
        learner: Learner,
    ) -> None:
        self._rooms = rooms
        self._backend = backend
        self._on_new_message = on_new_message
        self._agent = agent
        self._seconds = seconds
        self._learner = learner

    def put(self, room: Room, turn: Turn) -> None:
        """Let the assistant answer ``turn`` after those before it."""
        room.turns.append(turn)
        if room.worker is None or room.worker.done():
            room.worker = asyncio.create_task(self._work(room))

    async def _work(self, room: Room) -> None:
        while room.turns:
            try:
                await self._answer(room, room.turns.popleft())
            except Exception as error:
                logger.error("a message could not be answered: %s", told_for_log(error))
                await self._rooms.tell(room, "problem", {"code": "unavailable"})
        asyncio.get_running_loop().call_soon(self._rooms.tidy, room)

    async def _answer(self, room: Room, turn: Turn) -> None:
        if await self._backend.status(room.conversation_id) == "open":
            return  # a person speaks
        output = WebOutput(self._backend, self._rooms)
        message = UserMessage(turn.text, output, room.conversation_id, input_channel=NAME, metadata=turn.metadata)
        await self._rooms.tell(room, "typing", {"on": True})
        try:
            try:
                await asyncio.wait_for(self._on_new_message(message), self._seconds)
            except Exception as error:
                logger.error("the assistant failed on a message: %s", told_for_log(error))
                await self._apologise(room, output)
            else:
                # Rasa swallows an action server that is down: all there is to see is that nothing was said.
                if not output.spoken and await self._backend.status(room.conversation_id) != "open":
                    logger.error("the assistant had no answer to a message; is the action server running?")
                    await self._apologise(room, output)
        finally:
            await self._rooms.tell(room, "typing", {"on": False})
        await self._rooms.deliver(room)
        self._learner.heard(room, message)

    async def _apologise(self, room: Room, output: WebOutput) -> None:
        """Say what domain.yml has for it, in the customer's language."""
        agent = self._agent()
        tracker = DialogueStateTracker(room.conversation_id, agent.domain.slots)
        tracker.update(SlotSet("language", room.language))
        response = await agent.nlg.generate(SORRY, tracker, NAME)
        if not response:
            raise LookupError(f"domain.yml has no response {SORRY}")
        await output.send_response(room.conversation_id, response)
