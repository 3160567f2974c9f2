"""What a message points at: an order by its number, a product by its place in the list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.numerals import CHINESE, WORD, number
from bot.nlu.spans import Span

LAST = -1
MOST_PLACES = 50

_ORDER_NUMBER = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Order number 3012", "order #3012", "order W301"; but "order 2000 eggs" is none.
        r"\b(?:order|purchase|parcel|package)\s*(?:(?:number|nr\.?|no\.?|id|num)\s*(?:is\s+|:\s*)?#?|#)\s*"
        r"(?P<number>[a-z]{0,3}-?\d[\d-]{2,}[a-z]?)(?![\w.])",
        r"\b(?:order|purchase|parcel|package)\s+(?P<number>[a-z]{1,3}-?\d[\d-]{2,}|\d[\d-]{4,})(?![\w.])",
        r"订单(?:编号|号码|号)?\s*(?:是|为|：|:)?\s*#?(?P<number>[a-z]{0,3}\d{4,})(?!\d)",
        r"(?<![\w#])#\s?(?P<number>[a-z]{1,3}\d{3,}|\d{4,})(?![\w.])",
        r"(?<![\w.,$#])(?P<number>[a-z]{0,2}\d{7,20})(?![\w.,]\d|\w)",
    )
]

_NAMED_PLACES = {
    "first": 1, "frist": 1, "fisrt": 1, "second": 2, "secnod": 2, "secound": 2, "third": 3, "thrid": 3, "fourth": 4,
    "forth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "last": LAST, "final": LAST, "bottom": LAST, "top": 1,
}  # fmt: skip
_PLACE = "|".join(sorted(_NAMED_PLACES, key=len, reverse=True)) + r"|\d{1,2}(?:st|nd|rd|th)"
_THING = r"(?:ones?|1|item|product|option|result|choice|entry|suggestion|of (?:them|those|these))\b"
_SMALL = rf"(?P<number>\d{{1,2}}(?![\d.,]*\d)|{WORD})"
_ORDINAL = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<place>{_PLACE})\s+{_THING}",
        r"\b(?:one )?(?:at|on|from) the (?P<place>top|bottom)\b",
        # "the second", unless the word belongs to another: "the first aid kit", "the last time", "the first brand".
        rf"\bthe (?P<place>{_PLACE})\b"
        r"(?=\s*(?:$|[?.!,;]|please|pls|thanks|(?:and|is|looks?|seems?|again|instead|then|in)\b))",
        rf"(?<![\w.])(?:number|numbr|nr\.?|no\.?|num|option|item|choice|#)\s*{_SMALL}(?!\s*[-/%]|[\w.]*\d)\b",
        rf"^\W*(?P<place>{_PLACE})\W*(?:please|pls|thanks)?\W*$",
        r"^\W*(?P<number>\d{1,2})\W*(?:please|pls)?\W*$",
    )
]
_MEASURE_WORD_ZH = "[个款件种项样支瓶包盒条张号]"
_ORDINAL_ZH = [
    (re.compile(rf"倒数第一{_MEASURE_WORD_ZH}|最后(?:那|的|一)*{_MEASURE_WORD_ZH}"), LAST),
    (re.compile(rf"第\s*(?P<number>\d{{1,2}}|{CHINESE})\s*{_MEASURE_WORD_ZH}"), None),
    (re.compile(r"(?<!\d)(?P<number>\d{1,2}|[一二三四五六七八九十])号(?!码)"), None),
]


def read_order_numbers(text: str) -> list[Span]:
    """The numbers of orders in their order: their letters, in capitals, and digits."""
    found: list[Span] = []
    for pattern in _ORDER_NUMBER:
        for match in pattern.finditer(text):
            start, end = match.span("number")
            if not any(start < other.end and other.start < end for other in found):
                found.append(Span(re.sub(r"[^0-9A-Z]", "", match["number"].upper()), start, end))
    return sorted(found, key=lambda span: span.start)


def read_ordinals(text: str) -> Iterator[Span]:
    """The 1-based places in what was shown that a text names; -1 is the last."""
    taken: list[tuple[int, int]] = []
    for pattern, value in [*((pattern, None) for pattern in _ORDINAL), *_ORDINAL_ZH]:
        for match in pattern.finditer(text):
            place = _named_place(match) if value is None else value
            overlaps = any(match.start() < end and start < match.end() for start, end in taken)
            if not overlaps and (place == LAST or 1 <= place <= MOST_PLACES):
                taken.append(match.span())
                yield Span(place, match.start(), match.end())


def _named_place(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return _place(groups["place"]) if groups.get("place") else int(number(groups["number"]))


def _place(word: str) -> int:
    word = word.lower()
    return _NAMED_PLACES[word] if word in _NAMED_PLACES else int(word[:-2])
