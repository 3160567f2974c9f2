"""An order's invoice, read again out of the PDF."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from knowledge.orders.desk import OrderDesk
from knowledge.orders.invoice import invoice
from knowledge.orders.requests import Cancel


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["Invoice", "Paid", "Refunded"]), ("zh", ["发票", "已付", "已退"])]
)
def test_it_says_what_was_bought_paid_and_given_back(orders: OrderDesk, language: str, words: list[str]) -> None:
    orders.perform("ada", orders.plan("ada", Cancel("W-GIFT", "no_longer_needed")), "k1")
    told = text_of(invoice(orders.order("ada", "W-GIFT"), "Outfitter <& Sons>", language))
    for each in ("#W-GIFT", "Outfitter <& Sons>", "1 Mill Lane", "Shirt (red, M)", "Socks", "25.00", "35.00", *words):
        assert each in told
