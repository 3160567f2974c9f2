"""How many are wanted: "two boxes", "三瓶", "I'll take 3 of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.numerals import CHINESE, WORD, number
from bot.nlu.spans import Span

MOST = 1_000

_UNITS = {
    "box": r"boxes|box", "bottle": r"bottles?", "bag": r"bags?", "can": r"cans?|tins?", "case": r"cases?",
    "pack": r"packs|packets?|packages?", "carton": r"cartons?", "jar": r"jars?", "tube": r"tubes?", "roll": r"rolls?",
    "loaf": r"loaf|loaves", "bar": r"bars?", "bunch": r"bunch(?:es)?", "tub": r"tubs?", "crate": r"crates?",
    "tray": r"trays?", "slice": r"slices?", "cup": r"cups?", "pair": r"pairs?", "set": r"sets?", "head": r"heads?",
    "stick": r"sticks?", "sachet": r"sachets?", "piece": r"pieces?", "unit": r"units?",
}  # fmt: skip
_UNITS_ZH = {
    "盒": "box", "瓶": "bottle", "袋": "bag", "罐": "can", "听": "can", "包": "pack", "箱": "case", "桶": "tub",
    "卷": "roll", "条": "bar", "串": "bunch", "束": "bunch", "杯": "cup", "双": "pair", "对": "pair", "套": "set",
    "支": "stick", "根": "stick", "块": "piece", "片": "slice", "提": "pack", "份": "portion", "把": "bunch",
    "颗": "piece", "粒": "piece", "个": None, "件": None, "只": None, "样": None, "种": None,
}  # fmt: skip
_KEYS = {key: re.compile(pattern, re.IGNORECASE) for key, pattern in _UNITS.items()}
_NOUN = "|".join(_UNITS.values())
_NUMBER = rf"(?:\d{{1,4}}(?![\d.,]*\d)|{WORD}|\ba (?:couple|dozen)(?: of)?|(?P<article>\ban?\b)|\bhalf a dozen\b)"
# "A box of cereal" is one; "a can opener" is none. What is bought together ("a pack of 6") is a size.
_COUNTED = re.compile(
    rf"(?<![\w$€£¥.,#/-])(?P<number>{_NUMBER})\s+(?:(?:more|big|large|small|extra|whole|new|other)\s+)?"
    rf"(?P<unit>{_NOUN})\b(?!\s+of\s+\d)(?(article)(?=\s+of\b))",
    re.IGNORECASE,
)
_WANTING = (
    r"\b(?:want|need|buy|order|get|take|add|have|give me|send me|make it|make that|just|only|quantity(?: of)?|qty)"
    r"(?: to (?:buy|order|get|have))?(?: me)?\s*:?\s*"
)
_PLAIN = re.compile(
    rf"(?:{_WANTING}(?P<wanted>\d{{1,4}}(?![\d.,]*\d)|{WORD}|a couple(?: of)?)|"
    rf"(?<![\w$€£¥.,#/-])(?P<number>\d{{1,4}}|{WORD}|a couple) of (?:them|those|these|each|it|this|that)\b|"
    r"(?<![\w$€£¥.,#/-])(?:x|×)\s?(?P<times>\d{1,3})(?![\w.])|(?<![\w$€£¥.,#/-])(?P<times_before>\d{1,3})\s?[x×](?![\w]))"
    rf"(?!\s*(?:%|percent|off\b|dollars?|bucks?|usd|cents?|euros?|pounds?|quid|块|元|star|day|week|month|year|hour|minute|"
    r"o'?clock|am\b|pm\b|or (?:less|more|under)|one\b|\())",
    re.IGNORECASE,
)
_COUNTED_ZH = re.compile(
    rf"(?<![\d.,第几最这那哪每])(?P<number>\d{{1,4}}|{CHINESE})\s*(?P<unit>[{''.join(_UNITS_ZH)}])(?![\w]{{0,1}}[钱])"
)
_WANTING_ZH = re.compile(r"(?:要|买|来|拿|加|订|购|共|给我|改成|换成|再|各|就)了?\s*$")


def read_counts(text: str) -> Iterator[Span]:
    """Quantities as ``{"number": int, "unit": str | None}``; the unit in the singular, in English for Chinese ones too.

    One of something that has no unit ("一个", "one") is not said to count it, unless it is asked for.
    """
    for match in _COUNTED.finditer(text):
        if count := _count(match["number"]):
            unit = next(key for key, pattern in _KEYS.items() if pattern.fullmatch(match["unit"]))
            yield Span({"number": count, "unit": unit}, match.start(), match.end())
    for match in _PLAIN.finditer(text):
        group = next(name for name, said in match.groupdict().items() if said)
        if (count := _count(match[group])) and not (group == "wanted" and count == 1):
            yield Span({"number": count, "unit": None}, match.start(group), match.end(group))
    for match in _COUNTED_ZH.finditer(text):
        unit = _UNITS_ZH[match["unit"]]
        count = _count(match["number"])
        asked = _WANTING_ZH.search(text, max(0, match.start() - 6), match.start())
        if match["unit"] == "块" and not asked:
            continue  # money
        if count and (unit is not None or count > 1 or asked):
            yield Span({"number": count, "unit": unit}, match.start(), match.end())


def _count(said: str) -> int:
    said = said.lower().removesuffix(" of")
    if said.startswith(("a couple", "half")):
        return 2 if said == "a couple" else 6
    if said == "a dozen":
        return 12
    count = number(said)
    return int(count) if count == int(count) and 0 < count <= MOST else 0
