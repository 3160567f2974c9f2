"""What the graph is built from: the catalogue's active part, read by plain selects into light rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from knowledge.catalogue.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    Price,
    Product,
    ProductValue,
    Variant,
    VariantValue,
)

_PARTITION = 10_000


class CategoryRow(NamedTuple):
    id: int
    key: str
    name: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, list[str]]
    parent_id: int | None


class BrandRow(NamedTuple):
    id: int
    key: str
    name: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, list[str]]
    private_label: bool


class ValueRow(NamedTuple):
    id: int
    attribute: str
    key: str
    name: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, list[str]]
    number: float | None
    unit: str | None


class AttributeRow(NamedTuple):
    id: int
    key: str
    name: str
    labels: Mapping[str, str]


class ProductRow(NamedTuple):
    id: int
    product_id: str
    name: str
    labels: Mapping[str, str]
    description: str
    category_id: int | None
    brand_id: int | None
    url: str | None
    image_url: str | None


class VariantRow(NamedTuple):
    id: int
    sku: str
    product_id: int
    title: str | None
    stock: int | None
    availability: str

    @property
    def in_stock(self) -> bool:
        return self.availability == "in_stock" and self.stock != 0


@dataclass
class CatalogueRows:
    """The active catalogue at one moment; dictionaries go by the tables' own integer ids."""

    categories: dict[int, CategoryRow]
    brands: dict[int, BrandRow]
    values: dict[int, ValueRow]
    products: list[ProductRow] = field(default_factory=list)
    variants: dict[int, list[VariantRow]] = field(default_factory=lambda: defaultdict(list))
    product_values: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    variant_values: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[int, dict[str, tuple[Decimal, str]]] = field(default_factory=lambda: defaultdict(dict))

    def path(self, category_id: int | None) -> tuple[CategoryRow, ...]:
        """The category and its ancestors, root first; a loop in the data is cut where it closes."""
        path: list[CategoryRow] = []
        seen: set[int] = set()
        while category_id is not None and category_id not in seen and category_id in self.categories:
            seen.add(category_id)
            path.append(self.categories[category_id])
            category_id = self.categories[category_id].parent_id
        return tuple(reversed(path))


def read_rows(session: Any, now: datetime) -> CatalogueRows:
    """Read active products, everything they refer to and the prices valid at ``now``."""
    rows = CatalogueRows(read_categories(session), read_brands(session), read_values(session))
    product, variant = Product.__table__, Variant.__table__
    rows.products = list(
        map(
            ProductRow._make,
            stream(session, _columns(Product, ProductRow).where(product.c.active).order_by(product.c.product_id)),
        )
    )
    active = select(product.c.id).where(product.c.active)
    for row in map(
        VariantRow._make,
        stream(session, _columns(Variant, VariantRow).where(variant.c.product_id.in_(active)).order_by(variant.c.id)),
    ):
        rows.variants[row.product_id].append(row)
    link = ProductValue.__table__.c
    for product_id, value_id in stream(
        session, select(link.product_id, link.value_id).where(link.product_id.in_(active)).order_by(link.value_id)
    ):
        rows.product_values[product_id].append(value_id)
    link = VariantValue.__table__.c
    for variant_id, value_id in stream(session, select(link.variant_id, link.value_id).order_by(link.value_id)):
        rows.variant_values[variant_id].append(value_id)
    price = Price.__table__.c
    valid = (price.valid_from <= now) & or_(price.valid_to.is_(None), price.valid_to > now)
    # In order of valid_from, so that of two prices valid at once the later one stands.
    for variant_id, kind, amount, currency in stream(
        session,
        select(price.variant_id, price.kind, price.amount, price.currency).where(valid).order_by(price.valid_from),
    ):
        rows.prices[variant_id][kind] = (amount, currency)
    return rows


def read_categories(session: Any) -> dict[int, CategoryRow]:
    """Every category by its integer id."""
    return {row.id: row for row in map(CategoryRow._make, stream(session, _columns(Category, CategoryRow)))}


def read_brands(session: Any) -> dict[int, BrandRow]:
    """Every brand by its integer id."""
    return {row.id: row for row in map(BrandRow._make, stream(session, _columns(Brand, BrandRow)))}


def read_values(session: Any) -> dict[int, ValueRow]:
    """Every attribute value, with its attribute's key, by its integer id."""
    value, attribute = AttributeValue.__table__, Attribute.__table__
    columns = [attribute.c.key if name == "attribute" else value.c[name] for name in ValueRow._fields]
    statement = select(*columns).join_from(value, attribute)
    return {row.id: row for row in map(ValueRow._make, stream(session, statement))}


def read_attributes(session: Any) -> list[AttributeRow]:
    """Every attribute."""
    return list(map(AttributeRow._make, stream(session, _columns(Attribute, AttributeRow))))


def stream(session: Any, statement: Any) -> Iterable[Any]:
    """The rows of ``statement``, fetched a part at a time so that memory stays bounded."""
    result = session.connection().execution_options(stream_results=True).execute(statement)
    for part in result.partitions(_PARTITION):
        yield from part


def _columns(model: Any, row: Any) -> Any:
    columns = model.__table__.c
    return select(*(columns[name] for name in row._fields))
