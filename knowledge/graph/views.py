"""What the graph gives out: plain frozen values that the rest of the system passes around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ValueView:
    """One attribute value of a product; a measured one has ``number`` in ``unit`` (g, ml, ct, m)."""

    attribute: str
    key: str
    name: str
    number: float | None = None
    unit: str | None = None

    @property
    def reference(self) -> str:
        """As search and the NLU write it: ``attribute=key``."""
        return f"{self.attribute}={self.key}"


@dataclass(frozen=True)
class ProductView:
    """A product as customers see it. Prices are those of its cheapest variant in stock (of any, if none is).

    ``sale_price`` is what anyone pays for a while, ``loyalty_price`` what members of the loyalty scheme pay; both are
    None where there is none. ``category_path`` holds category keys, root first. ``popularity`` is between 0 and 1.
    """

    product_id: str
    name: str
    labels: Mapping[str, str]
    description: str
    shelf_price: Decimal
    loyalty_price: Decimal | None
    currency: str
    brand: str | None
    brand_key: str | None
    private_label: bool
    category_key: str | None
    category: str | None
    category_path: tuple[str, ...]
    values: tuple[ValueView, ...]
    size: str | None
    url: str | None
    image_url: str | None
    in_stock: bool
    variants: int
    popularity: float
    sale_price: Decimal | None = None

    @property
    def price(self) -> Decimal:
        """What anyone pays today, offers aside: the sale price where it is lower than the shelf price."""
        return self.shelf_price if self.sale_price is None else min(self.shelf_price, self.sale_price)


@dataclass(frozen=True)
class CategoryView:
    """A category that has active products; ``product_count`` counts its subtree."""

    key: str
    name: str
    labels: Mapping[str, str]
    parent: str | None
    product_count: int


@dataclass(frozen=True)
class Neighbour:
    """A product near another; ``weight`` is above 0 and at most 1."""

    product_id: str
    weight: float
