"""Variants as they are sold now: their options, price, and whether they can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager

from knowledge.catalogue.models import Attribute, AttributeValue, Category, Price, Product, Variant, VariantValue
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.orders.views import VariantView

_product, _variant, _price, _value = (columns(each) for each in (Product, Variant, Price, AttributeValue))
SOLD = ("in_stock", "preorder", "backorder")


class VariantBook:
    """Asks the catalogue for variants."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def variant(self, sku: str) -> VariantView | None:
        """The variant, if the shop has it."""
        return next(iter(self._views(_variant.sku == sku)), None)

    def variants(self, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product, in the order of the catalogue; none of an unknown one."""
        return self._views(_product.product_id == product_id)

    def category(self, product_id: str) -> str:
        """The key of the product's category; "" where it has none."""
        query = select(Category.key).join(Product, _product.category_id == Category.id)
        with self._store.session() as session:
            return str(session.execute(query.where(_product.product_id == product_id)).scalar() or "")

    def _views(self, which: Any) -> tuple[VariantView, ...]:
        query = select(Variant).join(Product, _product.id == _variant.product_id).where(which).order_by(_variant.id)
        with self._store.session() as session:
            found = session.execute(query.options(contains_eager(Variant.product))).scalars().all()
            ids = [each.id for each in found]
            options, prices = self._options(session, ids), self._prices(session, ids)
            return tuple(_view(each, options.get(each.id, {}), prices.get(each.id)) for each in found)

    @staticmethod
    def _options(session: Session, variant_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        query = (
            select(VariantValue.variant_id, Attribute.key, _value.name)
            .join(AttributeValue, VariantValue.value_id == _value.id)
            .join(Attribute, _value.attribute_id == Attribute.id)
            .where(columns(VariantValue).variant_id.in_(variant_ids))
            .order_by(Attribute.id)
        )
        found: dict[int, dict[str, str]] = {}
        for variant_id, key, name in session.execute(query):
            found.setdefault(variant_id, {})[key] = name
        return found

    def _prices(self, session: Session, variant_ids: Sequence[int]) -> Mapping[int, Decimal]:
        """The lowest that anyone pays for each now."""
        now = self._clock.now()
        query = (
            select(_price.variant_id, func.min(_price.amount))
            .where(
                _price.variant_id.in_(variant_ids),
                _price.kind.in_(("shelf", "sale")),
                _price.valid_from <= now,
                or_(_price.valid_to.is_(None), _price.valid_to > now),
            )
            .group_by(_price.variant_id)
        )
        return {variant_id: amount for variant_id, amount in session.execute(query)}


def _view(variant: Variant, options: Mapping[str, str], price: Decimal | None) -> VariantView:
    product, shown = variant.product, variant.title or ", ".join(options.values())
    return VariantView(
        sku=variant.sku,
        product_id=product.product_id,
        name=f"{product.name} ({shown})" if shown else product.name,
        options=options,
        price=price,
        available=bool(product.active) and variant.availability in SOLD and variant.stock != 0,
    )
