"""Addresses, what is paid with and what was paid, out of feeds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Read = Callable[[str, str], Any]
PLACE = '"street": "1 Mill Lane", "city": "Denver", "postcode": "80001", "country": "USA"'


def order(rest: str) -> str:
    own = '"number": "1", "customer_id": "C", "status": "pending", "placed_at": "2024-05-01"'
    return f'{{{own}, {rest}, "lines": [{{"product_id": "P", "paid": 3}}]}}'


def test_an_address_comes_from_columns_or_an_object(read_text: Read) -> None:
    table = "customer_id,address.street,address.city,address.postcode,address.country\nC,1 Mill Lane,Denver,80001,USA"
    for content in (table, f'{{"customer_id": "C", "address": {{{PLACE}}}}}'):
        [customer], rejects = read_text("customers", content)
        assert rejects == []
        assert customer.address == {"street": "1 Mill Lane", "city": "Denver", "postcode": "80001", "country": "USA"}


def test_an_address_that_lacks_a_part_is_reported_and_the_customer_kept(read_text: Read) -> None:
    [customer], rejects = read_text("customers", "customer_id,address.street\nC,1 Mill Lane")
    assert customer.address is None
    assert rejects == ["feed:2: address.city: is missing"]


def test_what_is_paid_with_comes_with_balances(read_text: Read) -> None:
    methods = '[{"method_id": "g", "kind": "gift_card", "balance": 20}]'
    [customer], rejects = read_text("customers", f'{{"customer_id": "C", "payment_methods": {methods}}}')
    assert rejects == []
    assert [(each.kind, each.balance) for each in customer.payment_methods] == [("gift_card", Decimal(20))]


def test_an_order_brings_its_address_and_payments(read_text: Read) -> None:
    rest = f'"address": {{{PLACE}}}, "payments": [{{"method_id": "card", "amount": 3}}]'
    [read], rejects = read_text("orders", order(rest))
    assert rejects == []
    assert read.address["city"] == "Denver"
    assert [(each.kind, each.method_id, each.amount) for each in read.payments] == [("payment", "card", Decimal(3))]


@pytest.mark.parametrize(
    ("rest", "field"),
    [
        ('"payments": 3', "payments"),
        ('"payments": [{"method_id": "card"}]', "payments.amount"),
        ('"payments": [{"method_id": "card", "amount": "3 EUR"}]', "payments.amount"),
        ('"address": {"planet": "Mars"}', "address.planet"),
    ],
)
def test_what_is_none_is_reported_by_its_field(read_text: Read, rest: str, field: str) -> None:
    _, rejects = read_text("orders", order(rest))
    assert len(rejects) == 1 and rejects[0].startswith(f"feed:1: {field}: ")
