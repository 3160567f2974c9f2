"""The Google product feed, in its three formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from knowledge.catalogue.models import Price, Product, Variant
from knowledge.errors import FeedError


def _by_id(records: list[Any]) -> dict[str, Any]:
    return {record.product_id: record for record in records}


def test_every_bad_row_is_refused_by_its_line_field_and_reason(read: Callable[..., Any]) -> None:
    _, rejects = read("google-products", "google_products.tsv")
    assert rejects == [
        "google_products.tsv:4: price: '-5.00 USD' is negative",
        "google_products.tsv:6: price: 'XQQ' is no currency (ISO 4217)",
        "google_products.tsv:7: availability: 'soon' is none of in_stock, out_of_stock, preorder, backorder",
        "google_products.tsv:8: id: is missing",
        "google_products.tsv:9: sale_price_effective_date: 'tomorrow' is not START/END",
        "google_products.tsv:3: id: 'TEA-1' is given again on line 10, which is used",
        "google_products.tsv:1: columns: 1 not known and left out: custom_label_0",
    ]


def test_rows_of_one_group_are_one_product_however_far_apart(read: Callable[..., Any]) -> None:
    mug = _by_id(read("google-products", "google_products.tsv")[0])["MUG"]
    assert mug.name == "Stoneware Mug"
    assert [variant.sku for variant in mug.variants] == ["MUG-RED", "MUG-BLUE"]
    assert [variant.availability for variant in mug.variants] == ["in_stock", "out_of_stock"]
    assert mug.category_path == ("Home", "Kitchen", "Mugs")
    assert mug.description == "Holds 350 ml & keeps warm."


def test_what_all_variants_share_belongs_to_the_product(read: Callable[..., Any]) -> None:
    mug = _by_id(read("google-products", "google_products.tsv")[0])["MUG"]
    assert [(value.attribute, value.name) for value in mug.values] == [("material", "Stoneware")]
    red = [(value.attribute, value.name) for value in mug.variants[0].values]
    assert red == [("color", "Red"), ("dishwasher-safe", "Yes"), ("care", "Wash, dry")]


def test_a_sale_lasts_until_its_last_day_is_over(read: Callable[..., Any]) -> None:
    mug = _by_id(read("google-products", "google_products.tsv")[0])["MUG"]
    shelf, sale = mug.variants[0].prices
    assert (shelf.kind, shelf.amount) == ("shelf", Decimal("12.50"))
    assert (sale.kind, sale.amount) == ("sale", Decimal("9.99"))
    assert sale.valid_from == datetime(2024, 5, 1, tzinfo=timezone.utc)
    assert sale.valid_to == datetime(2024, 6, 2, tzinfo=timezone.utc)


def test_a_product_whose_sale_dates_are_bad_is_kept_at_its_price(read: Callable[..., Any]) -> None:
    kettle = _by_id(read("google-products", "google_products.tsv")[0])["BAD-SALE"]
    assert [(price.kind, price.amount) for price in kettle.variants[0].prices] == [("shelf", Decimal("30.00"))]


def test_the_last_row_of_an_id_wins_and_members_have_their_price(read: Callable[..., Any]) -> None:
    tea = _by_id(read("google-products", "google_products.tsv")[0])["TEA-1"]
    assert tea.name == "Green Tea Sencha"
    assert {price.kind: price.amount for price in tea.variants[0].prices} == {
        "shelf": Decimal("4.20"),
        "loyalty": Decimal("3.50"),
    }


def test_a_unit_pricing_measure_is_a_measured_size(read: Callable[..., Any]) -> None:
    (size,) = _by_id(read("google-products", "google_products.tsv")[0])["TEA-1"].values
    assert (size.attribute, size.name, size.number, size.unit) == ("size", "250 g", 250.0, "g")


def test_rss_says_the_same_and_a_bad_item_is_refused_by_the_line_it_starts_on(read: Callable[..., Any]) -> None:
    records, rejects = read("google-products", "google_products.xml")
    assert rejects == [
        "google_products.xml:25: price: 'cheap' names no currency, as 15.00 USD does",
        "google_products.xml:1: columns: 1 not known and left out: shipping",
    ]
    (mug,) = records
    assert (mug.name, mug.brand, mug.origin.line) == ("Stoneware Mug", "Kiln & Co", 6)
    assert ("dishwasher-safe", "Yes") in [(value.attribute, value.name) for value in mug.variants[0].values]
    assert {price.kind: price.amount for price in mug.variants[0].prices}["loyalty"] == Decimal("11.00")


def test_atom_gives_the_address_in_its_link(read: Callable[..., Any]) -> None:
    (tea,), rejects = read("google-products", "google_products_atom.xml")
    assert (tea.product_id, tea.name, tea.url) == ("TEA-1", "Green Tea", "https://shop.example/p/tea")
    assert rejects == []


def test_lines_stay_right_far_into_a_long_xml_feed(read_text: Callable[..., Any]) -> None:
    item = "<item>\n<id>{}</id><title>T</title><availability>in stock</availability><price>{}</price>\n</item>\n"
    items = [item.format(number, "cheap" if number == 4000 else "1 USD") for number in range(5000)]
    records, rejects = read_text("google-products", f"<rss><channel>\n{''.join(items)}</channel></rss>")
    assert len(records) == 4999
    assert rejects == [f"feed:{2 + 4000 * 3}: price: 'cheap' names no currency, as 15.00 USD does"]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><id>&x;</id></item></rss>',
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><item><id>&b;</id></item></rss>',
        '<!DOCTYPE r SYSTEM "https://attacker.example/r.dtd"><rss><item/></rss>',
    ],
)
def test_entities_are_never_resolved(read_text: Callable[..., Any], attack: str) -> None:
    with pytest.raises(FeedError, match="document type or entities"):
        read_text("google-products", attack)


def test_broken_xml_is_an_error_that_says_where(read_text: Callable[..., Any]) -> None:
    with pytest.raises(FeedError, match="feed:3: the XML is broken"):
        read_text("google-products", "<rss>\n<item>\n<id>1</item></rss>")


def test_a_second_import_of_the_same_feed_changes_nothing(load: Callable[..., Any], store: Any) -> None:
    first = load("google-products", "google_products.tsv")
    assert (first.counts["product"].added, first.counts["variant"].added, first.rejected) == (4, 5, 7)
    second = load("google-products", "google_products.tsv")
    assert (second.counts["product"].added, second.counts["product"].unchanged) == (0, 4)
    assert (second.counts["price"].added, second.counts["price"].updated) == (0, 0)
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 4


def test_another_import_updates_in_place(load: Callable[..., Any], store: Any) -> None:
    load("google-products", "google_products.tsv")
    report = load("google-products", "google_products_atom.xml")
    assert (report.counts["product"].added, report.counts["product"].updated) == (0, 1)
    with store.session() as session:
        tea = session.scalars(select(Product).where(Product.product_id == "TEA-1")).one()
        assert tea.name == "Green Tea"
        shelf = select(Price.amount).join(Variant, Variant.id == Price.variant_id)
        shelf = shelf.where(Variant.sku == "TEA-1", Price.kind == "shelf", Price.valid_to.is_(None))
        assert session.scalars(shelf).all() == [Decimal("4")]


def test_the_rejects_file_holds_the_rows_as_they_were(load: Callable[..., Any], tmp_path: Path) -> None:
    report = load("google-products", "google_products.tsv")
    assert report.rejects_path is not None
    assert '"price": "-5.00 USD"' in report.rejects_path.read_text(encoding="utf-8")
