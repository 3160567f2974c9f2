"""The error boundary around every action: a failure costs the customer an apology, never the conversation."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions import shop_access
from actions.turn import Turn
from knowledge.errors import told_for_log
from knowledge.shop import Shop

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 8.0
"""Rasa would wait 300 s and its lock on the conversation ends after 60: a customer is told far sooner."""

_workers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="action")


@dataclass
class Reply:
    """What an action says and remembers. Nothing of it is sent unless the whole action succeeds."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)

    def say(self, response: str, payload: dict[str, Any] | None = None, **names: Any) -> None:
        """Say ``utter_<response>`` of domain.yml with its ``{names}`` filled in, and ``payload`` beside it."""
        self.messages.append({"response": f"utter_{response}", "json_message": payload, **names})

    def ask(self, response: str, buttons: Sequence[Mapping[str, str]], **names: Any) -> None:
        """Say ``utter_<response>``, its ``{names}`` filled in, with these quick replies.

        Each has a ``title``, and as ``payload`` what it says for the customer.
        """
        self.messages.append({"response": f"utter_{response}", "buttons": [dict(each) for each in buttons], **names})

    def remember(self, **slots: Any) -> None:
        """Set slots for the turns to come."""
        self.slots.update(slots)

    def showed(
        self,
        places: Sequence[str | None],
        reasons: Mapping[str, Mapping[str, Any]] | None = None,
        search: Mapping[str, Any] | None = None,
    ) -> None:
        """Remember a new list in place of the last: "the second one", "why" and "more" are about this one.

        ``places`` holds a product id for each thing shown, None where it is no product; ``reasons`` says why each was.
        """
        self.remember(shown=list(places), reasons=dict(reasons or {}), search=search, product=None)


class ShopAction(Action, ABC):
    """An action that asks the shop. Subclasses give ``action_name`` and :meth:`respond`."""

    action_name: ClassVar[str]

    def name(self) -> str:
        """The action's name in domain.yml."""
        return self.action_name

    @abstractmethod
    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        """Answer the turn. Runs in a worker thread, so it may block; it must not keep state."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Run :meth:`respond` within the deadline and send what it said, or an apology."""
        reply = Reply()
        try:
            await asyncio.wait_for(
                asyncio.get_running_loop().run_in_executor(_workers, self._respond, tracker, reply), DEADLINE_SECONDS
            )
        except ActionExecutionRejection:
            raise  # the message is another action's to answer
        except asyncio.TimeoutError:
            logger.error("%s took longer than %s s", self.action_name, DEADLINE_SECONDS)
            reply = Reply()
            reply.say("sorry_slow")
        except Exception as error:
            logger.error("%s failed: %s", self.action_name, told_for_log(error))
            reply = Reply()
            reply.say("sorry")
        for message in reply.messages:
            dispatcher.utter_message(**message)
        return [SlotSet(slot, value) for slot, value in reply.slots.items()]

    def _respond(self, tracker: Tracker, reply: Reply) -> None:
        shop = shop_access.shop()
        turn = Turn.from_tracker(tracker)
        if turn.customer_id is None:  # a guest may have said who they are, by a code
            turn = turn.known_as(shop.sign_ins.customer(turn.identity.conversation_id))
        # What was offered with the answer to another part of the same message still stands.
        if turn.offered and not turn.continues:
            reply.remember(offered=None)
        self.respond(turn, shop, reply)
