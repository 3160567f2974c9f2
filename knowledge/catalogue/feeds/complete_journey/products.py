"""Products: readable names, the category tree, brands, sizes and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import inf
from typing import Any, NamedTuple

import polars as pl

from knowledge.catalogue.feeds.complete_journey.prices import prices, sold_lines
from knowledge.catalogue.feeds.complete_journey.source import CURRENCY, Source, week_start
from knowledge.catalogue.feeds.complete_journey.words import chinese, chinese_category, readable, type_name, words
from knowledge.catalogue.keys import category_key
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
    """A product as other parts of the feed name it, in English and Chinese, and whether a shop would deliver it."""

    name: str
    chinese: str
    category: str
    chinese_category: str
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
    # The data gives its manufacturers numbers.
    numbers = source.scan("products").filter(pl.col("brand") != "Private").select("manufacturer_id").unique().collect()
    for number in numbers["manufacturer_id"].sort():
        yield BrandRecord(name=_brand(number), labels={"zh": f"品牌{number}"})
    rows = source.scan("products").select("department", "product_category", "product_type").unique().sort("*").collect()
    for department in rows["department"].unique().sort():
        name, zh, more = _department(department)
        yield CategoryRecord(path=(name,), labels={"zh": zh}, synonyms={"en": more} if more else {})
    seen: set[str] = set()
    for department, category, kind in rows.iter_rows():
        for record in _categories(department, category, kind):
            # "Jelly & Jam" and "Jelly and Jam" are one category.
            key = category_key(record.path)
            if key not in seen:
                seen.add(key)
                yield record


def _brand(number: int) -> str:
    return f"Brand {number}"


def _categories(department: str, category: str | None, kind: str | None) -> Iterator[CategoryRecord]:
    """Words for a category and the type in it."""
    if not category:
        return
    called = {
        "en": tuple(words().categories_en.get(category, ())),
        "zh": tuple(words().categories_zh.get(category, ())[1:]),
    }
    yield CategoryRecord(
        path=category_path(department, category, None),
        labels=_labels(chinese_category(category)),
        synonyms={language: texts for language, texts in called.items() if texts},
    )
    if kind:
        path = category_path(department, category, kind)
        yield CategoryRecord(path=path, labels=_labels(chinese(path[-1])))


def _labels(zh: str | None) -> dict[str, str]:
    return {"zh": zh} if zh else {}


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


def _department(raw: str) -> tuple[str, str, tuple[str, ...]]:
    known = words().departments.get(raw)
    return (readable(raw), readable(raw), ()) if known is None else (known["name"], known["zh"], tuple(known["en"]))


def _in_chinese(department: str, category: str | None, kind: str | None, path: tuple[str, ...]) -> tuple[str, ...]:
    """``path`` in Chinese, in English where nobody has said how."""
    named = [_department(department)[1]]
    if category:
        named.append(chinese_category(category) or path[1])
        if kind:
            named.append(chinese(path[2]) or path[2])
    return tuple(named)


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
    zh = _in_chinese(row["department"], row["product_category"], row["product_type"], path)
    in_chinese = zh[-1] if size is None else f"{zh[-1]} {size.chinese}"
    second = min(1, len(path) - 1)
    wares[row["product_id"]] = Ware(name, in_chinese, path[second], zh[second], sold)
    private = row["brand"] == "Private"
    values = [_PRIVATE if private else _NATIONAL]
    if size is not None:
        values.append(
            ValueRecord(
                attribute="size", name=size.text, number=size.number, unit=size.unit, labels={"zh": size.chinese}
            )
        )
    product_id = str(row["product_id"])
    found = _prices(row)
    return ProductRecord(
        origin=Origin("products.parquet", row["line"], row),
        product_id=product_id,
        name=name,
        labels={"zh": in_chinese},
        category_path=path,
        brand=OWN_BRAND if private else _brand(row["manufacturer_id"]),
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
