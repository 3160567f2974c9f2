"""What a search looks for, in the customer's words: "cereal, private label, up to $4.00"."""

from __future__ import annotations

from actions.render import category, money
from actions.turn import Turn
from actions.wording import phrase
from knowledge.catalogue.units import parse_size
from knowledge.graph.index import RANGE
from knowledge.graph.search import SearchQuery
from knowledge.shop import Shop


def looking_for(query: SearchQuery, turn: Turn, shop: Shop) -> str:
    """The query's parts, broadest first; a phrase for everything where it has none."""
    language = turn.language
    parts = [category(key, turn, shop) for key in query.categories]
    parts += [shop.graph.brand_name(key, language) for key in query.brands]
    parts += [_value(key, turn, shop) for key in query.values]
    if query.text:
        parts.append(f"“{query.text}”")
    parts += _price(query, turn, shop)
    parts += _without(query, turn, shop)
    if not parts:
        return phrase("everything", language)
    return ("，" if language == "zh" else ", ").join(parts)


def _value(reference: str, turn: Turn, shop: Shop) -> str:
    key = reference.partition("=")[2]
    if RANGE not in key:
        return shop.graph.value_name(reference, turn.language)
    low, high = (_size(bound, turn.language) for bound in key.split(RANGE, 1))
    if low and high:
        return phrase("between", turn.language, low=low, high=high)
    return phrase("under", turn.language, price=high) if high else phrase("over", turn.language, price=low)


def _size(bound: str, language: str) -> str:
    """A size in the words of the language."""
    size = parse_size(bound.replace("-", " ")) if bound else None
    return "" if size is None else size.chinese if language == "zh" else size.text


def _price(query: SearchQuery, turn: Turn, shop: Shop) -> list[str]:
    language = turn.language
    low, high = (
        None if bound is None else money(bound, shop.currency, language) for bound in (query.price_min, query.price_max)
    )
    if low and high:
        return [phrase("between", language, low=low, high=high)]
    if high:
        return [phrase("under", language, price=high)]
    if low:
        return [phrase("over", language, price=low)]
    return []


def _without(query: SearchQuery, turn: Turn, shop: Shop) -> list[str]:
    """What is left out, in the customer's own words where they are kept."""
    language, left_out = turn.language, query.without
    names = [*left_out.words, *(shop.graph.brand_name(key, language) for key in left_out.brands)]
    names = names or [
        *(category(key, turn, shop) for key in left_out.categories),
        *(shop.graph.value_name(key, language) for key in left_out.values),
    ]
    separator = "、" if language == "zh" else ", "
    return [phrase("without", language, names=separator.join(names))] if names else []
