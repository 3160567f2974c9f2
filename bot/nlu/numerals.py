"""Numbers as people write them: digits, English words up to 999, Chinese numerals up to 9,999."""

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
_ONES = "|".join(sorted(_UNITS.split(), key=len, reverse=True))
# "Twenty-five" is one number, not the range from twenty to five.
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS.split())})(?:[- ](?:{_ONES})\b|(?![- ](?:{_ONES})\b))|{_ONES})"
WORD = rf"\b(?:(?:(?:an?|{_ONES}) )?hundred(?: (?:and )?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})\b"
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


def english_number(text: str) -> int | None:
    """``twenty-five`` -> 25, ``a hundred and two`` -> 102; None where a word is no number."""
    total = 0
    for word in text.replace("-", " ").split():
        if word == "hundred":
            total = 100 * max(total, 1)
        elif word in WORDS:
            total += WORDS[word]
        elif word not in ("a", "an", "and"):
            return None
    return total


def amount(text: str) -> Decimal | None:
    """The number that ``text`` (one number in any of the ways above) stands for; None if it is none."""
    text = text.strip().lower()
    if text and not any(character.isdigit() for character in text):
        said = english_number(text)
        if said is not None:
            return Decimal(said)
    if text and all(character in _DIGITS_ZH or character in _PLACES_ZH for character in text):
        return Decimal(chinese_number(text))
    return Price.fromstring(text).amount


def number(text: str) -> float:
    """As :func:`amount`, and "half" and "a" too; 0 for what is no number."""
    said = text.strip().lower()
    if said.startswith("half") or said == "半":
        return 0.5
    if said in ("a", "an"):
        return 1.0
    found = amount(said)
    return 0.0 if found is None else float(found)
