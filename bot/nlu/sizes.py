"""Sizes of products, in the units that goods are sold in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.numerals import CHINESE, WORD, number
from bot.nlu.spans import Span

# Said so -> (unit, factor). A fluid ounce is called an ounce on packages.
_UNITS: dict[str, tuple[str, float]] = {
    r"(?:fl\.?\s*|fluid\s+)?(?:oz|ounces?)\.?|盎司": ("oz", 1),
    r"lbs?\.?|pounds?|磅": ("lb", 1),
    r"kgs?|kilos?|kilograms?|公斤|千克": ("kg", 1),
    r"斤": ("g", 500),
    r"两(?![个瓶盒袋包罐箱块件只条种款样百千斤升百天周年])": ("g", 50),
    r"gr?|grams?|克": ("g", 1),
    r"ml|millilit(?:er|re)s?|毫升": ("ml", 1),
    r"cl|centilit(?:er|re)s?": ("ml", 10),
    r"l|lt|lit(?:er|re)s?|升": ("l", 1),
    r"gal\.?|gallons?|加仑": ("gal", 1),
    r"qts?\.?|quarts?": ("qt", 1),
    r"pts?\.?|pints?": ("pt", 1),
    r"dozens?|dz|打": ("ct", 12),
    r"ct\.?|counts?|pcs?|pieces?|个装|支装|只装|片装|粒装|袋装|瓶装": ("ct", 1),
    r"pack|pks?\.?|连包": ("pk", 1),
    r"inch(?:es)?|英寸": ("in", 1),
    r"ft\.?|feet|foot|英尺": ("ft", 1),
}
_HALF = r"half (?:a )?|半"
_SIZE = re.compile(
    rf"(?<![\w$€£.,])(?P<number>\d+(?:[.,]\d+)?|{WORD}|{CHINESE}|an?(?=\s+(?:gallon|quart|pint|dozen|pound|kilo|lit))|{_HALF})"
    r"\s*-?\s*(?:" + "|".join(f"(?P<unit{i}>{pattern})" for i, pattern in enumerate(_UNITS)) + r")(?![a-z0-9])",
    re.IGNORECASE,
)
_PACK_OF = re.compile(rf"\b(?:pack|box|case) of (?P<number>\d+|{WORD})\b", re.IGNORECASE)


def read_sizes(text: str) -> Iterator[Span]:
    """Sizes as ``{"number": float, "unit": str}``, in the unit that was said, shortened.

    ``knowledge.catalogue.units.parse_size`` reads "number unit" and says how much it is in a base unit.
    """
    for match in _SIZE.finditer(text):
        unit, factor = next(said for i, said in enumerate(_UNITS.values()) if match[f"unit{i}"])
        if said := number(match["number"]):
            yield Span({"number": round(said * factor, 3), "unit": unit}, match.start(), match.end())
    for match in _PACK_OF.finditer(text):
        yield Span({"number": number(match["number"]), "unit": "ct"}, match.start(), match.end())
