"""The demo shop multiplied: as many products as wanted, hanging together as the real ones do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

_STEP = 1_000_000
"""Between the ids of a product and of its next copy."""


def multiplied(source: Path, target: Path, products: int) -> None:
    """Write to ``target`` the shop of the SQLite file ``source`` with so many products that have a price.

    Fewer than there are: those with the lowest ids. More: copies, round after round, of the same category, brand, name
    and values, at 0.8 to 1.25 times the price. The lines of orders are spread over a product and its copies, so that as
    much is bought as before, of more products.
    """
    shutil.copy(source, target)
    shop = sqlite3.connect(target)
    shop.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
    shop.execute(
        "CREATE TEMP TABLE original AS SELECT id FROM product WHERE active AND id IN "
        "(SELECT product_id FROM variant JOIN price ON price.variant_id = variant.id) ORDER BY id"
    )
    (there,) = shop.execute("SELECT count(*) FROM original").fetchone()
    if products < there:
        shop.execute("DELETE FROM original WHERE id NOT IN (SELECT id FROM original ORDER BY id LIMIT ?)", (products,))
    shop.execute("UPDATE product SET active = 0 WHERE id NOT IN (SELECT id FROM original)")
    rounds = 0
    while there < products:
        rounds += 1
        number = min(products - there, shop.execute("SELECT count(*) FROM original").fetchone()[0])
        _copy(shop, rounds, number)
        there += number
    if rounds:
        shop.execute(
            "UPDATE order_line SET product_id = product_id || '-' || ((rowid * 7919) % ?) "
            "WHERE (rowid * 7919) % ? > 0 AND product_id IN "
            "(SELECT product_id FROM product WHERE id IN (SELECT id FROM original))",
            (rounds, rounds),
        )
    shop.commit()
    shop.close()


def _copy(shop: sqlite3.Connection, number: int, products: int) -> None:
    values = {"shift": number * _STEP, "copy": number, "products": products}
    shop.execute("DROP TABLE IF EXISTS chosen")
    shop.execute("CREATE TEMP TABLE chosen AS SELECT id FROM original ORDER BY id LIMIT :products", values)
    shop.execute(
        "INSERT INTO product SELECT id + :shift, product_id || '-' || :copy, name, labels, description, category_id, "
        "brand_id, url, image_url, active, source FROM product WHERE id IN (SELECT id FROM chosen)",
        values,
    )
    shop.execute(
        "INSERT INTO variant SELECT id + :shift, sku || '-' || :copy, product_id + :shift, title, gtin, stock, "
        "availability FROM variant WHERE product_id IN (SELECT id FROM chosen)",
        values,
    )
    shop.execute(
        "INSERT INTO price SELECT id + :shift, variant_id + :shift, kind, "
        "CAST(amount * (80 + (id * 31 + :copy * 17) % 46) / 100 AS INTEGER), currency, valid_from, valid_to FROM price "
        "WHERE variant_id IN (SELECT id FROM variant WHERE product_id IN (SELECT id FROM chosen))",
        values,
    )
    shop.execute(
        "INSERT INTO product_value SELECT product_id + :shift, value_id FROM product_value "
        "WHERE product_id IN (SELECT id FROM chosen)",
        values,
    )
