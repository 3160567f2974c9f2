"""Numbers as people write them: digits, English words up to a hundred, Chinese numerals up to 9,999."""

from __future__ import annotations

from decimal import Decimal

from price_parser import Price

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), start=2)},
    "hundred": 100,
}
_DIGITS_ZH = {
    "零": 0,
    "〇": 0,
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
}
_PLACES_ZH = {"十": 10, "百": 100, "千": 1000}

#: Regular expressions for each way of writing; the number words only as whole words.
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2})?(?![\d])|\d+(?:\.\d+)?"
WORD = r"\b(?:" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b"
CHINESE = "[" + "".join(_DIGITS_ZH) + "".join(_PLACES_ZH) + "]{1,8}"


def chinese_number(text: str) -> int:
    """``二十五`` -> 25, ``一百零三`` -> 103, ``两`` -> 2."""
    total, digit = 0, None
    for character in text:
        if character in _PLACES_ZH:
            total += (1 if digit is None else digit) * _PLACES_ZH[character]
            digit = None
        else:
            digit = _DIGITS_ZH[character]
    return total + (digit or 0)


def amount(text: str) -> Decimal | None:
    """The number that ``text`` (one number in any of the ways above) stands for; None if it is none."""
    text = text.strip().lower()
    if text in WORDS:
        return Decimal(WORDS[text])
    if text and all(character in _DIGITS_ZH or character in _PLACES_ZH for character in text):
        return Decimal(chinese_number(text))
    return Price.fromstring(text).amount
