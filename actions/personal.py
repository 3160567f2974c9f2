"""What is known of the customer: told to them, used with their word, forgotten when they say so."""

from __future__ import annotations

from decimal import Decimal

from babel.dates import get_day_names
from babel.numbers import format_decimal, format_percent

from actions.boundary import Reply, ShopAction
from actions.render import category, money
from actions.turn import Turn, joined
from actions.wording import phrase
from knowledge.customers.consent import PERSONALISATION
from knowledge.customers.features import CustomerFeatures
from knowledge.shop import Shop

PERSONALISE = "personalise"
FORGET = "forget"
NAMED = 3
DEAR, CHEAP = 1.1, 0.9
"""Price levels from which, and up to which, a customer is told that they choose the dearer or the cheaper."""


class AboutMe(ShopAction):
    """Tell the customer what the shop knows of them and uses, in plain words."""

    action_name = "action_about_me"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        customer = turn.customer_id
        if customer is None:
            reply.say("about_me_guest")
        elif shop.known(customer) is None:
            reply.say("about_me_unasked")
            offer_personalisation(reply)
        elif (known := shop.profiles.profile(customer)) is None:
            reply.say("about_me_nothing")
        else:
            reply.say("about_me", facts="\n".join(f"• {each}" for each in _facts(known, turn, shop)))


class ForgetMe(ShopAction):
    """Ask whether to forget; a yes takes the consent back and deletes what was computed."""

    action_name = "action_forget_me"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        customer = turn.customer_id
        if customer is None:
            reply.say("about_me_guest")
        elif shop.known(customer) is None:
            reply.say("nothing_to_forget")
        else:
            reply.say("forget_me")
            reply.remember(offered=FORGET)


def offer_personalisation(reply: Reply) -> None:
    """Ask whether purchases may be used."""
    reply.say("offer_personalisation")
    reply.remember(offered=PERSONALISE)


def decide(turn: Turn, shop: Shop, reply: Reply) -> None:
    """Do what the customer has just agreed to: to be known, or to be forgotten."""
    assert turn.customer_id is not None
    agreed = turn.offered == PERSONALISE
    shop.consents.decide(turn.customer_id, PERSONALISATION, agreed)
    reply.say("personalisation_on" if agreed else "forgotten")


def _facts(known: CustomerFeatures, turn: Turn, shop: Shop) -> list[str]:
    language, now = turn.language, shop.clock.now()
    spent = money(Decimal(f"{known.spend:.2f}"), shop.currency, language)
    each = money(Decimal(f"{known.spend / known.orders:.2f}"), shop.currency, language)
    days, last = f"{known.tenure(now):.0f}", f"{known.recency(now):.0f}"
    told = [
        phrase("me_orders", language, orders=str(known.orders), days=days, last=last),
        phrase("me_spent", language, spent=spent, each=each),
    ]
    sold = {each.key for each in shop.graph.categories()}
    kinds = [category(key, turn, shop) for key in known.departments if key in sold][:NAMED]
    if kinds:
        told.append(phrase("me_departments", language, names=joined(kinds, language)))
    brands = [shop.graph.brand_name(key, language) for key in list(known.brands)[:NAMED]]
    if brands:
        told.append(phrase("me_brands", language, names=joined(brands, language)))
    level = "dear" if known.price_level >= DEAR else "cheap" if known.price_level <= CHEAP else "usual"
    told.append(phrase(f"me_level_{level}", language))
    if known.promotion_share > 0:
        told.append(phrase("me_offers", language, share=format_percent(known.promotion_share, locale=language)))
    if known.rating is not None:
        told.append(phrase("me_rating", language, rating=format_decimal(known.rating, "0.#", locale=language)))
    weekday = get_day_names(locale=language)[known.weekday]
    return [*told, phrase("me_when", language, weekday=weekday)]
