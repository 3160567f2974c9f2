"""Products: readable names, the category tree, brands, sizes and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import inf
from typing import Any, NamedTuple

import polars as pl

from knowledge.catalogue.feeds.complete_journey.prices import prices, sold_lines
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source, week_start
from knowledge.catalogue.feeds.complete_journey.words import readable, type_name, words
from knowledge.catalogue.records import (
    AttributeRecord,
    BrandRecord,
    CategoryRecord,
    Origin,
    PriceRecord,
    ProductRecord,
    Record,
    ValueRecord,
    VariantRecord,
)
from knowledge.catalogue.units import parse_size

OWN_BRAND = "Daogou's Own"

_PRIVATE = ValueRecord(
    attribute="label",
    key="private",
    name="Private label",
    labels={"zh": "自有品牌"},
    synonyms={
        "en": (
            "private label",
            "private",
            "store brand",
            "own brand",
            "house brand",
            "generic",
            "store label",
            "own label",
        ),
        "zh": ("自有品牌", "自营品牌", "超市自有"),
    },
)
_NATIONAL = ValueRecord(
    attribute="label",
    key="national",
    name="National brand",
    labels={"zh": "全国品牌"},
    synonyms={"en": ("national brand", "national", "name brand", "branded"), "zh": ("全国品牌", "名牌")},
)


_CASES = {"g": 6800.0, "ct": 24.0}
"""From this size on, fruit and vegetables state the case that the shop gets ("40 LB" of bananas), not what is sold."""


class Ware(NamedTuple):
    """A product as other parts of the feed name it: its name, and whether a shop would deliver it at all."""

    name: str
    category: str
    sold: bool


def vocabulary(source: Source) -> Iterator[Record]:
    """Words for departments, categories, facets and the shop's own brand."""
    yield AttributeRecord(key="size", name="Size", labels={"zh": "规格"}, synonyms={"zh": ("容量", "重量", "包装")})
    yield AttributeRecord(key="label", name="Label", labels={"zh": "品牌类型"}, synonyms={"en": ("brand type",)})
    yield BrandRecord(
        name=OWN_BRAND,
        labels={"zh": "导购自有"},
        synonyms={"en": ("daogou own", "daogou brand")},
        private_label=True,
    )
    pairs = source.scan("products").select("department", "product_category").unique().sort("*").collect()
    for department in pairs["department"].unique().sort():
        name, zh, more = _department(department)
        yield CategoryRecord(path=(name,), labels={"zh": zh} if zh else {}, synonyms={"en": more} if more else {})
    seen: set[tuple[str, ...]] = set()
    for department, category in pairs.iter_rows():
        chinese, english = words().categories_zh.get(category, []), words().categories_en.get(category, [])
        path = category_path(department, category, None)
        if (chinese or english) and path not in seen:
            seen.add(path)
            called = {"en": tuple(english), "zh": tuple(chinese[1:])}
            yield CategoryRecord(
                path=path,
                labels={"zh": chinese[0]} if chinese else {},
                synonyms={language: texts for language, texts in called.items() if texts},
            )


def products(source: Source, wares: dict[int, Ware]) -> Iterator[Record]:
    """Every product; ``wares`` is filled for whoever comes after.

    Active are those that somebody bought since the shop opened its books and that a shop would deliver.
    """
    bought = sold_lines(source.history()).select("product_id").unique().with_columns(bought=pl.lit(True))
    rows = (
        source.scan("products")
        .join(prices(source).lazy(), on="product_id", how="left")
        .join(bought, on="product_id", how="left")
        .sort("line")
        .collect()
    )
    for row in rows.iter_rows(named=True):
        record = _product(row, wares)
        yield record


def category_path(department: str, category: str | None, kind: str | None) -> tuple[str, ...]:
    """Readable names, root first: department, category, type."""
    path = [_department(department)[0]]
    if category:
        path.append(readable(category))
        if kind:
            path.append(type_name(kind, path[-1]))
    return tuple(path)


def _department(raw: str) -> tuple[str, str | None, tuple[str, ...]]:
    known = words().departments.get(raw)
    return (readable(raw), None, ()) if known is None else (known["name"], known["zh"], tuple(known["en"]))


def _product(row: Mapping[str, Any], wares: dict[int, Ware]) -> ProductRecord:
    path = category_path(row["department"], row["product_category"], row["product_type"])
    size = parse_size(row["package_size"]) if row["package_size"] else None
    if size is not None and row["department"] == "PRODUCE" and size.number >= _CASES.get(size.unit, inf):
        size = None
    name = path[-1] if size is None else f"{path[-1]}, {size.text}"
    sold = (
        row["department"] not in words().not_wares["departments"]
        and row["product_category"] not in words().not_wares["categories"]
    )
    wares[row["product_id"]] = Ware(name, path[min(1, len(path) - 1)], sold)
    private = row["brand"] == "Private"
    values = [_PRIVATE if private else _NATIONAL]
    if size is not None:
        values.append(ValueRecord(attribute="size", name=size.text, number=size.number, unit=size.unit))
    product_id = str(row["product_id"])
    found = _prices(row)
    return ProductRecord(
        origin=Origin("products.parquet", row["line"], row),
        product_id=product_id,
        name=name,
        category_path=path,
        brand=OWN_BRAND if private else f"Brand {row['manufacturer_id']}",
        private_label=private,
        # Paths on the shop's own page, which draws a picture of every kind of product: the data has none.
        url=f"/product/{product_id}",
        image_url=f"/picture/{product_id}.svg",
        active=bool(row["bought"] and sold and found),
        values=tuple(values),
        variants=(VariantRecord(sku=product_id, prices=found),),
    )


def _prices(row: Mapping[str, Any]) -> tuple[PriceRecord, ...]:
    if row["shelf"] is None:
        return ()
    since = week_start(row["week"])
    found = [PriceRecord(amount=dollars(row["shelf"]), currency=CURRENCY, valid_from=since)]
    if row["loyalty"] is not None:
        found.append(PriceRecord(amount=dollars(row["loyalty"]), currency=CURRENCY, kind="loyalty", valid_from=since))
    return tuple(found)


def dollars(cents: int) -> Decimal:
    """Whole cents as an amount."""
    return Decimal(cents).scaleb(-2)
