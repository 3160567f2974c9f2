"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.spans import Span

# What people write, not all that RFC 5322 allows. Bounded, so that a long run of letters costs no more than its length.
_EMAIL = re.compile(
    r"(?<![\w.+%-])[a-z0-9_][\w.+%-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])", re.IGNORECASE | re.ASCII
)
_SEP = r"[ .\-–]?"
_PHONE = re.compile(
    r"(?<![a-z0-9_.#@$€£¥+-])(?:"
    # +1 555 123 4567, +44 20 7946 0958, 0086-138...: a country's code, then the rest.
    rf"(?P<world>(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}\(?\d{{1,4}}\)?){{2,5}})"
    # (555) 123-4567, 555-123-4567, 1-800-555-0199, 555-0199.
    rf"|(?P<america>(?:1[ .-])?(?:\(\d{{3}}\) ?|\d{{3}}[ .-])\d{{3}}[ .-]\d{{4}}|\d{{3}}-\d{{4}})"
    # 138 1234 5678, 010-12345678, 400-123-4567.
    rf"|(?P<china>1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}}|0\d{{2,3}}-\d{{7,8}}|400-?\d{{3}}-?\d{{4}})"
    # 07911 123456, 020 7946 0958.
    r"|(?P<britain>07\d{3} ?\d{3} ?\d{3}|0\d{2,4} \d{3,4} \d{3,4})"
    r")(?![a-z0-9_@]|[.,-]\d)",
    re.IGNORECASE,
)
# Ten digits in one: a number of an order as likely as a telephone's, unless the words before say which.
_BARE = re.compile(
    r"(?:phone|mobile|cell(?:phone)?|telephone|tel|call|text|ring|reach|whatsapp|sms|contact|手机|电话|联系|拨打|短信)"
    r"[^\d+@]{0,24}(?P<number>\+?\d{7,15})(?![\w@]|[.,-]\d)",
    re.IGNORECASE,
)
_ORDER = re.compile(r"(?:order|parcel|package|invoice|订单|单号|包裹)[^\d]{0,14}$", re.IGNORECASE)


def read_emails(text: str) -> Iterator[Span]:
    """Addresses, in lower case."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Span(match.group().lower(), match.start(), match.end())


def read_phones(text: str) -> Iterator[Span]:
    """Telephone numbers: their digits, with the plus of an international one; at least 7 digits and at most 15."""
    taken: set[int] = set()
    for pattern, group in ((_PHONE, 0), (_BARE, "number")):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            value = re.sub(r"[^\d+]", "", match.group(group))
            if not 7 <= len(value.lstrip("+")) <= 15 or taken.intersection(range(start, end)):
                continue
            if _ORDER.search(text[max(0, start - 30) : start]):
                continue
            taken.update(range(start, end))
            yield Span(value, start, end)
