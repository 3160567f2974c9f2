"""What a customer wants to pay with, or have money back to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.orders.views import PaymentMethodView

_KINDS = {
    "gift_card": re.compile(r"\bgift[ -]?cards?\b|\bvoucher\b|礼品卡|礼品券|购物卡", re.IGNORECASE),
    "paypal": re.compile(r"\bpay\s?pal\b|贝宝", re.IGNORECASE),
    "credit_card": re.compile(
        r"\b(?:credit|debit|bank)[ -]?cards?\b|\bvisa\b|\bmaster\s?card\b|信用卡|银行卡", re.IGNORECASE
    ),
}
_ORIGINAL = re.compile(
    r"\boriginal\b|\b(?:same|way) (?:card|method|account|payment|one|way|i paid)\b|\bhow i paid\b|"
    r"\bwhat i paid with\b|原路|原来的|原支付|付款方式退",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def read_method(
    text: str, usable: Sequence[PaymentMethodView], original: Sequence[str] = ()
) -> tuple[PaymentMethodView, ...]:
    """Those of ``usable`` that the text may mean: one, where it is clear; several, where more fit; none said: none."""
    digits = set(_DIGITS.findall(text))
    by_number = [each for each in usable if each.last_four in digits]
    if by_number:
        return tuple(by_number)
    brands = [each for each in usable if each.brand and re.search(rf"\b{re.escape(each.brand)}\b", text, re.IGNORECASE)]
    if brands:
        return tuple(brands)
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(text)}
    of_kind = [each for each in usable if each.kind in kinds]
    if of_kind:
        return tuple(of_kind)
    if not kinds and _ORIGINAL.search(text):
        return tuple(each for each in usable if each.method_id in original)
    return ()
