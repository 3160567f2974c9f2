"""Customers, orders and events, as CSV and JSON Lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from knowledge.catalogue.models import Order

UTC = timezone.utc


def test_customers_keep_what_is_good_of_a_row(read: Callable[..., Any]) -> None:
    records, rejects = read("customers", "customers.csv")
    assert [(each.customer_id, each.name, each.language, each.loyalty_member) for each in records] == [
        ("C1", "Ada Byron", "en", True),
        ("C2", "李雷", "zh", False),
        ("C3", "Kim", "en", False),
    ]
    assert records[0].traits == {"age": "25-34"}
    assert rejects == [
        "customers.csv:4: customer_id: is missing",
        "customers.csv:5: language: 'fr' is none of en, zh; en is taken",
        "customers.csv:5: email: is not an address",
        "customers.csv:5: loyalty_member: 'maybe' is neither true nor false",
        "customers.csv:1: columns: 1 not known and left out: shoe_size",
    ]


def test_the_last_row_of_a_customer_wins(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", "customer_id,name\nC1,Ada\nC2,Bo\nC1,Ada Byron\n")
    assert sorted((each.customer_id, each.name) for each in records) == [("C1", "Ada Byron"), ("C2", "Bo")]
    assert rejects == ["feed:2: customer_id: 'C1' is given again on line 4, which is used"]


def test_order_lines_come_together_from_rows_apart(read: Callable[..., Any]) -> None:
    records, rejects = read("orders", "orders.csv")
    first = records[0]
    assert [(line.product_id, line.sku, line.quantity, line.paid) for line in first.lines] == [
        ("MUG", "MUG-RED", 2, Decimal("25.00")),
        ("TEA-1", None, 1, Decimal("4.00")),
    ]
    assert (first.total, first.carrier, first.expected_at) == (
        Decimal("29.00"),
        "UPS",
        datetime(2024, 5, 20, tzinfo=UTC),
    )
    assert records[1].placed_at == datetime(2024, 5, 11, 8, tzinfo=UTC)
    assert rejects == [
        "orders.csv:6: quantity: 'minus one' is not a whole number",
        "orders.csv:5: placed_at: 'yesterday' is not a date (ISO 8601, as 2024-05-17T12:00:00Z)",
    ]


def test_json_lines_hold_an_order_each(read: Callable[..., Any]) -> None:
    (first, third), rejects = read("orders", "orders.jsonl")
    assert (first.number, len(first.lines), first.total) == ("1001", 2, Decimal("29.00"))
    assert (third.number, len(third.lines), third.total) == ("1003", 1, Decimal("12.50"))
    assert rejects[0].startswith("orders.jsonl:2: row: is not JSON: ")
    assert rejects[1:] == ["orders.jsonl:3: lines[0].paid: is missing"]


def test_a_date_without_a_timezone_is_in_the_shops(read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_TIMEZONE", "Asia/Shanghai")
    records, _ = read("events", "events.csv")
    assert records[0].at == datetime(2024, 5, 16, 0, 0, tzinfo=UTC)
    assert records[1].value == Decimal("12.50")


def test_what_only_the_store_can_tell_is_refused_by_its_line_too(load: Callable[..., Any], store: Any) -> None:
    load("customers", "customers.csv")
    report = load("orders", "orders.csv")
    assert report.counts["order"].added == 2
    told = {str(reject) for reject in report.rejects}
    assert "orders.csv:7: customer_id: there is no customer 'NOBODY'" in told
    assert any(each.startswith("orders.csv:8: status: 'lost' is none of ") for each in told)
    assert load("orders", "orders.csv").counts["order"].unchanged == 2
    with store.session() as session:
        assert session.scalars(select(Order.number).order_by(Order.number)).all() == ["1001", "1002"]


def test_events_are_written_once(load: Callable[..., Any]) -> None:
    first = load("events", "events.csv")
    assert first.counts["event"].added == 3
    assert [str(each).partition(" is none")[0] for each in first.rejects] == ["events.csv:4: name: 'stared_at'"]
    assert load("events", "events.csv").counts["event"].unchanged == 3
