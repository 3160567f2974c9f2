"""Being told later, back in stock or cheaper: asked for in the chat, kept with consent, told in the conversation."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from actions.boundary import Reply, ShopAction
from actions.product import product_meant
from actions.render import label, money, names, product
from actions.turn import Turn, joined
from actions.wording import phrase
from knowledge.customers.alerts import AlertKind, AlertView
from knowledge.customers.identity import Identity
from knowledge.errors import UnknownConversation, told_for_log
from knowledge.shop import Shop

logger = logging.getLogger(__name__)

_STOCK = re.compile(r"\bstock|\bavailab|\bback\b|\bagain\b|\brestock|到货|有货|补货|上架", re.IGNORECASE)
_CANCEL = re.compile(
    r"\b(?:stop|cancel|remove|delete|don't|do not|no longer|any ?more)\b|取消|不用再?|别再?|停止|关闭", re.IGNORECASE
)
_LIST = re.compile(r"\b(?:which|what|my|list|show)\b.*\balerts?\b|(?:哪些|什么|我的|查看).{0,4}提醒", re.IGNORECASE)


class AskAlert(ShopAction):
    """Keep an alert for the product under discussion, tell which there are, or forget them."""

    action_name = "action_ask_alert"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        customer = turn.customer_id
        if customer is None:
            reply.say("sign_in_for_alerts", {"type": "sign_in"})
        elif _CANCEL.search(turn.text):
            shop.alerts.cancel(customer, turn.product_meant())
            reply.say("alerts_cancelled")
        elif _LIST.search(turn.text):
            kept = list(dict.fromkeys(each.product_id for each in shop.alerts.of(customer)))
            told = joined(names(kept, turn, shop), turn.language)
            reply.say("alerts" if told else "no_alerts", names=told, count=len(kept))
        else:
            _ask(customer, turn, shop, reply)


def keep(wanted: Mapping[str, Any], turn: Turn, shop: Shop, reply: Reply) -> None:
    """Keep the alert that the customer has just agreed to; that is their consent, and it can be taken back."""
    assert turn.customer_id is not None
    shop.consents.decide(turn.customer_id, "alerts", True)
    _keep(turn.customer_id, wanted, turn, shop, reply)


def deliver(shop: Shop) -> int:
    """Tell every alert that is due in its conversation; how many were told. One told twice reads as one."""
    told = 0
    for alert in shop.due_alerts():
        try:
            body = _body(alert, shop)
            shop.conversations.append(alert.conversation_id, "assistant", body, client_id=f"alert-{alert.id}")
        except UnknownConversation as error:
            logger.warning("an alert cannot be told: %s", told_for_log(error))
        else:
            told += 1
        shop.alerts.told(alert)
    return told


def _ask(customer: str, turn: Turn, shop: Shop, reply: Reply) -> None:
    view = product_meant(turn, shop, reply)
    if view is None:
        return
    name = label(view.name, view.labels, turn.language)
    quote = shop.offers.quote(view.product_id, customer)
    wishes = turn.wishes()
    kind: AlertKind = "back_in_stock" if _STOCK.search(turn.text) and not wishes.price_order else "cheaper"
    if kind == "back_in_stock" and view.in_stock:
        reply.say("alert_in_stock", name=name, price=money(quote.pay, quote.currency, turn.language))
        return
    # "Below $3" is below 3; no price named is below what it costs now.
    below = wishes.price_max or quote.pay
    wanted = {"product": view.product_id, "kind": kind, "below": str(below) if kind == "cheaper" else None}
    if shop.consents.allows(customer, "alerts"):
        _keep(customer, wanted, turn, shop, reply)
        return
    reply.say("alert_consent", name=name)
    reply.remember(offered={"alert": wanted})


def _keep(customer: str, wanted: Mapping[str, Any], turn: Turn, shop: Shop, reply: Reply) -> None:
    below = Decimal(wanted["below"]) if wanted.get("below") else None
    conversation = turn.identity.conversation_id
    shop.alerts.ask(customer, conversation, wanted["product"], wanted["kind"], below=below, language=turn.language)
    told = joined(names([wanted["product"]], turn, shop), turn.language)
    price = money(below, shop.currency, turn.language) if below is not None else ""
    reply.say(f"alert_set_{wanted['kind']}", name=told, price=price)


def _body(alert: AlertView, shop: Shop) -> dict[str, Any]:
    identity = Identity(alert.conversation_id, alert.customer_id, alert.language, None)
    turn = replace(Turn.quiet(identity), language=alert.language)
    view = shop.graph.product(alert.product_id)
    card = product(view, turn, shop)
    name = label(view.name, view.labels, alert.language)
    text = phrase(f"told_{alert.kind}", alert.language, product=name, price=card["price_text"])
    return {"text": text, "payload": {"type": "product_list", "list": "similar", "products": [card]}}
