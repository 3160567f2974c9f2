"""Variants as they are sold now: their options, price, and whether they can be had."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

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
        with self._store.session() as session:
            found = session.execute(
                select(Variant).where(_variant.sku == sku).options(joinedload(Variant.product))
            ).scalar()
            return None if found is None else self._view(session, found)

    def variants(self, product_id: str) -> tuple[VariantView, ...]:
        """All variants of a product, in the order of the catalogue; none of an unknown one."""
        query = (
            select(Variant)
            .join(Product, _product.id == _variant.product_id)
            .where(_product.product_id == product_id)
            .options(joinedload(Variant.product))
            .order_by(_variant.id)
        )
        with self._store.session() as session:
            return tuple(self._view(session, each) for each in session.execute(query).scalars())

    def category(self, product_id: str) -> str:
        """The key of the product's category; "" where it has none."""
        query = select(Category.key).join(Product, _product.category_id == Category.id)
        with self._store.session() as session:
            return str(session.execute(query.where(_product.product_id == product_id)).scalar() or "")

    def _view(self, session: Session, variant: Variant) -> VariantView:
        product, options = variant.product, self._options(session, variant)
        shown = variant.title or ", ".join(options.values())
        return VariantView(
            sku=variant.sku,
            product_id=product.product_id,
            name=f"{product.name} ({shown})" if shown else product.name,
            options=options,
            price=self._price(session, variant),
            available=bool(product.active) and variant.availability in SOLD and variant.stock != 0,
        )

    @staticmethod
    def _options(session: Session, variant: Variant) -> Mapping[str, str]:
        query = (
            select(Attribute.key, _value.name)
            .join(AttributeValue, _value.attribute_id == Attribute.id)
            .join(VariantValue, VariantValue.value_id == _value.id)
            .where(VariantValue.variant_id == variant.id)
            .order_by(Attribute.id)
        )
        return {key: name for key, name in session.execute(query)}

    def _price(self, session: Session, variant: Variant) -> Decimal | None:
        """The lowest that anyone pays for it now."""
        now = self._clock.now()
        query = select(_price.amount).where(
            _price.variant_id == variant.id,
            _price.kind.in_(("shelf", "sale")),
            _price.valid_from <= now,
            or_(_price.valid_to.is_(None), _price.valid_to > now),
        )
        return min(session.execute(query).scalars(), default=None)
