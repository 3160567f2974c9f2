"""Service: questions about the shop, a person when wanted, and turns that were not understood."""

from __future__ import annotations

from typing import Any, ClassVar

from actions.boundary import Reply, ShopAction
from actions.render import Payload
from actions.turn import Turn
from knowledge.errors import UnknownConversation
from knowledge.graph.refine import query_to_json
from knowledge.shop import Shop

LOST_BEFORE_A_PERSON = 2


class AnswerQuestion(ShopAction):
    """Answer from the shop's own words, or say that the answer is not known."""

    action_name = "action_answer_question"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        found = shop.answers.answer(turn.text, turn.language)
        if found is None:
            reply.say("answer_unknown")
            reply.remember(offered="person")
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
        summary: dict[str, Any] = {
            "last_message": turn.text,
            "language": turn.language,
            "signed_in": turn.customer_id is not None,
            "search": query_to_json(turn.search) if turn.search else None,
            "product": turn.product,
            "shown": list(turn.shown),
        }
        try:
            shop.conversations.hand_over(turn.identity.conversation_id, summary)
        except UnknownConversation:
            reply.say("cannot_hand_over")
            return
        reply.say("handed_over", {"type": "handoff", "status": "open"})


class NotUnderstood(ShopAction):
    """Ask again; the second time in a row, offer a person."""

    action_name = "action_not_understood"
    understood = False
    response: ClassVar[str] = "not_understood"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        lost = turn.lost + 1
        if lost >= LOST_BEFORE_A_PERSON:
            reply.say("offer_person")
            reply.remember(offered="person", lost=0)
        else:
            reply.say(self.response)
            reply.remember(lost=lost)


class OutOfScope(NotUnderstood):
    """Say what the shop's assistant is for; one who keeps asking for something else may want a person."""

    action_name = "action_out_of_scope"
    response = "out_of_scope"
