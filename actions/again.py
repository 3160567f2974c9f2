"""Asking the last question about something else: "and for cats?" after offers, "no, the third" after a detail."""

from __future__ import annotations

import re

from actions.boundary import ShopAction
from actions.offers import Offers, ProductOffers
from actions.orders import TrackOrder
from actions.product import PickProduct, ProductDetails
from actions.recommend import GoesWith, Recommend, Why
from actions.turn import Turn

ABOUT_A_PRODUCT: dict[str, type[ShopAction]] = {
    each.action_name: each for each in (PickProduct, ProductDetails, ProductOffers, GoesWith, Why)
}
ABOUT_A_KIND: dict[str, type[ShopAction]] = {each.action_name: each for each in (Offers, Recommend)}
_OFFERS = re.compile(r"\b(?:offers?|deals?|sale|discounts?|promotions?)\b|优惠|打折|折扣|促销|特价", re.IGNORECASE)


def same_question(turn: Turn) -> ShopAction | None:
    """The action that answers the last question for what this message names; None where it is to be searched for."""
    if turn.values("order_number"):
        return TrackOrder()
    if turn.values("product") or turn.place() is not None:
        return ABOUT_A_PRODUCT.get(turn.answered or "", PickProduct)()
    if turn.values("category"):
        if _OFFERS.search(turn.text):
            return Offers()
        again = ABOUT_A_KIND.get(turn.answered or "")
        return again() if again else None
    return None
