"""A real shop's order lines, as the orders CSV: fast enough, and in constant memory."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import pytest

from knowledge.catalogue.feeds import open_feed
from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import OrderRecord
from knowledge.catalogue.store import CatalogueStore

DATA = Path(__file__).parents[5] / "shared/data/online_retail/online_retail.parquet"
HEAD = ("number", "customer_id", "status", "placed_at", "currency", "product_id", "product_name", "quantity", "paid")


def _write_orders(path: Path, lines: int) -> None:
    pl = pytest.importorskip("polars")
    if not DATA.exists():
        pytest.skip("the Online Retail data is not there")
    rows = pl.read_parquet(DATA, n_rows=lines)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for row in rows.iter_rows(named=True):
            cancelled = row["InvoiceNo"].startswith("C")
            customer = "" if row["CustomerID"] is None else f"{row['CustomerID']:.0f}"
            status = "cancelled" if cancelled else "delivered"
            product = (row["StockCode"], row["Description"] or "")
            paid = f"{row['Quantity'] * row['UnitPrice']:.2f}"
            at = row["InvoiceDate"].isoformat()
            writer.writerow((row["InvoiceNo"], customer, status, at, "GBP", *product, row["Quantity"], paid))


def test_twenty_thousand_real_order_lines_load(tmp_path: Path) -> None:
    _write_orders(tmp_path / "orders.csv", 20_000)
    items = list(open_feed("orders", tmp_path / "orders.csv").records())
    orders = [item for item in items if isinstance(item, OrderRecord)]
    rejects = [item for item in items if isinstance(item, Reject)]
    bought = sum(len(order.lines) for order in orders)
    line_rejects = [each for each in rejects if each.field in {"quantity", "paid", "product_name"}]
    no_customer = {each.row["number"] for each in rejects if each.field == "customer_id" and each.row}
    assert len({order.number for order in orders} & no_customer) == 0
    assert bought > 12_000 and len(line_rejects) > 100  # returns have negative quantities

    customers = "customer_id\n" + "".join(f"{each}\n" for each in sorted({order.customer_id for order in orders}))
    (tmp_path / "customers.csv").write_text(customers)
    store = CatalogueStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    try:
        import_feed(store, open_feed("customers", tmp_path / "customers.csv"))
        report = import_feed(store, open_feed("orders", tmp_path / "orders.csv"))
    finally:
        store.close()
    assert report.counts["order"].added > 500
    assert report.seconds < 60


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for lines in (4_000, 16_000):
        _write_orders(tmp_path / "orders.csv", lines)
        tracemalloc.start()
        for _ in open_feed("orders", tmp_path / "orders.csv").records():
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 1_000_000
