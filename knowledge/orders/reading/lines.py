"""Which lines of an order a customer means, and how many pieces of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.orders.reading.words import said, words
from knowledge.orders.views import OrderLineView, OrderView

_ALL = re.compile(
    r"\b(?:all|everything|whole order|entire order|both|every(?: single)? item|the lot)\b|"
    r"全部|所有|都退|都换|整单|全退|两个都|两件都",
    re.IGNORECASE,
)
_REST = re.compile(r"\b(?:except|but not|apart from|other than|everything but|all but)\b|除了|不包括", re.IGNORECASE)
# "× 2" of an item named by its place, as the widget's list of items says it.
_PIECES = re.compile(r"(?:\bitem (\d{1,2})|第(\d{1,2})件)\s*[x×]\s*(\d{1,3})", re.IGNORECASE)
_OPTIONS = re.compile(r"\s*\(.*\)\s*$")


def base_name(name: str) -> str:
    """The product's name without its variant: "Lamp (white)" is "Lamp"."""
    return _OPTIONS.sub("", name)


def lines_meant(text: str, order: OrderView, places: Sequence[int] = ()) -> tuple[OrderLineView, ...]:
    """The lines that the text names: by their product, all of them, all but those named, or by 0-based ``places``.

    Of several lines of one product those whose variant is named; if none is, all of them: it is for the caller to ask.
    """
    named = _named(text, order.lines)
    rest = _REST.search(text)
    if rest:
        left_out = _named(text[rest.end() :], order.lines)
        if left_out:
            return tuple(line for line in order.lines if line not in left_out)
    if named:
        return tuple(named)
    if _ALL.search(text):
        return order.lines
    return tuple(line for place, line in enumerate(order.lines) if place in places)


def _named(text: str, lines: Sequence[OrderLineView]) -> list[OrderLineView]:
    found = [line for line in lines if said(base_name(line.name), text)]
    # "The kettle" is the electric kettle where no line is called just that.
    covered = {_head(line) for line in found}
    there = set(words(text)) - covered
    found += [line for line in lines if line not in found and _head(line) in there]
    found.sort(key=lambda line: line.position)
    kept = []
    for line in found:
        alike = [each for each in found if each.product_id == line.product_id]
        exact = [each for each in alike if _variant_said(each, text)]
        if len(alike) == 1 or not exact or line in exact:
            kept.append(line)
    # "bookshelf" is no "shelf": a name that is part of another, longer one that was said is not meant.
    longest = {line.position: base_name(line.name).lower() for line in kept}
    return [
        line
        for line in kept
        if not any(
            longest[line.position] != other and f" {longest[line.position]}" in f" {other}"
            for other in longest.values()
        )
    ]


def _head(line: OrderLineView) -> str:
    """The last word of the product's name, which says what it is."""
    return next(reversed(words(base_name(line.name))), "")


def said_of(text: str, lines: Sequence[OrderLineView]) -> Mapping[int, str]:
    """What the text says of each line that it names, by position: from its name up to the next one's."""
    lowered = text.lower()
    places = {line.position: lowered.find(_head(line)) for line in lines if _head(line)}
    starts = sorted(place for place in places.values() if place >= 0)
    parts = {}
    for position, place in places.items():
        if place >= 0:
            end = next((each for each in starts if each > place), len(text))
            parts[position] = text[place:end]
    return parts


def _variant_said(line: OrderLineView, text: str) -> bool:
    options = line.name[len(base_name(line.name)) :].strip(" ()").split(", ")
    return any(option and said(option, text) for option in options)


def lines_named(text: str, order: OrderView) -> tuple[OrderLineView, ...]:
    """The lines whose product the text names."""
    return tuple(_named(text, order.lines))


def pieces_meant(lines: Sequence[OrderLineView], text: str, quantity: int | None) -> Mapping[int, int]:
    """How many of each line: those said of it ("item 2 × 3"), or said at all where one is meant; else all there are."""
    said = {int(place or place_zh): int(number) for place, place_zh, number in _PIECES.findall(text)}
    if len(lines) == 1 and quantity is not None:
        said.setdefault(lines[0].position, quantity)
    return {line.position: said.get(line.position, line.quantity - line.sent_back) for line in lines}
