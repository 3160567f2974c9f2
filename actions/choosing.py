"""Choosing between products: side by side, something like it, a basket for an occasion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from actions.boundary import Reply, ShopAction
from actions.numbers import people_told
from actions.product import product_meant
from actions.render import Payload, label, money, product
from actions.tables import comparison
from actions.turn import Turn
from actions.wording import phrase
from knowledge.guide.alternatives import Wanted, alternatives
from knowledge.guide.bundles import Bundle, bundle
from knowledge.guide.comparison import FEWEST, MOST, compare
from knowledge.guide.critique import wants_another_brand
from knowledge.guide.occasions import Occasion
from knowledge.shop import Shop

SHOWN = 6
_CHEAPER = re.compile(r"\bcheap(?:er)?\b|\bless expensive\b|\bfor less\b|便宜|平替|实惠", re.IGNORECASE)
_DOLLARS = re.compile(
    r"(?:under|below|for|up to|about|around|less than|max)\s*\$?\s*(\d+(?:\.\d+)?)\s*(?:dollars|bucks|usd)?", re.I
)


class Compare(ShopAction):
    """Products of the list beside each other, or the one under discussion beside one of the list."""

    action_name = "action_compare"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        ids = [each for each in _meant(turn) if shop.graph.has(each)][:MOST]
        if len(ids) < FEWEST:
            reply.say("compare_which" if len([each for each in turn.shown if each]) >= FEWEST else "nothing_to_compare")
            return
        quotes = [shop.offers.quote(each, turn.customer_id) for each in ids]
        found = compare(shop.graph, ids, [quote.pay for quote in quotes], turn.search)
        best = found.products[found.verdict.place]
        reply.say(
            f"compared_{found.verdict.kind}",
            comparison(found, turn, shop),
            name=label(best.name, best.labels, turn.language),
            place=found.verdict.place + 1,
            price=money(found.prices[found.verdict.place], best.currency, turn.language),
            met=found.verdict.met,
            wishes=found.verdict.wishes,
        )
        reply.showed(ids, {each: {"kind": "search", "evidence": []} for each in ids}, turn.aside())


class Alternatives(ShopAction):
    """What may stand in for a product, by choice cheaper or of another brand."""

    action_name = "action_alternatives"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        view = product_meant(turn, shop, reply)
        if view is None:
            return
        wanted = Wanted(cheaper=_CHEAPER.search(turn.text) is not None, another_brand=wants_another_brand(turn.text))
        found = alternatives(shop.graph, view.product_id, lambda each: _pays(each, turn, shop), wanted, SHOWN)
        name = label(view.name, view.labels, turn.language)
        if not found:
            reply.say("no_cheaper_alternatives" if wanted.cheaper else "no_alternatives", name=name)
            return
        why = phrase("why_similar", turn.language, evidence=name)
        cards = [product(each.product, turn, shop, why) for each in found]
        payload: Payload = {"type": "product_list", "list": "similar", "products": cards}
        reply.say("cheaper_alternatives" if wanted.cheaper else "alternatives", payload, name=name)
        ids = [each.product.product_id for each in found]
        reply.showed(ids, {each: {"kind": "similar", "evidence": [view.product_id]} for each in ids}, turn.aside())


class MakeBundle(ShopAction):
    """A basket for an occasion, a number of people and a budget."""

    action_name = "action_bundle"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        occasion = next((each for each in shop.occasions if each.meant_in(turn.text)), None)
        if occasion is None:
            buttons = [
                {
                    "title": _named(each, turn),
                    "payload": phrase("ask_for_bundle", turn.language, thing=_named(each, turn)),
                }
                for each in shop.occasions[:5]
            ]
            reply.ask("which_occasion", buttons)
            return
        budget = turn.wishes().price_max or _told_budget(turn.text)
        found = bundle(
            shop.graph,
            occasion,
            lambda each: _pays(each, turn, shop),
            people=people_told(turn.text),
            budget=budget,
            taste=shop.taste(turn.customer_id),
        )
        if not found.items:
            reply.say("no_bundle", name=_named(occasion, turn))
            return
        _show_bundle(found, occasion, budget, turn, shop, reply)


def _show_bundle(
    found: Bundle, occasion: Occasion, budget: Decimal | None, turn: Turn, shop: Shop, reply: Reply
) -> None:
    cards, reasons = [], {}
    for item in found.items:
        card = product(item.product, turn, shop, phrase("why_bundle", turn.language, evidence=_named(occasion, turn)))
        cards.append(card | {"quantity": item.quantity})
        reasons[item.product.product_id] = {"kind": "bundle", "evidence": [], "quantity": item.quantity}
    names = {
        "name": _named(occasion, turn),
        "total": money(found.total, found.items[0].product.currency, turn.language),
        "budget": money(budget, shop.currency, turn.language) if budget is not None else "",
        "count": len(found.items),
    }
    payload: Payload = {"type": "product_list", "list": "bundle", "products": cards}
    reply.say("bundle_within" if budget is not None else "bundle", payload, **names)
    button = {"title": phrase("put_all_in", turn.language), "payload": phrase("put_all_in_said", turn.language)}
    reply.ask("bundle_next", [button])
    reply.showed([item.product.product_id for item in found.items], reasons)


def _meant(turn: Turn) -> Sequence[str]:
    """The ids of the products to compare, in the order in which they are named."""
    named = [str(each) for each in turn.values("product")]
    places = turn.places(loosely=True)
    placed = [each for each in (turn.shown[place] for place in places) if each]
    if len(named) + len(placed) == 1 and turn.product and turn.product not in (*named, *placed):
        named.insert(0, turn.product)
    if not named and not placed:
        placed = [each for each in turn.shown if each][:MOST]
    return list(dict.fromkeys((*named, *placed)))


def _pays(product_id: str, turn: Turn, shop: Shop) -> Decimal:
    return shop.offers.quote(product_id, turn.customer_id).pay


def _named(occasion: Occasion, turn: Turn) -> str:
    return occasion.labels.get(turn.language) or occasion.key


def _told_budget(text: str) -> Decimal | None:
    found = _DOLLARS.search(text)
    return (
        Decimal(found.group(1))
        if found and ("$" in found.group() or re.search("dollar|buck|usd", found.group(), re.I))
        else None
    )
