"""An order's invoice as a PDF, in English or Chinese."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from knowledge.money import Money
from knowledge.orders.views import OrderView

FONT = "STSong-Light"
"""Every PDF reader brings it; it has Latin letters too."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Invoice",
        "number": "Order",
        "placed": "Date",
        "to": "To",
        "item": "Item",
        "quantity": "Quantity",
        "amount": "Amount",
        "total": "Total",
        "payment": "Paid",
        "refund": "Refunded",
    },
    "zh": {
        "title": "发票",
        "number": "订单",
        "placed": "日期",
        "to": "收货人",
        "item": "商品",
        "quantity": "数量",
        "amount": "金额",
        "total": "合计",
        "payment": "已付",
        "refund": "已退",
    },
}


def invoice(order: OrderView, shop: str, language: str = "en") -> bytes:
    """The PDF: what was bought at what price, what was paid, and what was given back. ``shop`` is the seller's name."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    words = WORDS.get(language, WORDS["en"])
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=14)
    large = ParagraphStyle("large", parent=plain, fontSize=18, leading=26)

    def told(text: str, style: ParagraphStyle = plain) -> Paragraph:
        return Paragraph(escape(text), style)

    def money(amount: object) -> str:
        return Money(amount, order.currency).format(language)  # type: ignore[arg-type]

    head: list[Flowable] = [
        told(f"{words['title']} · {shop}", large),
        told(f"{words['number']} {order.number}"),
        told(f"{words['placed']} {order.placed_at.date().isoformat()}"),
    ]
    if order.address:
        head.append(told(f"{words['to']}: {order.address.line}"))
    rows: list[list[object]] = [[words["item"], words["quantity"], words["amount"]]]
    rows += [[told(line.name), str(line.quantity), money(line.paid)] for line in order.lines]
    rows.append([words["total"], "", money(order.total)])
    rows += [[words[each.kind], "", money(each.amount)] for each in order.payments if each.settled]
    table = Table(rows, colWidths=[110 * mm, 25 * mm, 35 * mm], repeatRows=1)
    last = len(order.lines)
    table.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), FONT),
                ("FONTSIZE", (0, 0), (-1, -1), 10),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.7, colors.black),
                ("LINEBELOW", (0, last), (-1, last), 0.7, colors.black),
            ]
        )
    )
    out = io.BytesIO()
    page = SimpleDocTemplate(out, pagesize=A4, title=f"{words['title']} {order.number}", author=shop)
    page.build([*head, Spacer(1, 8 * mm), table])
    return out.getvalue()
