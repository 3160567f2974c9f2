"""A product as its card shows it to one visitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.demo.strings import text
from knowledge.errors import UnknownProduct
from knowledge.graph.views import ProductView
from knowledge.money import Money
from knowledge.promotions.views import OfferView

if TYPE_CHECKING:
    from knowledge.shop import Shop


@dataclass(frozen=True)
class Card:
    """``pay`` and the rest are formatted; ``was`` is None unless the visitor pays less than the shelf price."""

    product: ProductView
    name: str
    pay: str
    was: str | None
    badge: str | None
    with_card: str | None
    offers: tuple[OfferView, ...]


def make_card(shop: Shop, product: ProductView, customer_id: str | None, language: str) -> Card:
    """The card of ``product`` with the price and the offers that ``customer_id`` (None: a guest) gets."""
    quote = shop.offers.quote(product.product_id, customer_id)
    offers = shop.offers.on_product(product.product_id, customer_id)
    member_prices = [o.price_after for o in offers if o.redemption == "loyalty" and o.price_after is not None]
    member_prices += [product.loyalty_price] if product.loyalty_price is not None else []
    member_price = min(member_prices, default=None)
    reduced = quote.pay < quote.shelf
    return Card(
        product=product,
        name=product.labels.get(language) or product.name,
        pay=Money(quote.pay, quote.currency).format(language),
        was=Money(quote.shelf, quote.currency).format(language) if reduced else None,
        badge=_badge(quote.shelf, quote.pay, offers, language),
        with_card=(
            Money(member_price, quote.currency).format(language)
            if member_price is not None and member_price < quote.pay
            else None
        ),
        offers=offers,
    )


def make_cards(shop: Shop, products: Iterable[ProductView], customer_id: str | None, language: str) -> list[Card]:
    """The cards of ``products``, in their order."""
    return [make_card(shop, product, customer_id, language) for product in products]


def known(shop: Shop, product_ids: Iterable[str]) -> list[ProductView]:
    """Those of the products that are on sale, in their order."""
    graph, found = shop.graph, []
    for product_id in product_ids:
        try:
            found.append(graph.product(product_id))
        except UnknownProduct:
            continue
    return found


def _badge(shelf: Decimal, pay: Decimal, offers: tuple[OfferView, ...], language: str) -> str | None:
    percent = int(100 * (shelf - pay) / shelf) if shelf else 0
    if percent > 0:
        return text(language, "save", percent=percent)
    # What needs a whole basket says nothing of this product.
    kinds = {offer.redemption for offer in offers if offer.minimum_purchase is None}
    if "automatic" in kinds:
        return text(language, "offer")
    return text(language, "coupon") if "coupon" in kinds else None
