"""An outfitter with shirts in variants. ``ada`` has an order in each state and pays with a card, a gift card of $20 and
another of $500; ``ben`` has one order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.records import (
    CustomerRecord,
    OrderLineRecord,
    OrderRecord,
    PaymentMethodRecord,
    PaymentRecord,
    PriceRecord,
    ProductRecord,
    Record,
    SettingRecord,
    ValueRecord,
    VariantRecord,
)

NOW = datetime(2024, 6, 14, 12, tzinfo=timezone.utc)  # a Friday
DAY = timedelta(days=1)
ADDRESS = {"name": "Ada Byron", "street": "1 Mill Lane", "city": "Denver", "postcode": "80001", "country": "USA"}
SHIRTS = {
    "shirt-red-m": ("red", "M", "25.00", True),
    "shirt-red-l": ("red", "L", "27.50", True),
    "shirt-blue-m": ("blue", "M", "24.00", True),
    "shirt-blue-l": ("blue", "L", "60.00", True),
    "shirt-green-m": ("green", "M", "25.00", False),
}


def shirts() -> ProductRecord:
    return ProductRecord(
        product_id="shirt",
        name="Shirt",
        category_path=("Clothing", "Shirts"),
        variants=tuple(
            VariantRecord(
                sku=sku,
                availability="in_stock" if there else "out_of_stock",
                prices=(PriceRecord(amount=Decimal(price), currency="USD", valid_from=NOW - 100 * DAY),),
                values=(ValueRecord(attribute="colour", name=colour), ValueRecord(attribute="size", name=size)),
            )
            for sku, (colour, size, price, there) in SHIRTS.items()
        ),
    )


def socks() -> ProductRecord:
    prices = (PriceRecord(amount=Decimal("4.00"), currency="USD", valid_from=NOW - 100 * DAY),)
    return ProductRecord(
        product_id="socks",
        name="Socks",
        category_path=("Clothing", "Socks"),
        variants=(VariantRecord(sku="socks", prices=prices),),
    )


def order(number: str, status: str, customer: str = "ada", method: str = "card") -> OrderRecord:
    """A red shirt and three pairs of socks for $10.00."""
    delivered = status == "delivered"
    return OrderRecord(
        number=number,
        customer_id=customer,
        status=status,
        placed_at=NOW - 5 * DAY,
        delivered_at=NOW - DAY if delivered else None,
        total=Decimal("35.00"),
        currency="USD",
        address=ADDRESS,
        lines=(
            OrderLineRecord(product_id="shirt", sku="shirt-red-m", name="Shirt (red, M)", quantity=1, paid=Decimal(25)),
            OrderLineRecord(product_id="socks", quantity=3, paid=Decimal("10.00")),
        ),
        payments=(PaymentRecord(kind="payment", method_id=method, amount=Decimal("35.00")),),
    )


class Outfitter(Feed):
    """The shop as a feed."""

    source = "outfitter"
    path = Path("outfitter")

    def records(self) -> Iterator[Record | Reject]:
        yield SettingRecord(key="currency", value="USD")
        yield SettingRecord(key="clock", value=NOW.isoformat())
        yield SettingRecord(key="order_policy", value="retail")
        yield shirts()
        yield socks()
        yield CustomerRecord(
            customer_id="ada",
            name="Ada Byron",
            email="ada@example.com",
            address=ADDRESS,
            payment_methods=(
                PaymentMethodRecord(method_id="card", kind="credit_card", brand="visa", last_four="4242"),
                PaymentMethodRecord(method_id="gift20", kind="gift_card", balance=Decimal(20)),
                PaymentMethodRecord(method_id="gift500", kind="gift_card", balance=Decimal(500)),
            ),
        )
        yield CustomerRecord(
            customer_id="ben",
            name="Ben",
            email="ben@example.com",
            payment_methods=(PaymentMethodRecord(method_id="bens", kind="paypal"),),
        )
        for status in ("pending", "processed", "shipped", "delivered"):
            yield order(f"#W-{status.upper()}", status)
        yield order("#W-GIFT", "pending", method="gift500")
        yield order("#W-BEN", "pending", "ben", "bens")
