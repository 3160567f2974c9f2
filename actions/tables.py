"""The basket and comparisons, as payloads of ``bot/channels/message.schema.json``."""

from __future__ import annotations

from decimal import Decimal

from actions.render import Payload, category, label, money, product
from actions.turn import Turn
from actions.wording import phrase
from knowledge.guide.comparison import Comparison, UnitPrice
from knowledge.promotions.near_miss import NearMiss
from knowledge.promotions.pricing import BasketPrice
from knowledge.shop import Shop


def basket_card(price: BasketPrice, miss: NearMiss | None, turn: Turn, shop: Shop) -> Payload:
    """The basket with the derivation of its price, line by line, and the nearest miss."""

    def told(amount: Decimal) -> str:
        return money(amount, price.currency, turn.language)

    products = sum((line.pay for line in price.lines), Decimal(0))
    lines = []
    for line in price.lines:
        view = shop.graph.product(line.product_id)
        lines.append(
            {
                "product": product(view, turn, shop),
                "quantity": line.quantity,
                "shelf": str(line.shelf),
                "shelf_text": told(line.shelf),
                "pay": str(line.pay),
                "pay_text": told(line.pay),
                "steps": [
                    {
                        "promotion_id": step.promotion_id,
                        "title": _title(step.promotion_id, step.title, turn, shop),
                        "quantity": step.quantity,
                        "discount": str(step.discount),
                        "discount_text": told(step.discount),
                    }
                    for step in line.steps
                ],
            }
        )
    payload: Payload = {
        "type": "basket",
        "lines": lines,
        "order": [
            {
                "promotion_id": step.promotion_id,
                "title": _title(step.promotion_id, step.title, turn, shop),
                "discount": str(step.discount),
                "discount_text": told(step.discount),
            }
            for step in price.order
        ],
        "products": str(products),
        "products_text": told(products),
        "shelf": str(price.shelf),
        "shelf_text": told(price.shelf),
        "discount": str(price.discount),
        "discount_text": told(price.discount),
        "total": str(price.total),
        "total_text": told(price.total),
        "currency": price.currency,
        "coupons": list(price.coupons),
        "free_shipping": price.free_shipping is not None,
        "proved": price.proved,
    }
    if miss is not None:
        view = shop.graph.product(miss.product_id)
        payload["nearest_miss"] = {
            "product_id": miss.product_id,
            "name": label(view.name, view.labels, turn.language),
            "saving": str(miss.saving),
            "saving_text": told(miss.saving),
        }
    return payload


def comparison(found: Comparison, turn: Turn, shop: Shop) -> Payload:
    """The table: what differs first."""
    currency = found.products[0].currency
    prices = [money(each, currency, turn.language) for each in found.prices]
    rows: list[Payload] = [
        {"name": phrase("price", turn.language), "cells": prices, "differs": len(set(found.prices)) > 1}
    ]
    if any(found.unit_prices):
        units = [_unit(each, currency, turn) for each in found.unit_prices]
        rows.append({"name": phrase("unit_price", turn.language), "cells": units, "differs": len(set(units)) > 1})
    offers = [_offers(view.product_id, turn, shop) for view in found.products]
    if any(offers):
        rows.append({"name": phrase("offers", turn.language), "cells": offers, "differs": len(set(offers)) > 1})
    for row in found.rows:
        cells = [", ".join(_value(row.facet, key, turn, shop) for key in keys) for keys in row.cells]
        rows.append({"name": _facet(row.facet, turn, shop), "cells": cells, "differs": row.differs})
    return {
        "type": "comparison",
        "products": [product(view, turn, shop) for view in found.products],
        "rows": sorted(rows, key=lambda row: not row["differs"]),
        "best": found.verdict.place,
        "verdict": found.verdict.kind,
    }


def _title(promotion_id: str, title: str, turn: Turn, shop: Shop) -> str:
    return label(title, shop.offers.labels(promotion_id), turn.language)


def _unit(unit: UnitPrice | None, currency: str, turn: Turn) -> str:
    if unit is None:
        return ""
    amount = "" if unit.amount == 1 else f"{unit.amount} "
    name = phrase(f"unit_{unit.unit}", turn.language)
    return f"{money(unit.price.quantize(Decimal('0.01')), currency, turn.language)} / {amount}{name}"


def _offers(product_id: str, turn: Turn, shop: Shop) -> str:
    found = shop.offers.on_product(product_id, turn.customer_id)[:2]
    return "; ".join(label(each.title, each.labels, turn.language) for each in found)


def _facet(facet: str, turn: Turn, shop: Shop) -> str:
    return (
        phrase(facet, turn.language)
        if facet in ("brand", "category")
        else shop.graph.attribute_name(facet, turn.language)
    )


def _value(facet: str, key: str, turn: Turn, shop: Shop) -> str:
    if facet == "brand":
        return shop.graph.brand_name(key, turn.language)
    return category(key, turn, shop) if facet == "category" else shop.graph.value_name(key, turn.language)
