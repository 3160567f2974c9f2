"""Asking what narrows a long list most, with the likeliest answers as quick replies."""

from __future__ import annotations

from decimal import Decimal

from actions.boundary import Reply
from actions.memory import SearchMemory
from actions.render import category, money
from actions.turn import Turn
from actions.wording import phrase
from knowledge.graph.facets import BRAND, CATEGORY, PRICE
from knowledge.guide.price_bands import Band
from knowledge.guide.questions import Choice, Question, questions
from knowledge.shop import Shop

AT_A_TIME = 2
#: Quick replies for the first question and for the second; one more is "no preference".
CHOICES = (3, 2)

Button = dict[str, str]


def ask(memory: SearchMemory, turn: Turn, shop: Shop, reply: Reply, more_than: int) -> SearchMemory:
    """Ask about what fits the search, where ``more_than`` so many do and an answer would tell; the memory after it."""
    asked = questions(
        shop.graph,
        memory.query,
        asked=memory.asked,
        taste=shop.taste(turn.customer_id),
        unsure=shop.unsure(turn.customer_id),
        most=AT_A_TIME,
        shown=more_than,
    )
    if not asked:
        return memory
    buttons = [
        _button(each, choice, turn, shop)
        for each, most in zip(asked, CHOICES, strict=False)
        for choice in each.choices[:most]
    ]
    buttons.append({key: phrase("no_preference", turn.language) for key in ("title", "payload")})
    said = [_said(each, turn, shop) for each in asked]
    reply.ask("ask" if len(said) == 1 else "ask_two", buttons, question=said[0], other=said[-1])
    return memory.asks(tuple(each.facet for each in asked))


def _said(question: Question, turn: Turn, shop: Shop) -> str:
    if question.facet in (BRAND, CATEGORY, PRICE):
        return phrase(f"ask_{question.facet}", turn.language)
    return phrase(
        "ask_attribute", turn.language, attribute=shop.graph.attribute_name(question.facet, turn.language).lower()
    )


def _button(question: Question, choice: Choice, turn: Turn, shop: Shop) -> Button:
    if choice.band is not None:
        said = _band(choice.band, turn, shop)
        return {"title": said, "payload": said}
    if question.facet == CATEGORY:
        name = category(choice.key, turn, shop)
        return {"title": name, "payload": phrase("said_find_products_named", turn.language, thing=name)}
    name = (
        shop.graph.brand_name(choice.key, turn.language)
        if question.facet == BRAND
        else shop.graph.value_name(choice.key, turn.language)
    )
    return {"title": name, "payload": phrase("said_narrow_named", turn.language, thing=name)}


def _band(band: Band, turn: Turn, shop: Shop) -> str:
    def told(amount: Decimal) -> str:
        return money(amount, shop.currency, turn.language)

    if band.low is None and band.high is not None:
        return phrase("under", turn.language, price=told(band.high))
    if band.high is None and band.low is not None:
        return phrase("over", turn.language, price=told(band.low))
    assert band.low is not None and band.high is not None
    return phrase("between", turn.language, low=told(band.low), high=told(band.high))
