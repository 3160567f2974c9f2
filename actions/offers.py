"""Offers and coupons: what is on, what is on for this product, what this customer may redeem."""

from __future__ import annotations

import re
from typing import Any

from actions.boundary import Reply, ShopAction
from actions.product import product_meant
from actions.render import category, coupon, label, money, offer
from actions.turn import Turn
from knowledge.graph.search import NO_TASTE
from knowledge.shop import Shop

OFFERS_SHOWN = 6
COUPONS_SHOWN = 5
_FOR_ME = re.compile(
    r"\b(?:for me|i (?:usually |often )?buy|my usual|on my)\b|适合我|我常买|我平时|给我的|我买的", re.IGNORECASE
)


class Offers(ShopAction):
    """What is on offer, in a category where the message names one."""

    action_name = "action_offers"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        key = next(iter(turn.values("category")), None)
        taste = shop.taste(turn.customer_id) if _FOR_ME.search(turn.text) else NO_TASTE
        page = shop.offers.current(category=key, customer_id=turn.customer_id, taste=taste, k=OFFERS_SHOWN)
        where: dict[str, Any] = {"category": category(key, turn, shop)} if key else {}
        suffix = "_in_category" if key else "_for_me" if taste and page.offers else ""
        if taste and not page.offers:
            page = shop.offers.current(category=key, customer_id=turn.customer_id, k=OFFERS_SHOWN)
        if not page.offers:
            reply.say(f"no_offers{suffix}", **where)
            return
        payload = {
            "type": "offer_list",
            "total": page.total,
            "offers": [offer(each, turn, shop) for each in page.offers],
        }
        reply.say(f"offers{suffix}", payload, total=page.total, count=len(page.offers), **where)
        reply.showed([each.product_id for each in page.offers])


class ProductOffers(ShopAction):
    """What is on offer for the product under discussion."""

    action_name = "action_product_offers"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        view = product_meant(turn, shop, reply)
        if view is None:
            return
        name = label(view.name, view.labels, turn.language)
        found = shop.offers.on_product(view.product_id, turn.customer_id)
        if not found:
            quote = shop.offers.quote(view.product_id, turn.customer_id)
            reply.say("no_product_offers", name=name, price=money(quote.pay, quote.currency, turn.language))
            return
        payload = {
            "type": "offer_list",
            "total": len(found),
            "offers": [offer(each, turn, shop) for each in found[:OFFERS_SHOWN]],
        }
        reply.say("product_offers", payload, name=name)


class Coupons(ShopAction):
    """The coupons of the signed-in customer."""

    action_name = "action_coupons"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.customer_id is None:
            reply.say("sign_in_for_coupons", {"type": "sign_in"})
            return
        found = shop.offers.coupons(turn.customer_id)
        if not found:
            reply.say("no_coupons")
            return
        payload = {
            "type": "coupon_list",
            "total": len(found),
            "coupons": [coupon(each, turn, shop) for each in found[:COUPONS_SHOWN]],
        }
        reply.say("coupons", payload, total=len(found))
        reply.showed([None] * len(found[:COUPONS_SHOWN]))
