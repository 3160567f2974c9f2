"""A message that holds several requests: after one is answered, the next is put as if it were said now."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, SlotSet, UserUttered
from rasa_sdk.executor import CollectingDispatcher

from actions.desk.form import DeskForm


class NextRequest(Action):
    """Puts the next of the message's ``requests`` into the conversation, under the message's own seal and id; or the
    next of those that the order desk kept until it had nothing open.

    Rasa then answers it by the rules and stories for its intent. bot/policies/requests.py calls for this action.
    """

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_next_request"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The events of a turn of the customer; none where nothing is left to answer."""
        message = tracker.latest_message or {}
        form = DeskForm.from_json(tracker.get_slot("desk"))
        kept = list(form.later) if form is not None and form.asking is None else []
        left = kept or list(message.get("requests") or ())[1:]
        if not left:
            return []
        carried = {key: message[key] for key in ("message_id", "metadata") if key in message}
        said = {**left[0], **carried, "requests": left, "continues": True}
        event = UserUttered(said["text"], said, input_channel=tracker.get_latest_input_channel())
        forgotten = [SlotSet("desk", None)] if kept else []
        return [*forgotten, ActionExecuted("action_listen"), {**event, **carried}]
