"""Shopify product CSV, with the column names of before 2025 (``Handle``, ``Variant SKU``) or those of today
(``URL handle``, ``SKU``).

Source: Shopify Help Center, "Using CSV files to import and export products". Rows of one handle are one product; a row
without a price is only a further image. The file names no currency: the shop's is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.fields import LONGEST_NAME, BadField, Cells, unless_bad
from knowledge.catalogue.feeds.markup import plain_text
from knowledge.catalogue.feeds.measures import measured
from knowledge.catalogue.feeds.spool import Spool
from knowledge.catalogue.feeds.tables import Row, first_character, read_table, unread
from knowledge.catalogue.feeds.variants import attribute_key, check_value, checked, sale_price, shared_values
from knowledge.catalogue.keys import slug
from knowledge.catalogue.records import Origin, PriceRecord, ProductRecord, Record, ValueRecord, VariantRecord

_NAMES = {
    "url handle": "handle",
    "body (html)": "description",
    "published": "published on online store",
    "variant sku": "sku",
    "variant barcode": "barcode",
    "variant price": "price",
    "variant compare at price": "compare-at price",
    "variant inventory tracker": "inventory tracker",
    "variant inventory qty": "inventory quantity",
    "variant inventory policy": "continue selling when out of stock",
    "image src": "product image url",
    "variant image": "variant image url",
}
_OPTIONS = tuple((f"option{number} name", f"option{number} value") for number in (1, 2, 3))
_KNOWN = {
    *("handle", "title", "description", "vendor", "product category", "type", "tags", "published on online store"),
    *("status", "sku", "barcode", "price", "compare-at price", "inventory tracker", "inventory quantity"),
    *("continue selling when out of stock", "product image url"),
    *(name for option in _OPTIONS for name in option),
}
_LONGEST_URL = 2000


@dataclass(frozen=True)
class _Part:
    """What one row says of its product: the first row of a handle says all, the others little."""

    origin: Origin
    handle: str
    title: str | None
    description: str
    brand: str | None
    path: tuple[str, ...]
    tags: tuple[ValueRecord, ...]
    image: str | None
    active: bool
    options: tuple[str | None, ...]
    option_values: tuple[str | None, ...]
    variant: VariantRecord | None = field(default=None)


class ShopifyProducts(Feed):
    """The product CSV at ``path``, its prices in ``currency``."""

    source = "shopify"

    def __init__(self, path: Path, currency: str = "USD") -> None:
        self.path = path
        self._currency = currency

    def records(self) -> Iterator[Record | Reject]:
        first_character(self.path)
        columns: dict[str, None] = {}
        with Spool[_Part]() as spool:
            for row in read_table(self.path, ("handle", "title"), _name):
                if isinstance(row, Reject):
                    yield row
                    continue
                columns.update(dict.fromkeys(column for column, _ in row.pairs))
                problems: list[Reject] = []
                part = unless_bad(row.origin, problems, self._part, row, problems)
                yield from problems
                if part is None:
                    continue
                sku, line = part.variant.sku if part.variant else None, row.origin.line
                before = spool.add(part.handle, part, line, key=sku)
                if before is not None:
                    yield Reject(self.path.name, before, "sku", f"{sku!r} is given again on line {line}, which is used")
            for parts in spool.groups():
                yield from _product(parts)
        yield from unread(self.path.name, [column for column in columns if column not in _KNOWN])

    def _part(self, row: Row, problems: list[Reject]) -> _Part:
        cells, origin = Cells(row.values, currency=self._currency), row.origin
        handle = cells.required("handle")
        values = tuple(cells.text(value) for _, value in _OPTIONS)
        return _Part(
            origin=origin,
            handle=handle,
            title=cells.text("title"),
            description=plain_text(cells.text("description") or ""),
            brand=unless_bad(origin, problems, cells.name, "vendor"),
            path=unless_bad(origin, problems, _path, cells) or (),
            tags=tuple(_tags(cells, origin, problems)),
            image=unless_bad(origin, problems, _image, cells),
            active=_active(cells, origin, problems),
            options=tuple(cells.text(name) for name, _ in _OPTIONS),
            option_values=values,
            # A bad variant is lost alone: its row may be the one that says what the product is.
            variant=unless_bad(origin, problems, self._variant, cells, origin, problems, handle, values),
        )

    def _variant(
        self, cells: Cells, origin: Origin, problems: list[Reject], handle: str, options: tuple[str | None, ...]
    ) -> VariantRecord | None:
        price = cells.money("price")
        if price is None:
            if any(options) or cells.text("sku"):
                raise BadField("price", "is missing")
            return None
        paid = PriceRecord(amount=price[0], currency=price[1])
        before = unless_bad(origin, problems, cells.money, "compare-at price")
        prices: tuple[PriceRecord, ...] = (paid,)
        if before is not None and before[0] > paid.amount and before[1] == paid.currency:
            shelf = PriceRecord(amount=before[0], currency=before[1])
            prices = (shelf, sale_price("price", shelf, price))
        stock = unless_bad(origin, problems, cells.whole, "inventory quantity")
        counted = cells.text("inventory tracker") is not None or "inventory tracker" not in cells.values
        sells_on = (cells.text("continue selling when out of stock") or "").casefold() in {"continue", "true"}
        short = counted and stock is not None and stock <= 0
        named = [value for value in options if value and value != "Default Title"]
        variant = VariantRecord(
            sku=cells.text("sku") or "-".join([handle, *map(slug, named)]),
            title=" / ".join(named) or None,
            gtin=cells.text("barcode"),
            prices=prices,
            stock=max(stock, 0) if counted and stock is not None else None,
            availability="in_stock" if not short else ("backorder" if sells_on else "out_of_stock"),
        )
        return checked(variant, _column)


def _name(header: str) -> str:
    name = " ".join(header.split()).casefold()
    return _NAMES.get(name, name)


def _column(name: str) -> str:
    return "price" if name.startswith("prices") else {"gtin": "barcode", "stock": "inventory quantity"}.get(name, name)


def _path(cells: Cells) -> tuple[str, ...]:
    """The shop's own type goes before Shopify's taxonomy."""
    for name in ("type", "product category"):
        text = cells.text(name)
        if text is not None:
            path = tuple(part.strip() for part in text.split(">"))
            if any(not slug(part) for part in path) or len(text) > LONGEST_NAME:
                raise BadField(name, f"{text[:80]!r} cannot name a category")
            return path
    return ()


def _tags(cells: Cells, origin: Origin, problems: list[Reject]) -> Iterator[ValueRecord]:
    for tag in (cells.text("tags") or "").split(","):
        if tag.strip():
            value = ValueRecord(attribute="tag", name=tag.strip())
            found = unless_bad(origin, problems, check_value, "tags", value)
            if found is not None:
                yield found


def _image(cells: Cells) -> str | None:
    url = cells.text("product image url")
    if url is not None and (not url.startswith(("http://", "https://")) or len(url) > _LONGEST_URL):
        raise BadField("product image url", f"{url[:80]!r} is not an address (https://...)")
    return url


def _active(cells: Cells, origin: Origin, problems: list[Reject]) -> bool:
    published = unless_bad(origin, problems, cells.flag, "published on online store")
    status = (cells.text("status") or "active").casefold()
    if status not in {"active", "draft", "archived", "unlisted"}:
        problems.append(Reject.at(origin, "status", f"{status[:50]!r} is none of active, draft, archived, unlisted"))
    return status == "active" and published is not False


def _product(parts: list[_Part]) -> Iterator[Record | Reject]:
    head = next((part for part in parts if part.title), None)
    sold = [part for part in parts if part.variant is not None]
    if head is None:
        yield Reject.at(parts[0].origin, "title", f"no row of {parts[0].handle!r} has one")
        return
    if not sold:
        yield Reject.at(parts[0].origin, "price", f"no row of {parts[0].handle!r} has one")
        return
    problems: list[Reject] = []
    values = [tuple(_option_values(head, part, problems)) for part in sold]
    yield from problems
    shared = shared_values(values)
    variants = (
        replace(part.variant, values=tuple(value for value in own if value not in shared))
        for part, own in zip(sold, values, strict=True)
        if part.variant is not None
    )
    yield ProductRecord(
        origin=head.origin,
        product_id=head.handle,
        name=str(head.title),
        description=head.description,
        category_path=head.path,
        brand=head.brand,
        image_url=next((part.image for part in parts if part.image), None),
        active=head.active,
        values=(*shared, *head.tags),
        variants=tuple(variants),
    )


def _option_values(head: _Part, part: _Part, problems: list[Reject]) -> Iterator[ValueRecord]:
    for number, (name, text) in enumerate(zip(head.options, part.option_values, strict=True), start=1):
        if name is None or text is None or (name == "Title" and text == "Default Title"):
            continue

        def value(number: int = number, name: str = name, text: str = text) -> ValueRecord:
            attribute = attribute_key(f"option{number} name", name)
            made = measured(attribute, text) if attribute == "size" else ValueRecord(attribute=attribute, name=text)
            return check_value(f"option{number} value", made)

        found = unless_bad(part.origin, problems, value)
        if found is not None:
            yield found
