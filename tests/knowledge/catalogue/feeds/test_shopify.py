"""Shopify's product CSV, in its old and its present column names."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest


def test_rows_of_a_handle_are_one_product(read: Callable[..., Any]) -> None:
    (shirt, card), _ = read("shopify", "shopify_old.csv")
    assert (shirt.product_id, shirt.name, shirt.brand, shirt.category_path) == (
        "linen-shirt",
        "Linen Shirt",
        "Flax Ltd",
        ("Shirts",),
    )
    assert [variant.sku for variant in shirt.variants] == ["LS-W-S", "LS-W-M", "LS-B-L"]
    assert shirt.image_url == "https://cdn.example/shirt.jpg"
    assert shirt.description == "Cool & light.\nWashable"
    assert [value.name for value in shirt.values] == ["summer", "linen"]
    assert (card.active, card.variants[0].sku, card.variants[0].values) == (False, "gift-card", ())


def test_bad_rows_are_refused_by_the_line_they_start_on(read: Callable[..., Any]) -> None:
    _, rejects = read("shopify", "shopify_old.csv")
    assert rejects == [
        "shopify_old.csv:6: price: 'thirty' is not an amount of money",
        "shopify_old.csv:9: handle: is missing",
        "shopify_old.csv:1: columns: 1 not known and left out: variant grams",
    ]


def test_options_tell_the_variants_apart(read: Callable[..., Any]) -> None:
    (shirt, _), _ = read("shopify", "shopify_old.csv")
    assert [[(value.attribute, value.name) for value in variant.values] for variant in shirt.variants] == [
        [("color", "White"), ("size", "S")],
        [("color", "White"), ("size", "M")],
        [("color", "Blue"), ("size", "L")],
    ]


def test_the_compare_at_price_is_the_shelf_price_of_a_sale(read: Callable[..., Any]) -> None:
    (shirt, _), _ = read("shopify", "shopify_old.csv")
    assert [(price.kind, price.amount) for price in shirt.variants[0].prices] == [
        ("shelf", Decimal("49.00")),
        ("sale", Decimal("39.00")),
    ]
    assert [(price.kind, price.amount) for price in shirt.variants[2].prices] == [("shelf", Decimal("41.00"))]


def test_stock_and_policy_tell_whether_it_can_be_had(read: Callable[..., Any]) -> None:
    (shirt, card), _ = read("shopify", "shopify_old.csv")
    assert [(variant.stock, variant.availability) for variant in shirt.variants] == [
        (5, "in_stock"),
        (0, "out_of_stock"),
        (0, "backorder"),
    ]
    assert (card.variants[0].stock, card.variants[0].availability) == (None, "in_stock")


def test_present_column_names_mean_the_same(read: Callable[..., Any]) -> None:
    (old, _), _ = read("shopify", "shopify_old.csv")
    (new, hat), rejects = read("shopify", "shopify_new.csv")
    assert (new.name, new.brand, new.category_path, new.values) == (old.name, old.brand, old.category_path, old.values)
    assert new.variants == (old.variants[0], old.variants[2])
    assert hat.active is False
    assert rejects == ["shopify_new.csv:1: columns: 1 not known and left out: weight value (grams)"]


def test_a_bad_first_row_does_not_take_its_product_along(read_text: Callable[..., Any]) -> None:
    head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    (shirt,), rejects = read_text("shopify", head + "s,Shirt,Size,S,A,free\ns,,,M,B,5.00\n")
    assert (shirt.name, [variant.sku for variant in shirt.variants]) == ("Shirt", ["B"])
    assert rejects == ["feed:2: price: 'free' is not an amount of money"]


def test_prices_are_in_the_shops_currency(read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_CURRENCY", "EUR")
    (shirt, _), _ = read("shopify", "shopify_old.csv")
    assert {price.currency for variant in shirt.variants for price in variant.prices} == {"EUR"}


def test_a_second_import_changes_nothing(load: Callable[..., Any]) -> None:
    assert load("shopify", "shopify_old.csv").counts["variant"].added == 4
    again = load("shopify", "shopify_old.csv").counts
    assert (again["product"].unchanged, again["variant"].unchanged, again["price"].unchanged) == (2, 4, 6)
