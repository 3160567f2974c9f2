"""Products, their variants, category tree, brands, attributes and prices over time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from knowledge.catalogue.models.base import Amount, Base, Moment

# ``labels`` is {language: text}; ``synonyms`` is {language: [text, ...]}. English names stand in ``name``.


class Category(Base):
    """A node of the category tree; ``key`` is its path, as in ``grocery/cold-cereal/kids-cereal``."""

    __tablename__ = "category"
    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(255), nullable=False, unique=True)
    name: str = Column(String(255), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    synonyms: dict[str, list[str]] = Column(JSON, nullable=False, default=dict)
    parent_id: int | None = Column(ForeignKey("category.id"), index=True)
    parent: Category | None = relationship("Category", remote_side=[id])


class Brand(Base):
    """Who makes it. ``private_label`` marks the shop's own brands."""

    __tablename__ = "brand"
    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(255), nullable=False, unique=True)
    name: str = Column(String(255), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    synonyms: dict[str, list[str]] = Column(JSON, nullable=False, default=dict)
    private_label: bool = Column(Boolean, nullable=False, default=False)


class Attribute(Base):
    """A facet: ``size``, ``colour``, ``material``."""

    __tablename__ = "attribute"
    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(100), nullable=False, unique=True)
    name: str = Column(String(255), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    synonyms: dict[str, list[str]] = Column(JSON, nullable=False, default=dict)


class AttributeValue(Base):
    """One value of a facet; a measured one also has ``number`` in ``unit`` (base units: g, ml, ct, m)."""

    __tablename__ = "attribute_value"
    __table_args__ = (UniqueConstraint("attribute_id", "key"),)
    id: int = Column(Integer, primary_key=True)
    attribute_id: int = Column(ForeignKey("attribute.id"), nullable=False)
    key: str = Column(String(255), nullable=False)
    name: str = Column(String(255), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    synonyms: dict[str, list[str]] = Column(JSON, nullable=False, default=dict)
    number: float | None = Column(Float)
    unit: str | None = Column(String(20))
    attribute: Attribute = relationship(Attribute)


class Product(Base):
    """What a customer chooses; its variants (one at least) are what is priced, stocked and ordered."""

    __tablename__ = "product"
    id: int = Column(Integer, primary_key=True)
    product_id: str = Column(String(100), nullable=False, unique=True)
    name: str = Column(String(500), nullable=False)
    labels: dict[str, str] = Column(JSON, nullable=False, default=dict)
    description: str = Column(Text, nullable=False, default="")
    category_id: int | None = Column(ForeignKey("category.id"), index=True)
    brand_id: int | None = Column(ForeignKey("brand.id"), index=True)
    url: str | None = Column(String(2000))
    image_url: str | None = Column(String(2000))
    active: bool = Column(Boolean, nullable=False, default=True, index=True)
    source: str = Column(String(50), nullable=False)
    category: Category | None = relationship(Category)
    brand: Brand | None = relationship(Brand)
    variants: list[Variant] = relationship("Variant", back_populates="product", order_by="Variant.id")


class ProductValue(Base):
    """An attribute value that holds for every variant of a product."""

    __tablename__ = "product_value"
    product_id: int = Column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    value_id: int = Column(ForeignKey("attribute_value.id"), primary_key=True, index=True)


class Variant(Base):
    """A sellable SKU of a product (its item group). ``stock`` None means that stock is not counted."""

    __tablename__ = "variant"
    id: int = Column(Integer, primary_key=True)
    sku: str = Column(String(100), nullable=False, unique=True)
    product_id: int = Column(ForeignKey("product.id", ondelete="CASCADE"), nullable=False, index=True)
    title: str | None = Column(String(500))
    gtin: str | None = Column(String(50))
    stock: int | None = Column(Integer)
    availability: str = Column(String(20), nullable=False, default="in_stock")
    product: Product = relationship(Product, back_populates="variants")


class VariantValue(Base):
    """An attribute value that tells a variant from its siblings."""

    __tablename__ = "variant_value"
    variant_id: int = Column(ForeignKey("variant.id", ondelete="CASCADE"), primary_key=True)
    value_id: int = Column(ForeignKey("attribute_value.id"), primary_key=True, index=True)


class Price(Base):
    """What a variant costs from ``valid_from`` until ``valid_to`` (exclusive; None: until further notice).

    ``kind``: ``shelf`` (anyone), ``sale`` (anyone, for a while), ``loyalty`` (members of the loyalty scheme).
    """

    __tablename__ = "price"
    __table_args__ = (
        UniqueConstraint("variant_id", "kind", "valid_from"),
        Index("ix_price_variant_kind", "variant_id", "kind"),
    )
    id: int = Column(Integer, primary_key=True)
    variant_id: int = Column(ForeignKey("variant.id", ondelete="CASCADE"), nullable=False)
    kind: str = Column(String(20), nullable=False, default="shelf")
    amount: Decimal = Column(Amount, nullable=False)
    currency: str = Column(String(3), nullable=False)
    valid_from: datetime = Column(Moment, nullable=False)
    valid_to: datetime | None = Column(Moment)


class ShopSetting(Base):
    """What the shop says of itself: ``name``, ``currency``, ``clock`` (ISO moment; a live shop has none), ``demo``."""

    __tablename__ = "shop_setting"
    key: str = Column(String(100), primary_key=True)
    value: Any = Column(JSON, nullable=False)


class ImportRun(Base):
    """A finished import: what was read and what came of it."""

    __tablename__ = "import_run"
    id: int = Column(Integer, primary_key=True)
    source: str = Column(String(50), nullable=False)
    path: str = Column(String(1000), nullable=False)
    finished_at: datetime = Column(Moment, nullable=False)
    counts: dict[str, int] = Column(JSON, nullable=False)
    rejects: int = Column(Integer, nullable=False, default=0)
