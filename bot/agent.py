"""The whole assistant in one process: the trained model and the real actions, with no server between them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk import interfaces
from rasa_sdk.executor import ActionExecutor

from actions import shop_access
from actions.turn import BOOKKEEPING
from bot.channels.outgoing import body_of
from bot.channels.plain_text import as_plain_text
from knowledge.customers.identity import Identity, seal
from knowledge.errors import ModelFileError
from knowledge.settings import seal_key
from knowledge.shop import Shop

MODELS = Path("models")
LANGUAGE_ENTITIES = ("language", "language_evidence")


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions here, as the action server would."""

    def __init__(self) -> None:
        super().__init__(url="in-process:actions")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, *_args: Any, **call: Any) -> Any:
        """Run the action that Rasa asks for.

        Raises:
            ActionExecutionRejection: the action leaves the message to others.
        """
        try:
            return await self._executor.run(call["json"])
        except interfaces.ActionExecutionRejection as rejected:
            raise ActionExecutionRejection(rejected.action_name, rejected.message) from None


class Collected(OutputChannel):
    """Keeps each message whole: text, buttons and payload together."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The web channel's name, so that responses vary as they do there."""
        return "web"

    async def send_response(self, _recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message."""
        self.messages.append(dict(message))


@dataclass(frozen=True)
class Exchange:
    """One text and what came of it."""

    text: str
    intent: str | None = None
    confidence: float = 0.0
    entities: list[dict[str, Any]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def said(self) -> str:
        """All texts of the answer."""
        return "\n".join(message["text"] for message in self.messages if message.get("text"))

    def payload(self, kind: str) -> dict[str, Any]:
        """The payload of type ``kind`` in the answer.

        Raises:
            LookupError: the answer has none.
        """
        for message in self.messages:
            if message.get("payload", {}).get("type") == kind:
                return dict(message["payload"])
        raise LookupError(f"no {kind} in the answer to {self.text!r}: {self.said!r}")


class Assistant:
    """The trained model with the actions of one shop."""

    def __init__(self, agent: Agent, shop: Shop) -> None:
        self.agent = agent
        self.shop = shop

    @classmethod
    def load(cls, shop: Shop, models: Path = MODELS) -> Assistant:
        """Load the newest trained model and make the shop ready for the first turn.

        Raises:
            ModelFileError: there is none.
        """
        trained = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        if not trained:
            raise ModelFileError(f"no trained model in {models}/: run `daogou train`")
        configure_structlog(logging.WARNING)  # below that, Rasa logs what customers say
        shop.warm_up()
        shop_access.serve(shop)
        return cls(Agent.load(str(trained[-1]), action_endpoint=InProcessActions()), shop)

    def conversation(self, conversation_id: str, customer_id: str | None = None, language: str = "en") -> Conversation:
        """Begin, or go on with, a conversation of a customer or of a guest."""
        self.shop.conversations.open_conversation(conversation_id, customer_id, language)
        return Conversation(self, Identity(conversation_id, customer_id, language, None))


class Conversation:
    """One conversation in process; says what the channel would let through."""

    def __init__(self, assistant: Assistant, identity: Identity) -> None:
        self._assistant = assistant
        self._identity = identity

    @property
    def conversation_id(self) -> str:
        """The id by which the desk knows it."""
        return self._identity.conversation_id

    async def say(self, text: str, metadata: Mapping[str, Any] | None = None) -> Exchange:
        """Say one text and wait for the answer; there is none to an empty text, nor while a person has the word.

        ``metadata`` stands in for what the channel would seal.
        """
        desk, agent = self._assistant.shop.conversations, self._assistant.agent
        plain = as_plain_text(text)
        if not plain:
            return Exchange(text)
        desk.append(self.conversation_id, "customer", {"text": plain})
        if desk.status(self.conversation_id) == "open":
            return Exchange(text)
        sealed = seal(self._identity, seal_key()) if metadata is None else dict(metadata)
        channel = Collected()
        began = time.perf_counter()
        await agent.handle_message(
            UserMessage(plain, channel, self.conversation_id, input_channel="web", metadata=sealed)
        )
        seconds = time.perf_counter() - began
        tracker = await agent.tracker_store.retrieve(self.conversation_id)
        message, ran = _answered(tracker)
        shown = [body_of(each) for each in channel.messages]
        for each in shown:
            desk.append(self.conversation_id, "assistant", each)
        return Exchange(
            text=text,
            intent=message.intent.get("name"),
            confidence=float(message.intent.get("confidence") or 0.0),
            entities=[dict(each) for each in message.entities if each["entity"] not in LANGUAGE_ENTITIES],
            actions=ran,
            messages=shown,
            seconds=seconds,
        )


def _answered(tracker: Any) -> tuple[UserUttered, list[str]]:
    """The last message, and the actions that answered it in order, bookkeeping left out.

    Further requests of one message stand in the conversation as messages that continue it.
    """
    message: UserUttered = tracker.latest_message
    ran: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            message = event
            if not event.parse_data.get("continues"):
                break
        elif isinstance(event, ActionExecuted) and event.action_name not in BOOKKEEPING:
            ran.append(event.action_name)
    return message, ran[::-1]
