"""A small grocer, filled by hand: cereals, milk and soap, with prices, orders, offers and coupons.

p1  Acme Kids Cereal          $4.00 (loyalty $3.20)   12 oz            popular
p2  Acme Bran Flakes          $5.00                   16 oz
p3  Store Oat Rings           $2.50 (sale $2.00)      12 oz   own brand
p4  Store Whole Milk          $3.00                   1 gal   own brand
p5  Dairyland Almond Milk     $4.50                   64 oz
p6  Bubbles Hand Soap         $1.99                   lemon, rose: two variants, the dearer one in stock
p7  Bubbles Dish Soap         $2.49                   out of stock
p8  discontinued Cereal       inactive
p9  Cereal that has no price
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import groupby

from knowledge.catalogue.models import (
    Attribute,
    AttributeValue,
    Brand,
    Campaign,
    CampaignMember,
    Category,
    Coupon,
    CouponRedemption,
    Customer,
    Order,
    OrderLine,
    Price,
    Product,
    ProductValue,
    Promotion,
    PromotionTarget,
    Variant,
    VariantValue,
)
from knowledge.catalogue.store import CatalogueStore

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=timezone.utc)
LONG_AGO = NOW - timedelta(days=400)
NEXT_WEEK = NOW + timedelta(days=7)
LAST_WEEK = NOW - timedelta(days=7)

MEMBER, GUEST_ACCOUNT = "member", "no-card"


def fill(store: CatalogueStore) -> None:
    """Put the small shop into an empty store."""
    parts = [_categories(), _brands(), _values(), _products(), _links(), _customers(), _orders(), _promotions()]
    with store.transaction() as session:
        for part in [*parts, _coupons()]:
            for _, rows in groupby(part, key=type):
                session.add_all(rows)
                session.flush()


def _categories() -> list[Category]:
    rows = [
        (1, "grocery", "Grocery", "杂货", None, {}),
        (2, "grocery/cold-cereal", "Cold Cereal", "冷麦片", 1, {"en": ["breakfast cereal"], "zh": ["谷物早餐"]}),
        (3, "grocery/cold-cereal/kids-cereal", "Kids Cereal", "儿童麦片", 2, {}),
        (4, "grocery/milk", "Fluid Milk Products", "牛奶", 1, {}),
        (5, "household", "Household", "家居", None, {}),
        (6, "household/soap", "Soap/Cleansers", "香皂", 5, {}),
        (7, "household/empty", "Empty Shelf", "空", 5, {}),
    ]
    return [
        Category(id=i, key=key, name=name, labels={"zh": zh}, parent_id=parent, synonyms=synonyms)
        for i, key, name, zh, parent, synonyms in rows
    ]


def _brands() -> list[Brand]:
    return [
        Brand(id=1, key="acme", name="Acme"),
        Brand(id=2, key="store", name="Store", private_label=True, synonyms={"en": ["own brand"]}),
        Brand(id=3, key="dairyland", name="Dairyland", labels={"zh": "乳乐"}),
        Brand(id=4, key="bubbles", name="Bubbles"),
        Brand(id=5, key="nobody", name="Nobody"),
    ]


def _values() -> list[Attribute | AttributeValue]:
    return [
        Attribute(id=1, key="size", name="Size", labels={"zh": "规格"}),
        Attribute(id=2, key="scent", name="Scent", labels={"zh": "香味"}),
        AttributeValue(id=1, attribute_id=1, key="12-oz", name="12 oz", number=340.0, unit="g"),
        AttributeValue(id=2, attribute_id=1, key="16-oz", name="16 oz", number=453.6, unit="g"),
        AttributeValue(id=3, attribute_id=1, key="1-gal", name="1 gal", number=3785.0, unit="ml"),
        AttributeValue(id=4, attribute_id=1, key="64-oz", name="64 oz", number=1893.0, unit="ml"),
        AttributeValue(
            id=5, attribute_id=2, key="lemon", name="Lemon", labels={"zh": "柠檬"}, synonyms={"en": ["citrus"]}
        ),
        AttributeValue(id=6, attribute_id=2, key="rose", name="Rose", labels={"zh": "玫瑰"}),
        AttributeValue(id=7, attribute_id=2, key="unused", name="Unused"),
    ]


def _products() -> list[Product | Variant | Price]:
    rows = [
        (1, "p1", "Acme Kids Cereal, 12 oz", 3, 1, True),
        (2, "p2", "Acme Bran Flakes, 16 oz", 2, 1, True),
        (3, "p3", "Store Oat Rings, 12 oz", 3, 2, True),
        (4, "p4", "Store Whole Milk, 1 gal", 4, 2, True),
        (5, "p5", "Dairyland Almond Milk, 64 oz", 4, 3, True),
        (6, "p6", "Bubbles Hand Soap", 6, 4, True),
        (7, "p7", "Bubbles Dish Soap", 6, 4, True),
        (8, "p8", "Discontinued Cereal", 3, 1, False),
        (9, "p9", "Priceless Cereal", 3, 1, True),
    ]
    labels = {"p1": {"zh": "儿童麦片"}, "p4": {"zh": "全脂牛奶"}}
    made: list[Product | Variant | Price] = [
        Product(
            id=i, product_id=key, name=name, category_id=category, brand_id=brand, active=active, source="test",
            labels=labels.get(key, {}),
        )
        for i, key, name, category, brand, active in rows
    ]  # fmt: skip
    made += [
        Variant(id=i, sku=f"{key}-a", product_id=i, availability="out_of_stock" if key == "p7" else "in_stock")
        for i, key, *_ in rows
    ]
    made.append(Variant(id=10, sku="p6-b", product_id=6, title="Rose", stock=0))
    prices = [
        (1, "shelf", "4.00"), (1, "loyalty", "3.20"), (2, "shelf", "5.00"), (3, "shelf", "2.50"), (3, "sale", "2.00"),
        (4, "shelf", "3.00"), (5, "shelf", "4.50"), (6, "shelf", "1.99"), (7, "shelf", "2.49"), (8, "shelf", "1.00"),
        (10, "shelf", "0.99"),
    ]  # fmt: skip
    made += [
        Price(variant_id=variant, kind=kind, amount=Decimal(amount), currency="USD", valid_from=LAST_WEEK)
        for variant, kind, amount in prices
    ]
    old = [(1, "shelf", "9.00"), (9, "shelf", "1.00"), (2, "loyalty", "1.00")]
    made += [
        Price(variant_id=v, kind=kind, amount=Decimal(amount), currency="USD", valid_from=LONG_AGO, valid_to=LAST_WEEK)
        for v, kind, amount in old
    ]
    return made


def _links() -> list[ProductValue | VariantValue]:
    sizes = [(1, 1), (2, 2), (3, 1), (4, 3), (5, 4)]
    links: list[ProductValue | VariantValue] = [ProductValue(product_id=p, value_id=v) for p, v in sizes]
    return [*links, VariantValue(variant_id=6, value_id=5), VariantValue(variant_id=10, value_id=6)]


def _customers() -> list[Customer]:
    return [
        Customer(id=1, customer_id=MEMBER, name="Member", loyalty_member=True, source="test"),
        Customer(id=2, customer_id=GUEST_ACCOUNT, name="No Card", loyalty_member=False, source="test"),
    ]


def _orders() -> list[Order]:
    """Sixty orders: p1 goes with p4 beyond chance, p2 is everywhere, p5 and p6 meet but twice."""
    baskets = [["p1", "p4", "p2"]] * 14 + [["p5", "p2"]] * 16 + [["p2"]] * 16 + [["p6", "p5"]] * 2
    baskets += [["p1", "p8"]] * 4 + [["p4"]] * 8
    orders = []
    for number, basket in enumerate(baskets):
        recent = number % 3 != 0 or basket == ["p4"]
        order = Order(
            number=f"o{number}", customer_id=1 + number % 2, status="delivered", total=Decimal("5"), currency="USD",
            placed_at=NOW - timedelta(days=number if recent else 200), source="test",
        )  # fmt: skip
        order.lines = [
            OrderLine(position=i, product_id=key, sku=f"{key}-a", name=key, quantity=1, paid=Decimal("1"))
            for i, key in enumerate(basket)
        ]
        orders.append(order)
    return orders


def _promotions() -> list[Promotion]:
    def promotion(key: str, kind: str, value: str | None, *targets: tuple[str, str], **fields: object) -> Promotion:
        made = Promotion(
            promotion_id=key, title=key.replace("-", " ").title(), labels={"zh": f"优惠{key}"}, kind=kind,
            value=None if value is None else Decimal(value), currency="USD", source="test",
            **({"starts_at": LAST_WEEK, "ends_at": NEXT_WEEK} | fields),
        )  # fmt: skip
        made.targets = [PromotionTarget(kind=kind, key=key) for kind, key in targets]
        return made

    made = [
        promotion("ten-off-cereal", "percent_off", "10", ("category", "grocery/cold-cereal")),
        promotion("members-milk", "fixed_price", "2.40", ("product", "p4"), redemption="loyalty"),
        promotion("three-soaps", "amount_off", "0.50", ("brand", "bubbles"), minimum_quantity=3),
        promotion("big-basket", "percent_off", "20", ("all", ""), minimum_purchase=Decimal("50")),
        promotion("free-delivery", "free_shipping", None, ("all", ""), minimum_purchase=Decimal("30")),
        promotion("expired", "percent_off", "90", ("all", ""), starts_at=LONG_AGO, ends_at=NOW),
        promotion("next-week", "percent_off", "80", ("all", ""), starts_at=NEXT_WEEK, ends_at=None),
        promotion("cereal-coupon", "amount_off", "1.00", ("product", "p1"), ("product", "p2"), redemption="coupon"),
        promotion("milk-coupon", "percent_off", "50", ("product", "p5"), ("product", "p8"), redemption="coupon"),
        promotion("ended-coupon", "amount_off", "1.00", ("product", "p2"), redemption="coupon"),
    ]
    for number, each in enumerate(made, start=1):
        each.id = number
    return made


def _coupons() -> list[Campaign | CampaignMember | Coupon | CouponRedemption]:
    """cereal-coupon to members of a live campaign, milk-coupon to anybody, ended-coupon by a campaign that is over.

    The member has already used the milk coupon.
    """
    ids = {promotion.promotion_id: promotion.id for promotion in _promotions()}
    return [
        Campaign(id=1, key="spring", title="Spring", starts_at=LAST_WEEK, ends_at=NEXT_WEEK),
        Campaign(id=2, key="winter", title="Winter", starts_at=LONG_AGO, ends_at=LAST_WEEK),
        CampaignMember(campaign_id=1, customer_id=1),
        CampaignMember(campaign_id=2, customer_id=1),
        Coupon(id=1, code="CEREAL1", promotion_id=ids["cereal-coupon"], campaign_id=1),
        Coupon(id=2, code="MILK50", promotion_id=ids["milk-coupon"], campaign_id=None),
        Coupon(id=3, code="ENDED", promotion_id=ids["ended-coupon"], campaign_id=2),
        CouponRedemption(id=1, coupon_id=2, customer_id=1, redeemed_at=LAST_WEEK),
    ]
