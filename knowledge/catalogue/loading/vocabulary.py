"""Settings, the category tree, brands, attributes and their values: what products are described with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from knowledge.catalogue.keys import category_key, slug
from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import Row, update_rows, upsert
from knowledge.catalogue.models import Attribute, AttributeValue, Brand, Category, ShopSetting
from knowledge.catalogue.records import (
    AttributeRecord,
    BrandRecord,
    CategoryRecord,
    ProductRecord,
    SettingRecord,
    Synonyms,
    ValueRecord,
)


def write_settings(batch: Batch, records: Sequence[SettingRecord]) -> None:
    """Set what the shop says of itself."""
    counts = batch.count("setting")
    for record in records:
        known = batch.session.get(ShopSetting, record.key)
        if known is None:
            batch.session.add(ShopSetting(key=record.key, value=record.value))
            counts.added += 1
        elif known.value != record.value:
            known.value = record.value
            counts.updated += 1
        else:
            counts.unchanged += 1
    batch.session.flush()


class Vocabulary:
    """The words of the shop, held in memory through an import: there are few, and every product names some."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._categories: dict[str, int] = self._keys(Category)
        self._brands: dict[str, int] = self._keys(Brand)
        self._attributes: dict[str, int] = self._keys(Attribute)
        self._values: dict[tuple[int, str], Row] = {}
        self._own: set[int] = set()
        session = batch.session
        for row in session.execute(select(AttributeValue.__table__)).mappings():
            self._values[row["attribute_id"], row["key"]] = dict(row)
        self._own.update(session.execute(select(Brand.id).where(Brand.private_label)).scalars())

    def _keys(self, model: Any) -> dict[str, int]:
        return {key: id_ for key, id_ in self._batch.session.execute(select(model.key, model.id))}

    def write_categories(self, records: Sequence[CategoryRecord]) -> None:
        """Words for categories; ancestors that are missing are made."""
        self._grow({record.path[:-1] for record in records} - {record.path for record in records})
        # Level by level, so that every parent has its id.
        for depth in sorted({len(record.path) for record in records}):
            rows: list[Row] = [
                {
                    "key": category_key(record.path),
                    "name": record.path[-1],
                    "labels": dict(record.labels),
                    "synonyms": _lists(record.synonyms),
                    "parent_id": self._categories.get(category_key(record.path[:-1])),
                }
                for record in records
                if len(record.path) == depth
            ]
            self._categories.update(self._upsert(Category, "category", rows))

    def write_brands(self, records: Sequence[BrandRecord]) -> None:
        """Words for brands."""
        rows: list[Row] = [
            {
                "key": slug(record.name),
                "name": record.name,
                "labels": dict(record.labels),
                "synonyms": _lists(record.synonyms),
                "private_label": record.private_label,
            }
            for record in records
        ]
        ids = self._upsert(Brand, "brand", rows)
        self._brands.update(ids)
        self._own.update(ids[row["key"]] for row in rows if row["private_label"])

    def write_attributes(self, records: Sequence[AttributeRecord]) -> None:
        """Words for facets."""
        rows = [
            {
                "key": record.key,
                "name": record.name,
                "labels": dict(record.labels),
                "synonyms": _lists(record.synonyms),
            }
            for record in records
        ]
        self._attributes.update(self._upsert(Attribute, "attribute", rows))

    def prepare(self, products: Sequence[ProductRecord]) -> None:
        """Make every category, brand and value that ``products`` name and that is not there yet."""
        self._grow({product.category_path for product in products})
        self._grow_brands(products)
        values = [value for product in products for value in product.values]
        values += [value for product in products for variant in product.variants for value in variant.values]
        self._grow_values(values)

    def category_id(self, path: tuple[str, ...]) -> int | None:
        return self._categories[category_key(path)] if path else None

    def brand_id(self, name: str | None) -> int | None:
        return self._brands[slug(name)] if name else None

    def value_ids(self, values: Iterable[ValueRecord]) -> set[int]:
        """The ids of values that ``prepare`` has seen."""
        return {
            self._values[self._attributes[value.attribute], value.key or slug(value.name)]["id"] for value in values
        }

    def _grow(self, paths: Iterable[tuple[str, ...]]) -> None:
        names: dict[str, str] = {}
        for path in paths:
            for depth in range(1, len(path) + 1):
                key = category_key(path[:depth])
                if key not in self._categories:
                    names.setdefault(key, path[depth - 1])
        for depth in sorted({key.count("/") for key in names}):
            level = [
                _words(key, name, parent_id=self._categories.get(key.rpartition("/")[0]))
                for key, name in names.items()
                if key.count("/") == depth
            ]
            self._categories.update(self._upsert(Category, "category", level))

    def _grow_brands(self, products: Sequence[ProductRecord]) -> None:
        own = {slug(product.brand) for product in products if product.brand and product.private_label}
        names = {slug(product.brand): product.brand for product in products if product.brand}
        new = [_words(key, name, private_label=key in own) for key, name in names.items() if key not in self._brands]
        turned = [
            {"at_id": self._brands[key], "private_label": True}
            for key in own
            if key in self._brands and self._brands[key] not in self._own
        ]
        update_rows(self._batch.session, Brand.__table__, ["private_label"], turned)
        self._batch.count("brand").updated += len(turned)
        if new:
            self._brands.update(self._upsert(Brand, "brand", new))
        self._own.update(self._brands[key] for key in own)

    def _grow_values(self, values: Sequence[ValueRecord]) -> None:
        missing = sorted({value.attribute for value in values} - self._attributes.keys())
        if missing:
            new = [_words(key, key.replace("_", " ").replace("-", " ").capitalize()) for key in missing]
            self._attributes.update(self._upsert(Attribute, "attribute", new))
        new_values: dict[tuple[int, str], Row] = {}
        changed: dict[int, Row] = {}
        for value in values:
            attribute_id = self._attributes[value.attribute]
            row = _value_row(value, attribute_id)
            at = (attribute_id, row["key"])
            known = self._values.get(at)
            if known is None:
                new_values[at] = {**new_values.get(at, {"labels": {}, "synonyms": {}}), **row}
            elif any(known[name] != given for name, given in row.items()):
                known.update(row)
                changed[known["id"]] = {**known, "at_id": known["id"]}
        session, counts = self._batch.session, self._batch.count("value")
        table = AttributeValue.__table__
        update_rows(session, table, ["name", "labels", "synonyms", "number", "unit"], list(changed.values()))
        counts.updated += len(changed)
        counts.added += len(new_values)
        if new_values:
            session.execute(insert(table), list(new_values.values()))
            # Read back by attribute, not by key: a batch brings values of very few attributes.
            ids = {attribute_id for attribute_id, _ in new_values}
            for row in session.execute(select(table).where(table.c.attribute_id.in_(ids))).mappings():
                self._values.setdefault((row["attribute_id"], row["key"]), dict(row))

    def _upsert(self, model: Any, kind: str, rows: Sequence[Row]) -> dict[Any, int]:
        return upsert(self._batch.session, model.__table__, "key", rows, self._batch.count(kind)).ids if rows else {}


def _words(key: str, name: str, **more: Any) -> Row:
    return {"key": key, "name": name, "labels": {}, "synonyms": {}, **more}


def _value_row(value: ValueRecord, attribute_id: int) -> Row:
    row: Row = {
        "attribute_id": attribute_id,
        "key": value.key or slug(value.name),
        "name": value.name,
        "number": value.number,
        "unit": value.unit,
    }
    if value.labels is not None:
        row["labels"] = dict(value.labels)
    if value.synonyms is not None:
        row["synonyms"] = _lists(value.synonyms)
    return row


def _lists(synonyms: Synonyms) -> dict[str, list[str]]:
    return {language: list(texts) for language, texts in synonyms.items()}
