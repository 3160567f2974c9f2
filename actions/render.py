"""What the shop knows, as the payloads of ``bot/channels/message.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from actions.turn import Turn
from actions.wording import phrase
from knowledge.errors import UnknownProduct
from knowledge.graph.views import ProductView
from knowledge.money import LOCALES, Money
from knowledge.orders.views import OrderLineView, OrderView
from knowledge.promotions.offers import CouponView, OfferView
from knowledge.shop import Shop

Payload = dict[str, Any]
LINES_SHOWN = 12
SIZE = "size"


def label(name: str, labels: Mapping[str, str], language: str) -> str:
    """The name of a thing in ``language``, its own name where it has no other."""
    return labels.get(language) or name


def day(moment: datetime, language: str) -> str:
    """A date as people say it, with its weekday."""
    return str(format_date(moment, "EEEE, d MMMM" if language == "en" else "M月d日EEEE", locale=LOCALES[language]))


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount as people read it."""
    return Money(amount, currency).format(language)


def product(view: ProductView, turn: Turn, shop: Shop, why: str | None = None) -> Payload:
    """A product card: what it costs this customer, what it cost before, and its best offer."""
    quote = shop.offers.quote(view.product_id, turn.customer_id)
    card: Payload = {
        "product_id": view.product_id,
        "name": label(view.name, view.labels, turn.language),
        "price": str(quote.pay),
        "price_text": money(quote.pay, quote.currency, turn.language),
        "currency": quote.currency,
        "in_stock": view.in_stock,
    }
    if quote.pay < quote.shelf:
        card["was"] = str(quote.shelf)
        card["was_text"] = money(quote.shelf, quote.currency, turn.language)
    if quote.applied:
        card["badge"] = label(quote.applied.title, quote.applied.labels, turn.language)
    optional = {
        "brand": brand(view, turn, shop),
        "category": category(view.category_key, turn, shop) if view.category_key else None,
        "size": size(view, turn, shop),
        "image_url": view.image_url,
        "url": view.url,
        "why": why,
    }
    return card | {key: value for key, value in optional.items() if value}


def brand(view: ProductView, turn: Turn, shop: Shop) -> str | None:
    """The name of a product's brand in the customer's language."""
    return shop.graph.brand_name(view.brand_key, turn.language) if view.brand_key else view.brand


def size(view: ProductView, turn: Turn, shop: Shop) -> str | None:
    """The size of a product that is sold in one, in the customer's language."""
    reference = next((each.reference for each in view.values if each.attribute == SIZE), None)
    return shop.graph.value_name(reference, turn.language) if view.size and reference else view.size


def category(key: str, turn: Turn, shop: Shop) -> str:
    """The name of a category in the customer's language."""
    view = shop.graph.category(key)
    return label(view.name, view.labels, turn.language)


def names(product_ids: list[str] | tuple[str, ...], turn: Turn, shop: Shop) -> list[str]:
    """The names of those of the products that the shop still has."""
    found = []
    for product_id in product_ids:
        try:
            view = shop.graph.product(product_id)
        except UnknownProduct:
            continue
        found.append(label(view.name, view.labels, turn.language))
    return found


def offer(view: OfferView, turn: Turn, shop: Shop) -> Payload:
    """An offer, with the product it is on where it is on one."""
    payload: Payload = {
        "promotion_id": view.promotion_id,
        "title": label(view.title, view.labels, turn.language),
        "redemption": view.redemption,
        **_ends(view.ends_at, turn),
    }
    if view.price_after is not None and view.currency:
        payload["price"] = str(view.price_after)
        payload["price_text"] = money(view.price_after, view.currency, turn.language)
    if view.product_id and shop.graph.has(view.product_id):
        payload["product"] = product(shop.graph.product(view.product_id), turn, shop)
    return payload


def coupon(view: CouponView, turn: Turn, shop: Shop) -> Payload:
    """A coupon, with a few of the products it is good for."""
    shown = [shop.graph.product(product_id) for product_id in view.product_ids[:3] if shop.graph.has(product_id)]
    payload: Payload = {
        "code": view.code,
        "title": label(view.title, view.labels, turn.language),
        "product_count": len(view.product_ids),
        "products": [product(each, turn, shop) for each in shown],
        **_ends(view.ends_at, turn),
    }
    return payload | ({"campaign": view.campaign} if view.campaign else {})


def order(view: OrderView, turn: Turn, shop: Shop) -> Payload:
    """An order with its status in words and its first lines, by their Chinese names where the shop still has them."""
    payload: Payload = {
        "number": view.number,
        "status": view.status,
        "status_text": phrase(view.status, turn.language),
        "placed_at": view.placed_at.isoformat(),
        "placed_text": day(view.placed_at, turn.language),
        "total": str(view.total),
        "total_text": money(view.total, view.currency, turn.language),
        "currency": view.currency,
        "line_count": len(view.lines),
        "lines": [
            {
                "product_id": line.product_id,
                "name": line_name(line, turn, shop),
                "quantity": line.quantity,
                "price": str(line.paid),
                "price_text": money(line.paid, view.currency, turn.language),
                "currency": view.currency,
            }
            for line in view.lines[:LINES_SHOWN]
        ],
    }
    if view.expected_at and view.status not in ("delivered", "cancelled", "returned"):
        payload |= {"expected_at": view.expected_at.isoformat(), "expected_text": day(view.expected_at, turn.language)}
    for key, value in (("carrier", view.carrier), ("tracking_number", view.tracking_number)):
        if value:
            payload[key] = value
    return payload


def order_list(views: Sequence[OrderView], turn: Turn, shop: Shop) -> Payload:
    """Orders as a list of cards."""
    return {"type": "order_list", "orders": [order(each, turn, shop) for each in views]}


def item_picker(view: OrderView, turn: Turn, shop: Shop, *, several: bool) -> Payload:
    """The lines of an order to choose from, but for those that are on their way back as a whole.

    ``several``: whether it is asked how many of each, too.
    """
    lines = [(place, line, line.quantity - line.sent_back) for place, line in enumerate(view.lines, 1)]
    return {
        "type": "item_picker",
        "number": view.number,
        "several": several,
        "lines": [
            {
                "place": place,
                "name": line_name(line, turn, shop),
                "left": left,
                "price_text": money(line.paid, view.currency, turn.language),
            }
            for place, line, left in lines
            if left > 0
        ],
    }


def line_name(line: OrderLineView, turn: Turn, shop: Shop) -> str:
    """What the line is called in the customer's language, as far as the shop still has the product."""
    if not shop.graph.has(line.product_id):
        return line.name
    return label(line.name, shop.graph.product(line.product_id).labels, turn.language)


def _ends(ends_at: datetime | None, turn: Turn) -> Payload:
    if ends_at is None:
        return {}
    return {
        "ends_at": ends_at.isoformat(),
        "ends_text": phrase("ends", turn.language, date=day(ends_at, turn.language)),
    }
