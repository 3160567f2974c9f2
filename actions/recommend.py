"""Recommendations: for this customer, for this visit, with this product - and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from actions.boundary import Reply, ShopAction
from actions.describe import looking_for
from actions.personal import offer_personalisation
from actions.product import product_meant
from actions.render import label, names, product
from actions.turn import Turn, joined
from actions.wording import phrase
from knowledge.errors import UnknownProduct
from knowledge.graph.refine import start_search
from knowledge.guide.paths import Step, evidence_path, search_path
from knowledge.recommend.base import Reason, Recommendation
from knowledge.shop import Shop

SHOWN = 6
NOTHING_SAID: Mapping[str, str] = {}
_NEW = re.compile(
    r"\bnew\b|\bdifferent\b|\bdiscover|\bnever\b|n[o']t (?:tried|bought|had)|\bsurpris|\bbored\b"
    r"|新|没(?:买|试|吃|用|尝)过|换换?口味|惊喜",
    re.IGNORECASE,
)
_LIKE_ME = re.compile(
    r"\b(?:people|customers|shoppers|others|buyers|households|families)\b.*\b(?:like me|my taste|i buy|similar|alike)\b"
    r"|\b(?:similar|like-minded) (?:people|customers|shoppers|buyers)\b|像我|和我.{0,4}(?:相似|一样|差不多)|同类",
    re.IGNORECASE,
)


class Recommend(ShopAction):
    """What this customer may want next: from what they buy, else from what they looked at, else what is popular.

    Of a kind, a brand or a price where the message names one: "recommend snacks under $4". What they never bought where
    it asks for something new; what customers like them buy where it asks for that.
    """

    action_name = "action_recommend"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        seen = [turn.product] if turn.product else [each for each in turn.shown[:3] if each]
        within, customer = _within(turn, shop), shop.known(turn.customer_id)
        found: Sequence[Recommendation]
        if customer is not None:
            found, response = _for_customer(customer, seen, within, turn, shop)
        elif seen:
            found, response = shop.recommender.for_session(seen, SHOWN, within=within), "recommended_in_session"
        else:
            found, response = shop.recommender.popular(SHOWN, within=within), "popular"
        if all(each.reason.kind == "popular" for each in found):
            response = "popular"
        about = joined(names(tuple(seen), turn, shop), turn.language)
        _show(found, response, "popular" if response == "popular" else "recommended", about, turn, shop, reply)


class Usual(ShopAction):
    """What this customer buys again and again, what is due first; asks whether it may, where they never agreed."""

    action_name = "action_usual"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        customer = shop.known(turn.customer_id)
        if customer is None:
            if turn.customer_id is None:
                reply.say("sign_in_for_usual", {"type": "sign_in"})
            else:
                offer_personalisation(reply)
            return
        found = shop.recommender.usual(customer, SHOWN, within=_within(turn, shop))
        if not found:
            reply.say("no_usual")
            return
        whys = {}
        for each in found:
            name = "why_usual_due" if each.rhythm.due <= 0 else "why_usual_every"
            whys[each.product_id] = phrase(name, turn.language, days=f"{each.rhythm.every:.0f}")
        listed = [Recommendation(each.product_id, each.score, Reason("usual")) for each in found]
        _show(listed, "usual", "usual", "", turn, shop, reply, whys)


class GoesWith(ShopAction):
    """What is often in the same basket as the product under discussion."""

    action_name = "action_goes_with"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        view = product_meant(turn, shop, reply)
        if view is None:
            return
        name = label(view.name, view.labels, turn.language)
        found = shop.goes_with(view.product_id, SHOWN)
        if not found:
            reply.say("nothing_goes_with", name=name)
            return
        _show(found, "goes_with", "goes_with", name, turn, shop, reply)
        reply.remember(product=view.product_id)


class Why(ShopAction):
    """Why a product was shown, from the evidence kept when it was."""

    action_name = "action_why"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        place = turn.place()
        if turn.values("product"):
            product_id: str | None = str(turn.values("product")[0])
        elif place is not None:
            product_id = turn.shown[place] if 0 <= place < len(turn.shown) else None
        else:
            product_id = turn.product if turn.product in turn.reasons else next(iter(turn.reasons), None)
        if product_id is None or product_id not in turn.reasons:
            reply.say("why_nothing")
            return
        try:
            view = shop.graph.product(product_id)
        except UnknownProduct:
            reply.say("unknown_product")
            return
        reason = turn.reasons[product_id]
        evidence = [shop.graph.product(each) for each in reason["evidence"] if shop.graph.has(each)]
        payload = {
            "type": "why",
            "product": product(view, turn, shop),
            "reason": reason["kind"],
            "evidence": [product(each, turn, shop) for each in evidence],
            "path": [asdict(step) for step in _path(product_id, reason, turn, shop)],
        }
        times = shop.times_bought(turn.customer_id, reason["evidence"][0]) if reason["evidence"] else 0
        response = "why_because_bought_often" if reason["kind"] == "because_bought" and times > 1 else ""
        wanted = looking_for(turn.search, turn, shop) if turn.search else phrase("everything", turn.language)
        reply.say(
            response or f"why_{reason['kind']}",
            payload,
            times=times,
            most=label(evidence[0].name, evidence[0].labels, turn.language) if evidence else "",
            name=label(view.name, view.labels, turn.language),
            evidence=joined(names(tuple(reason["evidence"]), turn, shop), turn.language),
            looking_for=wanted,
        )


def _for_customer(
    customer: str, seen: Sequence[str], within: frozenset[str] | None, turn: Turn, shop: Shop
) -> tuple[Sequence[Recommendation], str]:
    """What the message asks for, and the response that says so; where nobody is like them, what is for them."""
    if _LIKE_ME.search(turn.text):
        found = shop.recommender.like_you(customer, SHOWN, within=within)
        if found:
            return found, "recommended_like_you"
    new = _NEW.search(turn.text) is not None
    found = shop.recommender.for_customer(customer, SHOWN, session=seen, within=within, new_only=new)
    return found, "recommended_new" if new else "recommended_for_you"


def _within(turn: Turn, shop: Shop) -> frozenset[str] | None:
    """The products that the message's wishes leave; None where it has none that is structured."""
    wishes = replace(turn.wishes(), text="")
    return shop.graph.ids(start_search(wishes)) if wishes.structured else None


def _path(product_id: str, reason: Mapping[str, Any], turn: Turn, shop: Shop) -> tuple[Step, ...]:
    if reason["kind"] == "search":
        return search_path(shop.graph, product_id, turn.search) if turn.search else ()
    return evidence_path(shop.graph, product_id, reason["evidence"])


def _show(
    found: Sequence[Recommendation],
    response: str,
    listed: str,
    about: str,
    turn: Turn,
    shop: Shop,
    reply: Reply,
    whys: Mapping[str, str] = NOTHING_SAID,
) -> None:
    """Show them, each with why: as ``whys`` has it by product, else by its reason."""
    if not found:
        reply.say("nothing_to_recommend")
        return
    cards = []
    for each in found:
        evidence = joined(names(each.reason.evidence, turn, shop), turn.language)
        why = whys.get(each.product_id) or phrase(f"why_{each.reason.kind}", turn.language, evidence=evidence)
        cards.append(product(shop.graph.product(each.product_id), turn, shop, why))
    reply.say(response, {"type": "product_list", "list": listed, "products": cards}, name=about)
    shop.shown.record(turn.identity.conversation_id, listed, found)
    reply.showed(
        [each.product_id for each in found],
        {each.product_id: {"kind": each.reason.kind, "evidence": list(each.reason.evidence)} for each in found},
    )
