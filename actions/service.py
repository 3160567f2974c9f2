"""Service: questions about the shop, a person when wanted, and turns that were not understood."""

from __future__ import annotations

from typing import Any, ClassVar

from actions import alerts, personal
from actions.boundary import Reply, ShopAction
from actions.readings import Button, readings
from actions.render import Payload
from actions.search import NoPreference
from actions.turn import Turn
from knowledge.errors import UnknownConversation
from knowledge.graph.refine import query_to_json
from knowledge.shop import Shop

LOST_BEFORE_A_PERSON = 2
PERSON = "person"
READINGS = "readings"


class AnswerQuestion(ShopAction):
    """Answer from the shop's own words, or say that the answer is not known."""

    action_name = "action_answer_question"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        found = shop.answers.answer(turn.text, turn.language)
        if found is None:
            reply.say("answer_unknown")
            reply.remember(offered=PERSON)
            return
        payload: Payload = {
            "type": "answer",
            "key": found.key,
            "topic": found.topic,
            "score": round(float(found.score), 3),
        }
        reply.say("answer", payload | ({"link": found.link} if found.link else {}), answer=found.text)


class HandOver(ShopAction):
    """Hand the conversation to a person, with what they need to know."""

    action_name = "action_hand_over"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        hand_over(turn, shop, reply)


class Affirm(ShopAction):
    """Do what was offered."""

    action_name = "action_affirm"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.offered == PERSON:
            hand_over(turn, shop, reply)
        elif isinstance(turn.offered, dict) and "alert" in turn.offered and turn.customer_id is not None:
            alerts.keep(turn.offered["alert"], turn, shop, reply)
        elif turn.offered in (personal.PERSONALISE, personal.FORGET) and turn.customer_id is not None:
            personal.decide(turn, shop, reply)
        else:
            reply.say("affirm")


class Deny(ShopAction):
    """Leave what was offered; the boundary withdraws it. Who meant none of the readings is lost for the second time."""

    action_name = "action_deny"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.offered == READINGS:
            offer_person(reply)
        elif turn.offered is None and turn.memory is not None and turn.memory.asking:
            # "No" to "Which brand? About what price?" is no preference.
            NoPreference().respond(turn, shop, reply)
        else:
            reply.say("deny")


def hand_over(turn: Turn, shop: Shop, reply: Reply) -> None:
    """Give the conversation to a person, and say so; where the desk does not know it, say that."""
    summary: dict[str, Any] = {
        "last_message": turn.text,
        "language": turn.language,
        "signed_in": turn.customer_id is not None,
        "search": query_to_json(turn.search) if turn.search else None,
        "product": turn.product,
        "shown": list(turn.shown),
        "sentiment": turn.lately.sentiment,
        "urgency": "urgent" if turn.lately.urgent else "normal",
    }
    try:
        shop.conversations.hand_over(turn.identity.conversation_id, summary)
    except UnknownConversation:
        reply.say("cannot_hand_over")
        return
    reply.say("handed_over", {"type": "handoff", "status": "open"})


def offer_person(reply: Reply, response: str = "offer_person") -> None:
    """Ask whether a person shall take over."""
    reply.say(response)
    reply.remember(offered=PERSON)


class NotUnderstood(ShopAction):
    """Ask which of the likely readings is meant, else to say it again.

    The second time in a row, and at once where the customer is upset, offer a person.
    """

    action_name = "action_not_understood"
    response: ClassVar[str] = "not_understood"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.mood.upset:
            offer_person(reply, "offer_person_upset")
        elif turn.lost + 1 >= LOST_BEFORE_A_PERSON:
            offer_person(reply)
        elif possible := self.possible(turn, shop):
            reply.ask("do_you_mean", possible)
            reply.remember(offered=READINGS)
        else:
            reply.say(self.response)

    def possible(self, turn: Turn, shop: Shop) -> list[Button]:
        """The quick replies to choose from, if any."""
        return readings(turn, shop)


class OutOfScope(NotUnderstood):
    """Say what the shop's assistant is for; one who keeps asking for something else may want a person."""

    action_name = "action_out_of_scope"
    response = "out_of_scope"

    def possible(self, turn: Turn, shop: Shop) -> list[Button]:
        """None: it was understood that the shop does not do this."""
        return []
