"""A retail shop as tau2-bench gives it (Barres et al., 2025): products in variants, customers with what they pay with,
and orders in several states, in one ``db.json``.

The data has no dates: every order is placed at one moment, a day before the shop's clock, and those that are
delivered arrived at noon of that day. ``pending (item modified)`` and the like do not occur in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.keys import slug
from knowledge.catalogue.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    Origin,
    PaymentMethodRecord,
    PaymentRecord,
    PriceRecord,
    ProductRecord,
    Record,
    SettingRecord,
    ValueRecord,
    VariantRecord,
)
from knowledge.errors import FeedError

CURRENCY = "USD"
CLOCK = datetime(2024, 5, 15, 20, tzinfo=timezone.utc)  # 15:00 EST, the moment at which the benchmark's agents work
_PLACED = CLOCK - timedelta(days=1)
_DELIVERED = CLOCK - timedelta(hours=4)
_EXPECTED = CLOCK + timedelta(days=2)


class TauRetail(Feed):
    """The shop at ``path``: ``db.json``, or the folder that holds it."""

    source = "tau-retail"

    def __init__(self, path: Path) -> None:
        self.path = path / "db.json" if path.is_dir() else path

    def records(self) -> Iterator[Record | Reject]:
        data = self._read()
        yield SettingRecord(key="name", value="Daogou Retail")
        yield SettingRecord(key="currency", value=CURRENCY)
        yield SettingRecord(key="clock", value=CLOCK.isoformat())
        yield SettingRecord(key="order_policy", value="retail")
        # Nobody real: a visitor may sign in as any of them, as in the demo shop.
        yield SettingRecord(key="demo", value=True)
        for kind, make in (("products", self._product), ("users", self._customer), ("orders", self._order)):
            for number, each in enumerate(data[kind].values(), start=1):
                try:
                    yield make(each, Origin(f"{self.path.name}#{kind}", number))
                except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
                    row = each if isinstance(each, dict) else None
                    yield Reject(f"{self.path.name}#{kind}", number, str(error).strip("'")[:100], "cannot be read", row)

    def _read(self) -> Mapping[str, Any]:
        try:
            data: Mapping[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
            if not all(isinstance(data[kind], dict) for kind in ("products", "users", "orders")):
                raise TypeError
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FeedError(
                f"{self.path} cannot be read: a shop of tau2-bench is a db.json with products, users and orders"
            ) from error
        return data

    def _product(self, each: Mapping[str, Any], origin: Origin) -> ProductRecord:
        return ProductRecord(
            origin=origin,
            product_id=each["product_id"],
            name=each["name"],
            category_path=(each["name"],),
            variants=tuple(
                VariantRecord(
                    sku=variant["item_id"],
                    title=", ".join(variant["options"].values()),
                    availability="in_stock" if variant["available"] else "out_of_stock",
                    prices=(PriceRecord(amount=_money(variant["price"]), currency=CURRENCY, valid_from=_PLACED),),
                    values=tuple(
                        ValueRecord(attribute=slug(name), name=value) for name, value in variant["options"].items()
                    ),
                )
                for variant in each["variants"].values()
            ),
        )

    def _customer(self, each: Mapping[str, Any], origin: Origin) -> CustomerRecord:
        name = f"{each['name']['first_name']} {each['name']['last_name']}"
        return CustomerRecord(
            origin=origin,
            customer_id=each["user_id"],
            name=name,
            email=each["email"],
            address=_address(each["address"], name),
            payment_methods=tuple(
                PaymentMethodRecord(
                    method_id=method["id"],
                    kind=method["source"],
                    brand=method.get("brand"),
                    last_four=method.get("last_four"),
                    balance=_money(method["balance"]) if "balance" in method else None,
                )
                for method in each["payment_methods"].values()
            ),
        )

    def _order(self, each: Mapping[str, Any], origin: Origin) -> OrderRecord:
        sent = [number for part in each["fulfillments"] for number in part["tracking_id"]]
        lines = tuple(
            OrderLineRecord(
                product_id=item["product_id"],
                sku=item["item_id"],
                name=f"{item['name']} ({', '.join(item['options'].values())})",
                quantity=1,
                paid=_money(item["price"]),
            )
            for item in each["items"]
        )
        delivered = each["status"] == "delivered"
        return OrderRecord(
            origin=origin,
            number=each["order_id"],
            customer_id=each["user_id"],
            status=each["status"],
            placed_at=_PLACED,
            expected_at=None if each["status"] in ("delivered", "cancelled") else _EXPECTED,
            delivered_at=_DELIVERED if delivered else None,
            total=sum((line.paid for line in lines), Decimal(0)),
            currency=CURRENCY,
            tracking_number=", ".join(sent) or None,
            address=_address(each["address"]),
            lines=lines,
            payments=tuple(
                PaymentRecord(
                    kind=done["transaction_type"], method_id=done["payment_method_id"], amount=_money(done["amount"])
                )
                for done in each["payment_history"]
            ),
        )


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def _address(each: Mapping[str, str], name: str | None = None) -> dict[str, str]:
    known = {
        "name": name,
        "street": each["address1"],
        "street2": each["address2"],
        "city": each["city"],
        "region": each["state"],
        "postcode": each["zip"],
        "country": each["country"],
    }
    return {key: value for key, value in known.items() if value}
