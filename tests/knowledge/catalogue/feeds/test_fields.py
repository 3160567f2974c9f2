"""Amounts, moments and measures out of cells."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from knowledge.catalogue.feeds.fields import BadField, Cells, parse_moment, parse_money
from knowledge.catalogue.feeds.markup import plain_text
from knowledge.catalogue.feeds.measures import measured


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("15.00 USD", "15.00", "USD"),
        ("USD 15", "15", "USD"),
        ("15.00usd", "15.00", "USD"),
        ("$1,299.00", "1299.00", "CAD"),
        ("1.299,50 €", "1299.50", "EUR"),
        ("12,50", "12.50", "CAD"),
        ("1.299", "1.299", "CAD"),
        ("0", "0", "CAD"),
    ],
)
def test_amounts_are_exact(text: str, amount: str, currency: str) -> None:
    assert parse_money("price", text, "CAD") == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["about 15", "15 or 16", "-5", "- 5 USD", "1e5", "15.00 XQQ", "NaN", "٣", "", "USD", "5%"]
)
def test_what_is_no_amount_is_not_made_one(text: str) -> None:
    with pytest.raises(BadField):
        parse_money("price", text, "CAD")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-17T12:00:00Z", (17, 12, 0)),
        ("2024-05-17T14:00+0200", (17, 12, 0)),
        ("2024-05-17 14:00:00.5+02", (17, 12, 500000)),
        ("2024-05-17T08:00:00", (17, 12, 0)),
        ("2024-05-17", (17, 4, 0)),
    ],
)
def test_moments_are_iso_8601_in_the_shops_timezone(text: str, moment: tuple[int, int, int]) -> None:
    day, hour, micro = moment
    expected = datetime(2024, 5, day, hour, 0, 0, micro, tzinfo=timezone.utc)
    assert parse_moment("at", text, ZoneInfo("America/New_York"))[0] == expected


@pytest.mark.parametrize(
    "text", ["17/05/2024", "2024-02-30", "2024-05-17T25:00", "0001-01-01T00:00+14:00", "9999-12-31", "now"]
)
def test_what_is_no_moment_is_not_made_one(text: str) -> None:
    with pytest.raises(BadField):
        parse_moment("at", text, ZoneInfo("America/New_York"))


def test_a_whole_number_may_come_from_a_spreadsheet() -> None:
    assert Cells({"quantity": "3.0"}).whole("quantity") == 3
    with pytest.raises(BadField, match="not a whole number"):
        Cells({"quantity": "3.5"}).whole("quantity")


@pytest.mark.parametrize(
    ("text", "name", "number", "unit"),
    [
        ("12 oz", "12 oz", 340.194277, "g"),
        ("750ml", "750 ml", 750.0, "ml"),
        ("1.5 L", "1.5 l", 1500.0, "ml"),
        ("M", "M", None, None),
        ("10 bananas", "10 bananas", None, None),
    ],
)
def test_sizes_are_measured_where_they_are_measures(
    text: str, name: str, number: float | None, unit: str | None
) -> None:
    value = measured("size", text)
    assert (value.name, value.number, value.unit) == (name, number, unit)


def test_html_becomes_text() -> None:
    assert plain_text("<p>Warm &amp; soft</p><script>alert(1)</script><ul><li>wool</li></ul>") == "Warm & soft\nwool"
    assert plain_text("plain, 3 < 5") == "plain, 3 < 5"
