"""Google Merchant product feed, as text (TSV, CSV) or XML (RSS 2.0, Atom).

Source: Google Merchant Center, product data specification (support.google.com/merchants/answer/7052112). Items of one
``item_group_id`` become one product, wherever they stand in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timezone, tzinfo
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.fields import LONGEST_NAME, BadField, Cells, parse_money, unless_bad
from knowledge.catalogue.feeds.google import Item, read_items
from knowledge.catalogue.feeds.markup import plain_text
from knowledge.catalogue.feeds.measures import measured
from knowledge.catalogue.feeds.spool import Spool
from knowledge.catalogue.feeds.variants import (
    attribute_key,
    availability,
    check_value,
    checked,
    sale_price,
    shared_name,
    shared_values,
)
from knowledge.catalogue.keys import slug
from knowledge.catalogue.records import PriceRecord, ProductRecord, Record, ValueRecord, VariantRecord

_REQUIRED = ("id", "title", "price", "availability")
_FACETS = ("color", "size", "material", "pattern", "gender", "age_group")
_SEVERAL = {"color", "material"}  # "red/green" are two values
_KNOWN = {
    *_REQUIRED,
    *_FACETS,
    *("description", "link", "image_link", "sale_price", "sale_price_effective_date", "brand", "gtin"),
    *("google_product_category", "product_type", "item_group_id", "condition", "product_detail"),
    *("unit_pricing_measure", "loyalty_program"),
}
_COLUMNS = {"sku": "id", "prices": "price"}


class GoogleProducts(Feed):
    """The product feed at ``path``; ``zone`` is that of dates without one (Google: UTC)."""

    source = "google-products"

    def __init__(self, path: Path, zone: tzinfo = timezone.utc) -> None:
        self.path = path
        self._zone = zone

    def records(self) -> Iterator[Record | Reject]:
        with Spool[ProductRecord]() as spool:
            for item in read_items(self.path, _KNOWN, _REQUIRED):
                if isinstance(item, Reject):
                    yield item
                    continue
                problems: list[Reject] = []
                offer = unless_bad(item.origin, problems, self._offer, item, problems)
                yield from problems
                if offer is None:
                    continue
                sku, line = offer.variants[0].sku, item.origin.line
                before = spool.add(offer.product_id, offer, line, key=sku)
                if before is not None:
                    yield Reject(self.path.name, before, "id", f"{sku!r} is given again on line {line}, which is used")
            for offers in spool.groups():
                yield _product(offers)

    def _offer(self, item: Item, problems: list[Reject]) -> ProductRecord:
        cells = Cells(item.first, self._zone)
        sku, title = cells.required("id"), cells.required("title")
        origin = item.origin
        url = unless_bad(origin, problems, _address, cells, "link")
        variant = VariantRecord(
            sku=sku,
            title=title,
            gtin=unless_bad(origin, problems, _gtin, cells),
            availability=availability("availability", cells.required("availability")),
            prices=tuple(self._prices(item, cells, problems)),
            values=tuple(_values(item, problems)),
        )
        return ProductRecord(
            origin=origin,
            product_id=cells.text("item_group_id") or sku,
            name=title,
            description=plain_text(cells.text("description") or ""),
            category_path=unless_bad(origin, problems, _category, cells) or (),
            brand=unless_bad(origin, problems, cells.name, "brand"),
            url=url,
            image_url=unless_bad(origin, problems, _address, cells, "image_link"),
            variants=(checked(variant, _column),),
        )

    def _prices(self, item: Item, cells: Cells, problems: list[Reject]) -> Iterator[PriceRecord]:
        price = cells.money("price")
        if price is None:
            raise BadField("price", "is missing")
        shelf = PriceRecord(amount=price[0], currency=price[1])
        yield shelf

        def sale() -> PriceRecord | None:
            given = cells.money("sale_price")
            period = cells.period("sale_price_effective_date")
            return None if given is None else sale_price("sale_price", shelf, given, period)

        found = unless_bad(item.origin, problems, sale)
        if found is not None:
            yield found
        members = unless_bad(item.origin, problems, _member_price, item, shelf)
        if members is not None:
            yield members


def _column(field: str) -> str:
    return "price" if field.startswith("prices.") else _COLUMNS.get(field, field)


def _address(cells: Cells, name: str) -> str | None:
    url = cells.text(name)
    if url is not None and not url.startswith(("http://", "https://")):
        raise BadField(name, f"{url[:80]!r} is not an address (https://...)")
    if url is not None and len(url) > 2000:
        raise BadField(name, "is longer than 2,000 characters")
    return url


def _gtin(cells: Cells) -> str | None:
    gtin = cells.text("gtin")
    digits = gtin and gtin.replace("-", "").replace(" ", "")
    if digits and not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14):
        raise BadField("gtin", f"{gtin!r} is not 8 to 14 digits"[:100])
    return digits


def _category(cells: Cells) -> tuple[str, ...]:
    text = cells.text("product_type")
    field = "product_type"
    if text is None:
        text, field = cells.text("google_product_category"), "google_product_category"
    if text is None or text.isdigit():
        return ()  # Google's own number says nothing to a customer
    path = tuple(part.strip() for part in text.split(">"))
    if any(not slug(part) for part in path) or sum(len(part) + 1 for part in path) > LONGEST_NAME:
        raise BadField(field, f"{text[:80]!r} is not a path of names, as Home > Kitchen > Mugs")
    return path


def _member_price(item: Item, shelf: PriceRecord) -> PriceRecord | None:
    texts = [[*value.split(":"), "", ""][2].strip() for value in item.values.get("loyalty_program", ())]
    prices = [parse_money("loyalty_program", text, None) for text in texts if text]
    if not prices:
        return None
    # Tiers may differ, members here do not: the price that every tier gets.
    found = sale_price("loyalty_program", shelf, max(prices, key=lambda price: price[0]))
    return replace(found, kind="loyalty")


def _values(item: Item, problems: list[Reject]) -> Iterator[ValueRecord]:
    for name in (*_FACETS, "condition", "unit_pricing_measure"):
        for text in item.values.get(name, ())[:1]:
            if name == "condition" and text.casefold() == "new":
                continue
            attribute = "size" if name == "unit_pricing_measure" else slug(name)
            if name == "unit_pricing_measure" and "size" in item.values:
                continue
            for part in text.split("/") if name in _SEVERAL else (text,):
                value = unless_bad(item.origin, problems, _value, name, attribute, part)
                if value is not None:
                    yield value
    for detail in item.values.get("product_detail", ()):
        for text in _details(detail):
            value = unless_bad(item.origin, problems, _detail, text)
            if value is not None:
                yield value


def _value(field: str, attribute: str, text: str) -> ValueRecord:
    value = measured(attribute, text) if attribute == "size" else ValueRecord(attribute=attribute, name=text.strip())
    return check_value(field, value)


def _details(text: str) -> list[str]:
    """Text feeds join several details by commas; a piece without two colons belongs to the value before it."""
    details: list[str] = []
    for piece in text.split(","):
        if piece.count(":") >= 2 or not details:
            details.append(piece)
        else:
            details[-1] += f",{piece}"
    return details


def _detail(text: str) -> ValueRecord:
    parts = text.split(":", 2)
    if len(parts) < 3:
        raise BadField("product_detail", f"{text[:80]!r} is not section:attribute:value")
    attribute = attribute_key("product_detail", parts[1])
    return check_value("product_detail", measured(attribute, parts[2]))


def _product(offers: list[ProductRecord]) -> ProductRecord:
    """The product whose variants are ``offers``; all but those is as the first one says."""
    variants = [offer.variants[0] for offer in offers]
    shared = shared_values([variant.values for variant in variants])
    return replace(
        offers[0],
        name=shared_name([offer.name for offer in offers]),
        values=shared,
        variants=tuple(
            replace(variant, values=tuple(value for value in variant.values if value not in shared))
            for variant in variants
        ),
    )
