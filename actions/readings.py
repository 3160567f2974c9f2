"""The two or three things that an unclear message may mean, as quick replies in words a customer understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.turn import Turn
from actions.wording import capital, phrase
from knowledge.graph.refine import Wishes
from knowledge.shop import Shop

MOST = 3
LEAST_PROBABILITY = 0.1
NEAR = 0.4
"""A reading this much less likely than the likeliest is not offered."""

Button = dict[str, str]


def _always(_turn: Turn) -> bool:
    return True


def _product(turn: Turn) -> bool:
    return turn.product_meant() is not None


# What a reading needs to make sense. Yes, no and small talk are no readings: nobody looks for them in a list.
_SENSIBLE: Mapping[str, Callable[[Turn], bool]] = {
    "find_products": _always,
    "narrow": lambda turn: turn.search is not None,
    "show_more": lambda turn: turn.search is not None,
    "pick_product": lambda turn: bool(turn.shown),
    "ask_product_details": _product,
    "ask_product_offers": _product,
    "ask_goes_with": _product,
    "ask_why": lambda turn: bool(turn.reasons),
    "compare_products": lambda turn: sum(1 for each in turn.shown if each) > 1,
    "ask_alternatives": _product,
    "ask_bundle": _always,
    "go_back": lambda turn: turn.memory is not None and bool(turn.memory.before),
    "start_over": lambda turn: turn.search is not None,
    "ask_alert": _product,
    "add_to_basket": lambda turn: _product(turn) or bool(turn.shown),
    "show_basket": _always,
    "use_coupon": _always,
    "ask_coupon_problem": _always,
    "ask_offers": _always,
    "ask_coupons": _always,
    "ask_recommendation": _always,
    "ask_usual": _always,
    "ask_about_me": _always,
    "forget_me": _always,
    "track_order": _always,
    "ask_last_purchase": _always,
    "cancel_order": _always,
    "change_order_address": _always,
    "change_order_payment": _always,
    "change_order_items": _always,
    "return_items": _always,
    "exchange_items": _always,
    "change_my_address": _always,
    "reorder": _always,
    "ask_invoice": _always,
    "ask_refund": _always,
    "report_problem": _always,
    "complain": _always,
    "ask_my_details": _always,
    "ask_faq": _always,
    "talk_to_person": _always,
    "switch_language": _always,
    "help": _always,
}
_NAMED = frozenset({"find_products", "narrow", "ask_offers"})


def readings(turn: Turn, shop: Shop) -> list[Button]:
    """Quick replies for what the message may mean, the likeliest first, and "none of these"; empty for nothing likely.

    Each says for the customer a plain sentence that is understood as just that, since the channel lets no command
    through. What the message names is named in them.
    """
    likely = [(name, chance) for name, chance in turn.likely if name != "nlu_fallback"]
    top = max((chance for _, chance in likely), default=0.0)
    found: list[Button] = []
    for name, chance in likely:
        sensible = _SENSIBLE.get(name)
        if chance < max(LEAST_PROBABILITY, NEAR * top) or sensible is None or not sensible(turn):
            continue
        button = _question(turn, shop) if name == "ask_faq" else _button(name, turn, shop)
        if button:
            found.append(button)
    return [*found[:MOST], _button("none", turn, shop)] if found else []


def _button(name: str, turn: Turn, shop: Shop) -> Button:
    wishes = turn.wishes()
    if name == "narrow":
        # A kind of product would be a search of its own.
        wishes = replace(wishes, categories=())
    thing = _named(wishes, turn, shop) if name in _NAMED else ""
    key = f"{name}_named" if thing else name
    return {
        "title": capital(phrase(f"reading_{key}", turn.language, thing=thing)),
        "payload": phrase(f"said_{key}", turn.language, thing=thing),
    }


def _question(turn: Turn, shop: Shop) -> Button | None:
    """The question of the shop's own book that the message comes nearest to, if the book answers it."""
    if shop.answers.answer(turn.text, turn.language) is None:
        return None
    entry, _ = shop.answers.nearest(turn.text)
    asked = entry.questions.get(turn.language) if entry else None
    return {"title": asked[0], "payload": asked[0]} if asked else None


def _named(wishes: Wishes, turn: Turn, shop: Shop) -> str:
    """The kinds, brands and properties that a message names, in words."""
    language = turn.language
    names = [shop.graph.brand_name(key, language) for key in wishes.brands]
    for key in wishes.categories:
        view = shop.graph.category(key)
        names.append(view.labels.get(language) or view.name.lower())
    names += [shop.graph.value_name(key, language) for key in wishes.values]
    return ("" if language == "zh" else " ").join(names[:2])
