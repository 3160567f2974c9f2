"""Prices in a message: what a product may cost, and whether cheaper or dearer ones are wanted."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.nlu.bounds import MAX_AFTER, MAX_BEFORE, MIN_AFTER, MIN_BEFORE
from bot.nlu.numerals import CHINESE, DIGITS, WORD, amount
from bot.nlu.spans import Span

CENT = Decimal("0.01")
#: "Around $10" means this far to either side.
AROUND = Decimal("0.2")

_BEFORE = r"(?:us\$|\$|€|£|¥|￥)"
_AFTER = (
    r"(?:dollars?|bucks?|usd|\$|euros?|eur|€|gbp|£|quid|rmb|yuan|cents?|¢|"
    r"美元|美金|刀|欧元|英镑|人民币|块钱|块|元|美分)(?![a-z])"
)
_CURRENCIES = {
    "USD": r"us\$|\$|dollar|buck|usd|cent|¢|美元|美金|刀|美分",
    "EUR": r"€|eur|欧元",
    "GBP": r"£|gbp|quid|英镑",
    "CNY": r"¥|￥|rmb|yuan|人民币",
}
# A bare number counts as a price only where nothing says that it is a size, a share, a time or a number of things.
_BARE = (
    r"(?![\d.,]*\d)(?!\s*(?:-\s*)?(?:%|percent|(?:fl\.?\s*)?oz|ounces?|lbs?|pounds?|g|kg|grams?|kilos?|ml|cl|l|"
    r"lit(?:er|re)s?|ct|count|pcs?|pieces?|packs?|pk|inch(?:es)?|ft|feet|gal(?:lon)?s?|quarts?|pints?|calories|kcal|days?|weeks?|months?|"
    r"years?|hours?|minutes?|items?|products?|people|am|pm|o'?clock|of|ones?|more)\b)(?!\s*[克斤升两个件款天点岁种])"
)
#: "More than 3" is a price; "more than 3 flavors" counts something.
_ENDS = r"(?=\s*(?:$|[?!;]|[.,](?!\d)|each\b|please\b|pls\b|but\b|的|吧))"
_NUMBER = rf"(?:{DIGITS}|{WORD}|{CHINESE})"
#: An amount with its currency, and one that may lack it.
_MARKED = rf"(?:{_BEFORE}\s*(?:{DIGITS})(?:\s*{_AFTER})?|{_NUMBER}\s*{_AFTER})"
_ANY = rf"(?:{_MARKED}|(?:{DIGITS}|{WORD}){_BARE}|{CHINESE}(?=\s*以|\s*左右))"

_AROUND_BEFORE = r"(?:around|about|roughly|approx(?:imately|\.)?|circa|near|~|大概|大约|差不多|约)"
_AROUND_AFTER = r"(?:or so|-ish|ish\b|左右|上下)"

_A, _B = rf"(?P<a>{_ANY})", rf"(?P<b>{_ANY})"
_LOOSE = rf"(?P<a>(?:{_BEFORE}\s*)?{_NUMBER}(?:\s*{_AFTER})?)"
_RANGES = [
    ("between", rf"between\s+{_A}\s*(?:and|to|-|–|&)\s*{_B}"),
    ("between", rf"(?:from\s+)?(?P<a>{_MARKED})\s*(?:-|–|—|~|to|and|到|至)\s*{_B}"),
    ("between", rf"(?:from\s+)?{_LOOSE}\s*(?:-|–|—|~|to|到|至)\s*(?P<b>{_MARKED})"),
    ("between", rf"(?P<a>{_NUMBER})\s*(?:-|–|—|~|到|至)\s*(?P<b>{_NUMBER})\s*(?=之间)"),
    (
        "between",
        rf"(?:{MIN_BEFORE})\s*(?P<a>{_MARKED}|(?:{DIGITS}|{WORD}))\s*(?:,|and|but|&)?\s*{MAX_BEFORE}\s*{_B}",
    ),
    ("min", rf"(?:(?:no|not) (?:less|lower|cheaper)|不低于|不少于)(?: than)?\s*(?P<a>{_ANY})"),
    ("max", rf"{MAX_BEFORE}\s*(?:of\s+|is\s+)?(?P<a>{_ANY}|(?<=[\u4e00-\u9fff]){_NUMBER}{_BARE})"),
    ("min", rf"{MIN_BEFORE}\s*(?P<a>{_MARKED}|(?:{_NUMBER}){_BARE}{_ENDS})"),
    ("around", rf"{_AROUND_BEFORE}\s*(?P<a>{_MARKED})"),
    ("around", rf"(?<!look )around\s+(?P<a>(?:{DIGITS}){_BARE})"),
    ("max", rf"{_A}\s*{MAX_AFTER}"),
    ("min", rf"{_A}\s*{MIN_AFTER}"),
    ("around", rf"(?P<a>{_MARKED})\s*{_AROUND_AFTER}"),
    ("max", rf"(?P<a>{_MARKED})(?!\s*off\b)"),
]
_PATTERNS = [
    (meaning, re.compile(rf"(?<![a-z0-9.,#])(?:{pattern})", re.IGNORECASE))  # not from the middle of a word or number
    for meaning, pattern in _RANGES
]
_CENTS = re.compile(r"cents?|¢|美分", re.IGNORECASE)
_MARKS = re.compile(rf"{_BEFORE}|{_AFTER}", re.IGNORECASE)

# The first that is found counts: "the cheapest" before "cheap".
_ORDERS = {
    "cheapest": (
        r"\bcheape?st\b|\bleast expensive\b|\blow(?:est)? (?:price|cost)s?(?: first)?\b"
        r"|\b(?:sort|order)(?:ed)?(?: \w+)? by price\b|\bcheap to (?:expensive|dear)\b|\blow to high\b"
        r"|最便宜|最低价|价格最低|按价格|从低到高|从便宜到贵"
    ),
    "dearer": (
        r"\b(?:more|most) expensive\b|\bdearer\b|\bdearest\b|\bpricier\b|\bpriciest\b|\bfancier\b"
        r"|\bhigh(?:er|est) prices?d?\b|\b(?:better|higher|best) quality\b|\bhigh to low\b|\bupscale\b"
        r"|更贵|最贵|贵一[点些]|贵点|高档|高端|从高到低"
    ),
    "cheaper": (
        r"\bche(?:a|e)pp?e?r\b|\bcheper\b|\bless (?:expensive|costly|pricey|money)\b|\blower[- ]priced?\b"
        r"|\blower prices?\b|\bmore affordable\b|\btoo (?:expensive|pricey|dear|costly|much)\b"
        r"|\b(?:not so|not as|not that|isn'?t so) expensive\b|\bcosts? (?:too much|less)\b|\bfor less\b"
        r"|便宜一?[点些]|更便宜|再便宜|太贵|有点贵|贵了|实惠一?[点些]"
    ),
    "cheap": r"\bcheap\b|\binexpensive\b|\baffordable\b|\blow[- ]cost\b|便宜|实惠|平价",
}
_ORDER_PATTERNS = [
    ("cheapest" if order == "cheap" else order, re.compile(pattern, re.IGNORECASE))
    for order, pattern in _ORDERS.items()
]


def read_price(text: str, currency: str) -> Span | None:
    """The price range asked for, bounds as decimal strings; ``currency`` where the text names none.

    An amount alone ("$5") is the most that a product may cost.
    """
    for meaning, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = _range(meaning, match, currency)
            if value:
                return Span(value, match.start(), match.end())
    return None


def read_price_order(text: str) -> Span | None:
    """``cheaper``, ``cheapest`` or ``dearer``."""
    for order, pattern in _ORDER_PATTERNS:
        if match := pattern.search(text):
            return Span(order, match.start(), match.end())
    return None


def _range(meaning: str, match: re.Match[str], currency: str) -> dict[str, str] | None:
    low = high = _amount(match["a"])
    if low is None or high is None:
        return None
    if meaning == "between":
        other = _amount(match["b"])
        if other is None:
            return None
        low, high = sorted((low, other))
    elif meaning == "around":
        low, high = (low * (1 - AROUND)).quantize(CENT), (high * (1 + AROUND)).quantize(CENT)
    value = {"currency": _currency(match.group(), currency)}
    if meaning != "max":
        value["min"] = _plain(low)
    if meaning != "min":
        value["max"] = _plain(high)
    return value


def _amount(text: str) -> Decimal | None:
    number = amount(_MARKS.sub("", text))
    return number / 100 if number is not None and _CENTS.search(text) else number


def _currency(text: str, otherwise: str) -> str:
    for code, pattern in _CURRENCIES.items():
        if re.search(pattern, text, re.IGNORECASE):
            return code
    return otherwise


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
