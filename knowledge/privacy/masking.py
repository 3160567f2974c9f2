"""What identifies a person, taken out of a text: each such thing is replaced by its kind in brackets.

By rule, in English and Chinese, and in doubt it masks: a text is kept to learn how customers ask, for which "where is
[order]" does as well as the number. What no rule can see (a name with nothing around it to say so) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from knowledge.privacy.people import ADDRESSES, NAMES

KINDS = (
    "email",
    "link",
    "account",
    "card",
    "phone",
    "date",
    "order",
    "postcode",
    "number",
    "secret",
    "address",
    "name",
)

_FULL_WIDTH = {full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_READABLE: dict[int, Any] = {**_FULL_WIDTH, 0xFF20: "@", 0xFF0E: "."} | dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_APART, _TOGETHER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"

_SIMPLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    (
        "email",
        re.compile(r"(?<![\w.])[\w.]+ ?[(\[]?\bat\b[)\]]? ?\w+ ?[(\[]?\bdot\b[)\]]? ?[a-z]{2,4}\b", re.I | re.A),
    ),
    ("link", re.compile(r"(?:https?://|www\.)[^\s，。]+", re.I)),
    ("name", re.compile(r"(?<!\w)@\w{2,}")),
    ("account", re.compile(rf"{_APART}[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?{_TOGETHER}")),
    ("number", re.compile(r"[〇零一二三四五六七八九幺]{6,}")),
    ("number", re.compile(rf"\b{_DIGIT_WORD}(?:[\s,-]+{_DIGIT_WORD}){{4,}}\b", re.I)),
    # The last letters of a British postcode; none of them, nor these units, end "a4 2lb".
    (
        "postcode",
        re.compile(rf"{_APART}[A-Z]{{1,2}}\d[A-Z\d]? ?\d(?!lb|ft|qt|pt)[ABD-HJLNP-UW-Z]{{2}}{_TOGETHER}", re.I),
    ),
    ("postcode", re.compile(rf"{_APART}[A-Z]\d[A-Z][ -]?\d[A-Z]\d{_TOGETHER}", re.I)),
)
_WORD_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "secret",
        re.compile(r"(\b(?:password|passcode|pin(?: code)?|cvv|cvc)\b\s*(?:is|:|=|：)?\s+)(?!is\b)(\S*\d\S*)", re.I),
    ),
    ("secret", re.compile(r"(\bpass(?:word|code)\s*(?:is|:|=)\s*)(\S+)", re.I)),
    ("secret", re.compile(r"((?:密码|验证码|口令)\s*(?:是|为|：|:)?\s*)([A-Za-z0-9!-/]+)")),
    (
        "card",
        re.compile(
            r"((?:\bending (?:in|with)|\blast (?:four|4)(?: digits)?(?: are| is| of)?|尾号(?:是|为)?)\s*)(\d{3,4})",
            re.I,
        ),
    ),
)
# Digits that belong together, with what people put between them.
_RUN = re.compile(r"(?<![A-Za-z\d])\+?\(?\d(?:[ ().\-–/·]{0,2}\d){4,}(?![A-Za-z\d])")
_CODE = re.compile(
    rf"{_APART}(?:[A-Za-z]+-?(?:\d-?[A-Za-z]*){{4,}}|(?=(?:[A-Za-z-]*\d){{5}})[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*){_TOGETHER}"
)
_AMOUNT = re.compile(r"\d{1,6}\.\d{1,2}")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_ORDER_BEFORE = re.compile(r"(?:order|tracking|parcel|package|invoice|订单|单号|运单|快递)\D{0,15}$", re.I)
_POST_BEFORE = re.compile(r"(?:zip|postcode|post code|postal|邮编|邮政编码)\D{0,12}$", re.I)
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")

_STAND_INS = {
    "email": ("me@example.com", "me@example.com"),
    "link": ("example.com", "example.com"),
    "account": ("GB00 1234 5678", "GB00 1234 5678"),
    "card": ("1234", "1234"),
    "phone": ("555 0100", "13800000000"),
    "date": ("1/2/2024", "2024-2-1"),
    "order": ("12345678", "12345678"),
    "postcode": ("90210", "100000"),
    "number": ("12345", "12345"),
    "secret": ("1234", "1234"),
    "address": ("12 Main Street", "中山路12号"),
    "name": ("Alex", "小明"),
}


def mask(text: str, known: Iterable[str | None] = ()) -> str:
    """``text`` with e-mail addresses, phone, card, account and order numbers, dates, postal codes, addresses, names and
    secrets replaced by ``[email]``, ``[phone]`` and so on (``KINDS``); what was masked before stays as it is.

    ``known`` are strings that are personal whatever they look like: the customer's own name, e-mail, phone.
    """
    text = text.translate(_READABLE)
    for secret in sorted({each.strip() for each in known if each and len(each.strip()) > 1}, key=len, reverse=True):
        text = _literal(secret).sub("[name]", text)
    for kind, pattern in _SIMPLE:
        text = pattern.sub(f"[{kind}]", text)
    for kind, pattern in _WORD_BEFORE:
        text = pattern.sub(rf"\1[{kind}]", text)
    text = _RUN.sub(_named_number, text)
    for pattern in ADDRESSES:
        text = pattern.sub("[address]", text)
    text = _CODE.sub("[order]", text)
    for name_pattern in NAMES:
        text = name_pattern.sub(r"\g<before>[name]", text)
    return text


def with_stand_ins(text: str, language: str) -> str:
    """A masked text as somebody might have written it, with made-up values: what a training example needs."""
    chinese = int(language == "zh")
    for kind, values in _STAND_INS.items():
        text = text.replace(f"[{kind}]", values[chinese])
    return text


def _literal(secret: str) -> re.Pattern[str]:
    edge = r"\b" if secret.isascii() else ""
    start, end = (edge if secret[0].isalnum() else ""), (edge if secret[-1].isalnum() else "")
    return re.compile(start + re.escape(secret) + end, re.I)


def _named_number(found: re.Match[str]) -> str:
    run, before = found.group(), found.string[: found.start()]
    digits = "".join(each for each in run if each.isdecimal())
    if _AMOUNT.fullmatch(run):
        return run
    if _DATE.fullmatch(run):
        return "[date]"
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[card]"
    if _ORDER_BEFORE.search(before):
        return "[order]"
    if _POST_BEFORE.search(before):
        return "[postcode]"
    if _CHINESE_MOBILE.fullmatch(digits) or (7 <= len(digits) <= 15 and run != digits):
        return "[phone]"
    return "[number]"


def _luhn(digits: str) -> bool:
    """The check that card numbers pass (ISO/IEC 7812-1, annex B)."""
    doubled = (int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
