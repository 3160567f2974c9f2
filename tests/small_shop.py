"""A shop small enough to know by heart: what tests expect of it stands in one place.

Its clock stands at noon of 15 June 2024. Customers ``ada`` (a loyalty member) and ``ben``; twelve products, one with
variants, one out of stock, one inactive; promotions of every redemption, one of them over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.records import (
    AttributeRecord,
    CampaignRecord,
    CategoryRecord,
    CouponRecord,
    CustomerRecord,
    EventRecord,
    OrderLineRecord,
    OrderRecord,
    PriceRecord,
    ProductRecord,
    PromotionRecord,
    Record,
    RedemptionRecord,
    SettingRecord,
    TargetRecord,
    ValueRecord,
    VariantRecord,
)

NOW = datetime(2024, 6, 15, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)

CEREAL = ("Grocery", "Breakfast", "Cereal")
COFFEE = ("Grocery", "Drinks", "Coffee")
SHIRTS = ("Clothing", "Shirts")


def price(
    amount: str, kind: str = "shelf", since: datetime = NOW - 100 * DAY, until: datetime | None = None
) -> PriceRecord:
    return PriceRecord(amount=Decimal(amount), currency="USD", kind=kind, valid_from=since, valid_to=until)


def size(name: str, number: float, unit: str) -> ValueRecord:
    return ValueRecord(attribute="size", name=name, number=number, unit=unit)


def colour(name: str, zh: str) -> ValueRecord:
    return ValueRecord(attribute="colour", name=name, labels={"zh": zh}, synonyms={})


def simple(
    product_id: str,
    name: str,
    path: tuple[str, ...],
    brand: str,
    *prices: PriceRecord,
    values: tuple[ValueRecord, ...] = (),
    own: bool = False,
    stock: int | None = None,
    active: bool = True,
) -> ProductRecord:
    availability = "out_of_stock" if stock == 0 else "in_stock"
    return ProductRecord(
        product_id=product_id,
        name=name,
        category_path=path,
        brand=brand,
        private_label=own,
        active=active,
        values=values,
        variants=(VariantRecord(sku=product_id, prices=prices, stock=stock, availability=availability),),
    )


def shirt_variant(sku: str, title: str, shade: ValueRecord, stock: int) -> VariantRecord:
    return VariantRecord(
        sku=sku,
        title=title,
        gtin=f"00000000{sku[-1]}",
        stock=stock,
        availability="in_stock" if stock else "out_of_stock",
        prices=(price("25.00"),),
        values=(shade,),
    )


class SmallShopFeed(Feed):
    """The small shop as a feed; a subclass or ``extra`` records change it."""

    source = "small"
    path = Path("small-shop")

    def __init__(self, *extra: Record | Reject) -> None:
        self.extra = extra

    def records(self) -> Iterator[Record | Reject]:
        yield SettingRecord(key="name", value="Corner Shop")
        yield SettingRecord(key="currency", value="USD")
        yield SettingRecord(key="clock", value=NOW.isoformat())
        yield CategoryRecord(path=("Grocery",), labels={"zh": "食品杂货"}, synonyms={"en": ("food",)})
        yield CategoryRecord(path=CEREAL, labels={"zh": "麦片"}, synonyms={"en": ("breakfast cereal",)})
        yield CategoryRecord(path=COFFEE, labels={"zh": "咖啡"})
        yield CategoryRecord(path=SHIRTS, labels={"zh": "衬衫"})
        yield AttributeRecord(key="size", name="Size", labels={"zh": "规格"})
        yield AttributeRecord(key="colour", name="Colour", labels={"zh": "颜色"}, synonyms={"en": ("color",)})
        yield from products()
        yield CustomerRecord(
            customer_id="ada", name="Ada", email="ada@example.com", loyalty_member=True, traits={"age": "35-44"}
        )
        yield CustomerRecord(customer_id="ben", name="Ben", email="ben@example.com", language="zh")
        yield CampaignRecord(
            key="june", title="June mailing", starts_at=NOW - 10 * DAY, ends_at=NOW + 10 * DAY, members=("ada",)
        )
        yield from promotions()
        yield RedemptionRecord(code="TEA2", campaign="june", customer_id="ada", redeemed_at=NOW - DAY)
        yield from orders()
        yield EventRecord(event_id="e1", name="view_item", at=NOW - DAY, product_id="granola", customer_id="ada")
        yield EventRecord(event_id="e2", name="add_to_cart", at=NOW - DAY, product_id="granola", quantity=1)
        yield from self.extra


def products() -> Iterator[ProductRecord]:
    own = "Corner's Own"
    yield simple("flakes", "Corn Flakes, 12 oz", CEREAL, "Sunny", price("3.50"), values=(size("12 oz", 340.2, "g"),))
    yield simple(
        "flakes-own", "Corn Flakes, 12 oz", CEREAL, own, price("2.20"), values=(size("12 oz", 340.2, "g"),), own=True
    )
    yield simple(
        "granola",
        "Honey Granola, 14 oz",
        CEREAL,
        "Sunny",
        price("5.25"),
        price("4.75", "loyalty"),
        values=(size("14 oz", 396.9, "g"),),
    )
    yield simple("oats", "Rolled Oats, 2 lb", CEREAL, own, price("4.00"), values=(size("2 lb", 907.2, "g"),), own=True)
    yield simple("muesli", "Fruit Muesli, 1 lb", CEREAL, "Alpen Hof", price("6.80"), stock=0)
    yield simple(
        "milk",
        "Whole Milk, 1 gal",
        ("Grocery", "Dairy", "Milk"),
        own,
        price("3.10", until=NOW - DAY),
        price("3.30", since=NOW - DAY),
        values=(size("1 gal", 3785.4, "ml"),),
        own=True,
    )
    yield simple(
        "beans", "Coffee Beans, 1 lb", COFFEE, "Bonita", price("12.00"), price("9.99", "sale", NOW - DAY, NOW + DAY)
    )
    yield simple("instant", "Instant Coffee, 7 oz", COFFEE, "Bonita", price("6.40"))
    yield simple("tea", "Green Tea Bags, 40 ct", ("Grocery", "Drinks", "Tea"), "Bonita", price("4.10"))
    yield ProductRecord(
        product_id="shirt",
        name="Linen Shirt",
        labels={"zh": "亚麻衬衫"},
        description="A light shirt for warm days.",
        category_path=SHIRTS,
        brand="Mistral",
        variants=(
            shirt_variant("shirt-1", "Linen Shirt, blue", colour("Blue", "蓝色"), 3),
            shirt_variant("shirt-2", "Linen Shirt, white", colour("White", "白色"), 0),
        ),
    )
    yield simple("polo", "Cotton Polo", SHIRTS, "Mistral", price("19.00"), values=(colour("Blue", "蓝色"),))
    yield simple("fax", "Fax Paper", ("Office",), "Old Co", price("1.00"), active=False)


def promotions() -> Iterator[PromotionRecord]:
    week = {"starts_at": NOW - 3 * DAY, "ends_at": NOW + 4 * DAY}
    yield PromotionRecord(
        promotion_id="shirts-20",
        title="20% off shirts",
        labels={"zh": "衬衫八折"},
        kind="percent_off",
        value=Decimal(20),
        targets=(TargetRecord(kind="category", key="clothing/shirts"),),
        **week,
    )
    yield PromotionRecord(
        promotion_id="flakes-card",
        title="Member price on Corn Flakes",
        kind="fixed_price",
        value=Decimal("2.99"),
        currency="USD",
        redemption="loyalty",
        targets=(TargetRecord(kind="product", key="flakes"),),
        **week,
    )
    yield PromotionRecord(
        promotion_id="june-coffee",
        title="$1.50 off coffee",
        kind="amount_off",
        value=Decimal("1.50"),
        currency="USD",
        redemption="coupon",
        targets=(TargetRecord(kind="category", key="grocery/drinks/coffee"),),
        coupons=(CouponRecord(code="COFFEE1", campaign="june"),),
        **week,
    )
    yield PromotionRecord(
        promotion_id="june-tea",
        title="$0.50 off tea",
        kind="amount_off",
        value=Decimal("0.50"),
        currency="USD",
        redemption="coupon",
        targets=(TargetRecord(kind="product", key="tea"),),
        coupons=(CouponRecord(code="TEA2", campaign="june"),),
        **week,
    )
    yield PromotionRecord(
        promotion_id="free-ship",
        title="Free shipping over $50",
        kind="free_shipping",
        minimum_purchase=Decimal(50),
        targets=(TargetRecord(kind="all"),),
        starts_at=NOW - 30 * DAY,
    )
    yield PromotionRecord(
        promotion_id="spring",
        title="10% off everything",
        kind="percent_off",
        value=Decimal(10),
        targets=(TargetRecord(kind="all"),),
        starts_at=NOW - 60 * DAY,
        ends_at=NOW - 30 * DAY,
    )


def orders() -> Iterator[OrderRecord]:
    yield OrderRecord(
        number="1001",
        customer_id="ada",
        status="delivered",
        placed_at=NOW - 20 * DAY,
        expected_at=NOW - 17 * DAY,
        delivered_at=NOW - 18 * DAY,
        total=Decimal("12.35"),
        currency="USD",
        lines=(line("granola", 1, "5.25"), line("flakes", 2, "7.10")),
    )
    yield OrderRecord(
        number="1002",
        customer_id="ada",
        status="shipped",
        placed_at=NOW - 2 * DAY,
        expected_at=NOW + DAY,
        total=Decimal("15.10"),
        discount=Decimal("0.20"),
        currency="USD",
        carrier="Corner Post",
        tracking_number="CP1002",
        lines=(line("beans", 1, "12.00"), line("milk", 1, "3.10")),
    )
    yield OrderRecord(
        number="1003",
        customer_id="ben",
        status="pending",
        placed_at=NOW - DAY / 24,
        expected_at=NOW + 3 * DAY,
        total=Decimal("29.10"),
        currency="USD",
        lines=(line("shirt", 1, "25.00", "shirt-1"), line("tea", 1, "4.10")),
    )
    yield OrderRecord(
        number="1004",
        customer_id="ben",
        status="cancelled",
        placed_at=NOW - 40 * DAY,
        total=Decimal("6.40"),
        currency="USD",
        lines=(line("instant", 1, "6.40"),),
    )


def line(product_id: str, quantity: int, paid: str, sku: str | None = None) -> OrderLineRecord:
    return OrderLineRecord(product_id=product_id, sku=sku, quantity=quantity, paid=Decimal(paid))
