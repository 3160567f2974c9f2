"""What the customer's account has, what they complain of, and the photos they send."""

from __future__ import annotations

from actions.boundary import Reply, ShopAction
from actions.desk.telling import method_name
from actions.service import hand_over
from actions.turn import Turn
from actions.wording import phrase
from knowledge.orders.cases import Case
from knowledge.shop import Shop


class MyDetails(ShopAction):
    """Tell where orders go and what may be paid with, as far as may be shown."""

    action_name = "action_my_details"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        customer = turn.customer_id
        if customer is None:
            reply.say("sign_in_for_orders", {"type": "sign_in"})
            return
        address, methods = shop.orders.address(customer), shop.orders.methods(customer)
        told = {
            "fact_address": address.line if address else "",
            "fact_methods": "; ".join(method_name(each, turn, shop.currency) for each in methods),
        }
        facts = [phrase(name, turn.language, value=value) for name, value in told.items() if value]
        if facts:
            reply.say("my_details", facts="\n".join(f"• {each}" for each in facts))
        else:
            reply.say("about_me_nothing")


class SendPhoto(ShopAction):
    """Say what a photo was put with, or ask what it shows; who asks whether to send one is invited to."""

    action_name = "action_photo"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        photo = next(iter(turn.values("photo")), None)
        if photo is None:
            reply.say("photo_invited", {"type": "photo_request"})
            return
        case = shop.photos.case_of(str(photo), turn.identity.conversation_id)
        if case is None:
            reply.say("photo_of_what")
        else:
            reply.say("photo_kept", reference=case)


class Complain(ShopAction):
    """Register a complaint; of somebody upset, or where it is urgent, a person takes over at once."""

    action_name = "action_complain"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        grave = turn.lately.urgent or turn.mood.upset
        talk = turn.identity.conversation_id
        severity = "high" if grave else "normal"
        case = Case("complaint", turn.text, talk, turn.customer_id, severity)
        reference = shop.cases.open(case, f"{talk}:complaint:{turn.text[:60]}")
        reply.say("complaint_kept", reference=reference)
        if grave:
            hand_over(turn, shop, reply)
