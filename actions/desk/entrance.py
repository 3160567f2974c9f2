"""The order desk's actions: a request begins, an answer comes, and after something else the talk comes back to it."""

from __future__ import annotations

import re

from rasa_sdk.interfaces import ActionExecutionRejection

from actions.boundary import Reply, ShopAction
from actions.desk.flow import Desk, kept
from actions.desk.form import TASKS, DeskForm
from actions.service import offer_person
from actions.turn import Turn
from knowledge.shop import Shop

_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_POSTCODE = re.compile(r"(?<![\w#])([A-Z0-9]{3,5}(?:[ -]?[A-Z0-9]{2,4})?)(?!\w)")
_NAME = re.compile(r"\b([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2})\b|([\u4e00-\u9fff]{2,4})(?=[,，\s]|$)")


class OrderRequest(ShopAction):
    """Begin what the customer asks of their orders."""

    action_name = "action_order_request"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        task = TASKS[turn.intent or ""]
        if turn.customer_id is None:
            _ask_who(DeskForm(task, said=turn.text, later=turn.later), turn, shop, reply)
            return
        reply.remember(desk=kept(Desk(turn.customer_id, turn, shop, reply).begin(task)))


class DeskAnswer(ShopAction):
    """Take what is said as the answer to what the desk asked; where it is none, leave it to the action for it."""

    action_name = "action_desk_answer"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        form = DeskForm.from_json(turn.desk)
        try:
            if form is None or form.asking is None:
                raise LookupError
            if form.asking in ("identity", "code"):
                _answer_who(form, turn, shop, reply)
            elif turn.customer_id is None:  # signed out in the meantime
                _ask_who(form, turn, shop, reply)
            else:
                reply.remember(desk=kept(Desk(turn.customer_id, turn, shop, reply).answer(form)))
        except LookupError:
            raise ActionExecutionRejection(
                self.action_name, "no answer to the order desk: left to the other actions"
            ) from None


class DeskResume(ShopAction):
    """Come back to what was asked, after something else was answered."""

    action_name = "action_desk_resume"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        form = DeskForm.from_json(turn.desk)
        if form is None or form.asking is None:
            return
        if form.asking in ("identity", "code") or turn.customer_id is None:
            reply.say(f"ask_{form.asking}")
            return
        Desk(turn.customer_id, turn, shop, reply).resume(form)


def _ask_who(form: DeskForm, turn: Turn, shop: Shop, reply: Reply) -> None:
    reply.say("sign_in_for_orders", {"type": "sign_in"})
    if not shop.sign_ins.available:
        return
    reply.say("ask_identity")
    reply.remember(desk=kept(form.asks("identity")))


def _answer_who(form: DeskForm, turn: Turn, shop: Shop, reply: Reply) -> None:
    """An e-mail, a name and a postcode, or the code.

    Raises:
        LookupError: the message holds none of them.
    """
    talk, text = turn.identity.conversation_id, turn.text
    code = _CODE.search(text) if form.asking == "code" else None
    email = next(iter(turn.values("email")), None)
    if code is not None:
        verdict = shop.sign_ins.verify(talk, code.group(1))
        customer = shop.sign_ins.customer(talk) if verdict == "right" else None
        if customer is None:
            reply.say("code_wrong" if verdict == "wrong" else "code_over")
            reply.remember(desk=kept(form.asks("code" if verdict == "wrong" else "identity")))
            return
        reply.say("code_right")
        first = turn.again(form.said).known_as(customer)
        reply.remember(desk=kept(Desk(customer, first, shop, reply).begin(form.task)))
        return
    if email is not None:
        asked = shop.sign_ins.ask(talk, email=str(email))
    else:
        postcode, name = _POSTCODE.search(text), _NAME.search(text)
        digits = [each for each in _POSTCODE.findall(text) if any(sign.isdigit() for sign in each)]
        if name is None or postcode is None or not digits:
            if turn.intent in ("nlu_fallback", "affirm", None):
                reply.say(f"ask_{form.asking}")
                return
            raise LookupError
        asked = shop.sign_ins.ask(talk, name=name.group(), postcode=digits[-1])
    if not asked:
        reply.say("code_too_often")
        offer_person(reply)
        reply.remember(desk=None)
        return
    reply.say("code_sent")
    reply.remember(desk=kept(form.asks("code")))
