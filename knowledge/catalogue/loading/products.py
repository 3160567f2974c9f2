"""Products, variants, what describes them and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import replace_children, upsert
from knowledge.catalogue.loading.prices import write_prices
from knowledge.catalogue.loading.vocabulary import Vocabulary
from knowledge.catalogue.models import Product, ProductValue, Variant, VariantValue
from knowledge.catalogue.records import ProductRecord, VariantRecord


def write_products(batch: Batch, words: Vocabulary, skus: set[str], records: Sequence[ProductRecord]) -> None:
    """Write products whole. ``skus`` are those of this import so far; a product that repeats one is a reject."""
    records = [record for record in records if _new_skus(batch, skus, record)]
    if not records:
        return
    words.prepare(records)
    counts = batch.count("product")
    rows = [
        {
            "product_id": record.product_id,
            "name": record.name,
            "labels": dict(record.labels),
            "description": record.description,
            "category_id": words.category_id(record.category_path),
            "brand_id": words.brand_id(record.brand),
            "url": record.url,
            "image_url": record.image_url,
            "active": record.active,
            "source": batch.source,
        }
        for record in records
    ]
    products = upsert(batch.session, Product.__table__, "product_id", rows, counts)
    values = {
        products.ids[record.product_id]: [
            {"product_id": products.ids[record.product_id], "value_id": value_id}
            for value_id in sorted(words.value_ids(record.values))
        ]
        for record in records
    }
    touched = replace_children(batch.session, ProductValue.__table__, "product_id", values, products.new)
    counts.revise(len(touched & products.unchanged))
    _write_variants(
        batch,
        words,
        [(products.ids[record.product_id], variant) for record in records for variant in record.variants],
    )


def _write_variants(batch: Batch, words: Vocabulary, variants: Sequence[tuple[int, VariantRecord]]) -> None:
    counts = batch.count("variant")
    rows = [
        {
            "sku": variant.sku,
            "product_id": product_id,
            "title": variant.title,
            "gtin": variant.gtin,
            "stock": variant.stock,
            "availability": variant.availability,
        }
        for product_id, variant in variants
    ]
    written = upsert(batch.session, Variant.__table__, "sku", rows, counts)
    values = {
        written.ids[variant.sku]: [
            {"variant_id": written.ids[variant.sku], "value_id": value_id}
            for value_id in sorted(words.value_ids(variant.values))
        ]
        for _, variant in variants
    }
    touched = replace_children(batch.session, VariantValue.__table__, "variant_id", values, written.new)
    counts.revise(len(touched & written.unchanged))
    write_prices(batch, {written.ids[variant.sku]: variant.prices for _, variant in variants}, written.new)


def _new_skus(batch: Batch, skus: set[str], record: ProductRecord) -> bool:
    own = [variant.sku for variant in record.variants]
    repeated = next((sku for sku in own if sku in skus or own.count(sku) > 1), None)
    if repeated is not None:
        batch.refuse(record, "variants.sku", f"{repeated!r} is in this feed already")
        return False
    skus.update(own)
    return True
