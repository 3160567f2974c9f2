"""Numbers that a message says: how many units, for how many people."""

from __future__ import annotations

import re

from actions.render import label
from actions.turn import Turn
from knowledge.shop import Shop

NUMBERS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{
        "twelve": 12,
        "一": 1,
        "二": 2,
        "两": 2,
        "三": 3,
        "四": 4,
        "五": 5,
        "六": 6,
        "七": 7,
        "八": 8,
        "九": 9,
        "十": 10,
    },
}
_COUNT = re.compile(
    r"\b(?:to|it|that|quantity|one|item|of|add|put|order|buy|need|want|get|give me)\s*:?\s*"
    r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b(?!\s*(?:dollars|\$|oz|lb))"
    r"|(?:改成|改为|调到|调成|换成|变成|数量|只要|减到|加到|成|为)\s*(\d{1,2}|[一二两三四五六七八九十])",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:for|of|with|family of)\s+(?:a |about |some )?(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)\b"
    r"(?!\s*(?:dollars|bucks|\$|usd|%))|(\d{1,2}|[一二两三四五六七八九十])(?:个)?(?:人|口|位)",
    re.IGNORECASE,
)


def quantity_told(turn: Turn, shop: Shop) -> int | None:
    """How many units the message says, names of products and places in a list aside; None where it says none."""
    counted = next(iter(turn.values("quantity")), None)
    if counted is not None:
        return int(counted["number"])
    text = turn.text
    # "Bread, 20 oz" is no twenty of it.
    for product_id in map(str, turn.values("product")):
        if shop.graph.has(product_id):
            view = shop.graph.product(product_id)
            text = text.replace(label(view.name, view.labels, turn.language), " ")
    for each in turn.entities:
        if each.get("entity") in ("ordinal", "price", "size"):
            start, end = (each.get(edge, 0) - turn.starts_at for edge in ("start", "end"))
            text = text[:start] + " " * max(0, end - start) + text[end:] if start >= 0 else text
    found = _COUNT.search(text)
    if not found:
        return None
    number = next(each for each in found.groups() if each).lower()
    return NUMBERS.get(number) or int(number)


def people_told(text: str) -> int:
    """For how many people something is; 1 where the text does not say."""
    found = _PEOPLE.search(text)
    if not found:
        return 1
    number = (found.group(1) or found.group(2)).lower()
    return NUMBERS.get(number) or int(number)
