"""Sizes of products, in the units that goods are sold in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.bounds import MAX_AFTER, MAX_BEFORE, MIN_AFTER, MIN_BEFORE
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
    rf"(?<![a-z0-9_$€£.,第一二三四五六七八九十百千万几])(?P<number>\d+(?:[.,]\d+)?|{WORD}|{CHINESE}|an?(?=\s+(?:gallon|quart|pint|dozen|pound|kilo|lit))|{_HALF})"
    r"\s*-?\s*(?:" + "|".join(f"(?P<unit{i}>{pattern})" for i, pattern in enumerate(_UNITS)) + r")(?![a-z0-9])",
    re.IGNORECASE,
)
_PACK_OF = re.compile(rf"\b(?:pack|box|case) of (?P<number>\d+|{WORD})\b", re.IGNORECASE)


_AT_MOST = re.compile(rf"(?:{MAX_BEFORE}|smaller than|lighter than|轻于)\s*$", re.IGNORECASE)
_AT_LEAST = re.compile(rf"(?:{MIN_BEFORE}|(?:bigger|larger|heavier|longer) than|重于)\s*$", re.IGNORECASE)
_OR_LESS = re.compile(rf"\s*(?:{MAX_AFTER}|or smaller)", re.IGNORECASE)
_OR_MORE = re.compile(rf"\s*(?:{MIN_AFTER}|or (?:bigger|larger))", re.IGNORECASE)
_RANGE = re.compile(
    r"(?:\b(?:between|from)\s+|介于)?(?P<low>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]{1,6}\.?|[\u4e00-\u9fff]{1,2})?"
    r"\s*(?:and|to|-|–|到|至|和)\s*$",
    re.IGNORECASE,
)

_BETWEEN = re.compile(r"(?:\bbetween|介于)\s*$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to|-|–|到|至)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|和|与)\s*", re.IGNORECASE)


def read_sizes(text: str) -> Iterator[Span]:
    """Sizes as ``{"number": float, "unit": str}``, in the unit that was said, shortened.

    A range has ``min``, ``max`` or both instead of ``number``. ``knowledge.catalogue.units.parse_size`` reads "number
    unit" and says how much it is in a base unit.
    """
    last: Span | None = None
    for match in _SIZE.finditer(text):
        unit, factor = next(said for i, said in enumerate(_UNITS.values()) if match[f"unit{i}"])
        if not (said := number(match["number"])):
            continue
        here = _bounded(text, last.end if last else 0, match.span(), round(said * factor, 3), unit, factor)
        if last is not None and (both := _joined(text, last, here)):
            here = both
        elif last is not None:
            yield last
        last = here
    if last is not None:
        yield last
    for match in _PACK_OF.finditer(text):
        yield Span({"number": number(match["number"]), "unit": "ct"}, match.start(), match.end())


def _bounded(text: str, since: int, span: tuple[int, int], said: float, unit: str, factor: float) -> Span:
    """The size at ``span``, or the range that the words around it make of it; what is before ``since`` is another's."""
    start, end = span
    before, after = text[since:start], text[end:]
    for name, earlier, later in (("max", _AT_MOST, _OR_LESS), ("min", _AT_LEAST, _OR_MORE)):
        if found := earlier.search(before):
            return Span({name: said, "unit": unit}, since + found.start(), end)
        if found := later.match(after):
            return Span({name: said, "unit": unit}, start, end + found.end())
    if found := _RANGE.search(before):
        low = round(float(found["low"].replace(",", ".")) * factor, 3)
        if low < said:
            return Span({"min": low, "max": said, "unit": unit}, since + found.start(), end)
    return Span({"number": said, "unit": unit}, start, end)


def _joined(text: str, first: Span, second: Span) -> Span | None:
    """The range from one size to another: "12 oz to 16 oz", "between 1 lb and 2 lb"."""
    one, other = first.value, second.value
    if "number" not in one or "number" not in other or one["unit"] != other["unit"] or one["number"] >= other["number"]:
        return None
    between = _BETWEEN.search(text[: first.start])
    if not _TO.fullmatch(text[first.end : second.start]) and not (
        between and _AND.fullmatch(text[first.end : second.start])
    ):
        return None
    start = between.start() if between else first.start
    return Span({"min": one["number"], "max": other["number"], "unit": one["unit"]}, start, second.end)
