"""Which other variant of what they have a customer wants: "the same in black", "a size bigger is L", "the cheapest"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.orders.reading.words import said, words
from knowledge.orders.views import VariantView

_CHEAPEST = re.compile(r"\bcheap(?:est|er)\b|\blowest price\b|最便宜|便宜", re.IGNORECASE)
_DEAREST = re.compile(r"\bmost expensive\b|\bpriciest\b|\bdearest\b|最贵", re.IGNORECASE)
_INSTEAD = re.compile(r"\binstead of\b|\brather than\b|\bnot\b|而不是|不要", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:any|whatever|whichever|anything|don't care|no preference)\b|随便|都可以|都行|哪个都", re.IGNORECASE
)


@dataclass(frozen=True)
class Wanted:
    """What was said of the variant: values by attribute, the cheapest or dearest, or that any will do."""

    options: Mapping[str, str]
    order: str | None = None  # "cheapest" or "dearest"
    any: bool = False

    def __bool__(self) -> bool:
        return bool(self.options) or self.order is not None or self.any


def read_options(text: str, variants: Sequence[VariantView]) -> Wanted:
    """What the text says of a variant of this product. Of values that are not wanted ("not red") none is taken."""
    cut = _INSTEAD.search(text)
    wanted = text[: cut.start()] if cut and cut.start() > 0 else text
    found: dict[str, str] = {}
    for attribute in _attributes(variants):
        values = sorted(
            {each.options[attribute] for each in variants if attribute in each.options}, key=len, reverse=True
        )
        for value in values:
            if _value_said(attribute, value, wanted):
                found[attribute] = value
                break
    order = "cheapest" if _CHEAPEST.search(text) else "dearest" if _DEAREST.search(text) else None
    return Wanted(found, order, _ANY.search(text) is not None)


def fitting(wanted: Wanted, variants: Sequence[VariantView], present: str) -> tuple[VariantView, ...]:
    """The variants to choose from that are to be had, but for ``present`` (an SKU); one where it is clear.

    What was not said stays as it is now, where such a variant is to be had.
    """
    now = next((each for each in variants if each.sku == present), None)
    there = [each for each in variants if each.available and each.price is not None and each.sku != present]
    there = [each for each in there if all(each.options.get(key) == value for key, value in wanted.options.items())]
    if not there:
        return ()
    if wanted.order is not None:
        chosen = min if wanted.order == "cheapest" else max
        return (chosen(there, key=lambda each: (each.price or 0, each.sku)),)
    if now is not None and wanted.options:
        same = {key: value for key, value in now.options.items() if key not in wanted.options}
        exact = [each for each in there if all(each.options.get(key) == value for key, value in same.items())]
        if exact:
            return tuple(exact)
    if wanted.any:
        return (min(there, key=lambda each: (each.price or 0, each.sku)),)
    return tuple(there)


def _attributes(variants: Sequence[VariantView]) -> list[str]:
    return list(dict.fromkeys(key for each in variants for key in each.options))


def _value_said(attribute: str, value: str, text: str) -> bool:
    if value.lower() in ("yes", "no", "none"):
        name = attribute.replace("-", " ")
        if not said(name, text):
            return False
        negated = re.search(rf"\b(?:no|non|not|without|un)[ -]?{re.escape(words(name)[0])}", text, re.IGNORECASE)
        return (negated is None) == (value.lower() == "yes")
    if len(value) <= 2 or value.isdigit():
        # "M" and "7" are said in many ways; they count where nothing else can be meant by them.
        pattern = rf"(?<![\w.$#]){re.escape(value)}(?![\w.%])"
        hit = re.search(pattern, text)
        if hit is None and value.isalpha() and attribute == "size":
            hit = re.search(rf"\bsize {value}\b", text, re.IGNORECASE)
        return hit is not None
    return said(value, text)
