from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from knowledge.catalogue.feeds.base import Feed, ImportReport, Reject
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import (
    Attribute,
    AttributeValue,
    Base,
    Brand,
    Category,
    CouponRedemption,
    Customer,
    ImportRun,
    Order,
    OrderLine,
    Price,
    Product,
    ProductValue,
    PromotionTarget,
    ShopperEvent,
    Variant,
)
from knowledge.catalogue.records import (
    CampaignRecord,
    CouponRecord,
    EventRecord,
    OrderLineRecord,
    OrderRecord,
    Origin,
    PriceRecord,
    ProductRecord,
    PromotionRecord,
    Record,
    RedemptionRecord,
    TargetRecord,
    ValueRecord,
    VariantRecord,
)
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.errors import FeedError
from tests.small_shop import NOW, SmallShopFeed

LATER = FixedClock(datetime(2024, 7, 1, tzinfo=timezone.utc))
ROOT = Path(__file__).parents[3]


class ListFeed(Feed):
    source = "list"
    path = Path("list.csv")

    def __init__(self, *items: Record | Reject) -> None:
        self.items = items

    def records(self) -> Iterator[Record | Reject]:
        yield from self.items


def product(product_id: str = "p1", line: int = 2, **changes: object) -> ProductRecord:
    plain = ProductRecord(
        origin=Origin("list.csv", line, {"id": product_id}),
        product_id=product_id,
        name="Green Tea",
        brand="Bonita",
        category_path=("Drinks", "Tea"),
        variants=(VariantRecord(sku=product_id, prices=(PriceRecord(amount=Decimal("4.10"), currency="USD"),)),),
    )
    return replace(plain, **changes)


def priced(*prices: PriceRecord, product_id: str = "p1") -> ProductRecord:
    return product(product_id, variants=(VariantRecord(sku=product_id, prices=prices),))


def usd(amount: str, **changes: object) -> PriceRecord:
    return PriceRecord(amount=Decimal(amount), currency="USD", **changes)


def rows_of(store: CatalogueStore) -> dict[str, int]:
    with store.session() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def price_list(store: CatalogueStore) -> list[tuple[str, str, datetime, datetime | None]]:
    with store.session() as session:
        found = session.execute(select(Price).order_by(Price.kind, Price.valid_from)).scalars()
        return [(price.kind, f"{price.amount:.2f}", price.valid_from, price.valid_to) for price in found]


def added(report: ImportReport) -> dict[str, int]:
    return {kind: counts.added for kind, counts in report.counts.items() if counts.added}


def test_everything_a_feed_can_hold_arrives(store: CatalogueStore) -> None:
    report = import_feed(store, SmallShopFeed())
    assert report.rejected == 0
    assert added(report) == {
        **{"setting": 3, "category": 11, "attribute": 2, "brand": 6, "value": 6, "product": 12, "variant": 13},
        **{
            "price": 16,
            "customer": 2,
            "campaign": 1,
            "promotion": 6,
            "coupon": 2,
            "redemption": 1,
            "order": 4,
            "event": 2,
        },
    }
    with store.session() as session:
        shirt = session.execute(select(Product).where(Product.product_id == "shirt")).scalar_one()
        assert [variant.sku for variant in shirt.variants] == ["shirt-1", "shirt-2"]
        assert (shirt.category.key, shirt.category.parent.key) == ("clothing/shirts", "clothing")
        own = session.execute(select(Brand).where(Brand.private_label)).scalars().all()
        assert [brand.name for brand in own] == ["Corner's Own"]
        size = session.execute(select(AttributeValue).where(AttributeValue.key == "12-oz")).scalar_one()
        assert (size.attribute.key, size.number, size.unit) == ("size", 340.2, "g")
        order = session.execute(select(Order).where(Order.number == "1003")).scalar_one()
        assert [(line.sku, line.name, line.paid) for line in order.lines] == [
            ("shirt-1", "Linen Shirt", Decimal("25.00")),
            ("tea", "Green Tea Bags, 40 ct", Decimal("4.10")),
        ]
        assert order.customer.customer_id == "ben"


def test_a_second_import_changes_nothing_and_says_so(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    before = rows_of(store)
    report = import_feed(store, SmallShopFeed())
    assert added(report) == {}
    assert {kind: counts.updated for kind, counts in report.counts.items() if counts.updated} == {}
    assert report.counts["product"].unchanged == 12
    assert report.counts["price"].unchanged == 16
    assert rows_of(store) == {**before, "import_run": 2}


def test_a_changed_row_is_updated_in_place(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(product(), product("p2", 3)))
    with store.session() as session:
        before = session.execute(select(Product.id).where(Product.product_id == "p1")).scalar_one()
    report = import_feed(store, ListFeed(product(name="Jade Tea", brand="Alpen Hof"), product("p2", 3)))
    counts = report.counts["product"]
    assert (counts.added, counts.updated, counts.unchanged) == (0, 1, 1)
    with store.session() as session:
        changed = session.execute(select(Product).where(Product.product_id == "p1")).scalar_one()
        assert (changed.id, changed.name, changed.brand.name) == (before, "Jade Tea", "Alpen Hof")


def test_a_value_that_a_product_no_longer_has_is_taken_away(store: CatalogueStore) -> None:
    green = ValueRecord(attribute="colour", name="Green")
    loose = ValueRecord(attribute="form", name="Loose leaf")
    import_feed(store, ListFeed(product(values=(green, loose))))
    report = import_feed(store, ListFeed(product(values=(loose,))))
    assert report.counts["product"].updated == 1
    with store.session() as session:
        left = select(AttributeValue.name).join(ProductValue, ProductValue.value_id == AttributeValue.id)
        assert session.execute(left).scalars().all() == ["Loose leaf"]
        assert session.execute(select(Attribute.key).order_by(Attribute.key)).scalars().all() == ["colour", "form"]


def test_what_a_feed_does_not_name_is_left_alone(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    import_feed(store, ListFeed(product()))
    with store.session() as session:
        assert session.execute(select(func.count()).select_from(Product)).scalar_one() == 13


def test_an_undated_price_that_is_still_the_same_stays(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(priced(usd("4.10"))), clock=FixedClock(NOW))
    report = import_feed(store, ListFeed(priced(usd("4.10"))), clock=LATER)
    assert report.counts["price"].unchanged == 1
    assert price_list(store) == [("shelf", "4.10", NOW, None)]


def test_a_new_undated_price_ends_the_old_one(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(priced(usd("4.10"))), clock=FixedClock(NOW))
    import_feed(store, ListFeed(priced(usd("3.90"))), clock=LATER)
    assert price_list(store) == [("shelf", "4.10", NOW, LATER.now()), ("shelf", "3.90", LATER.now(), None)]


def test_a_price_corrected_at_the_same_moment_is_replaced(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(priced(usd("4.10"))), clock=FixedClock(NOW))
    import_feed(store, ListFeed(priced(usd("3.90"))), clock=FixedClock(NOW))
    assert price_list(store) == [("shelf", "3.90", NOW, None)]


def test_a_sale_that_is_no_longer_given_ends(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(priced(usd("4.10"), usd("3.00", kind="sale"))), clock=FixedClock(NOW))
    import_feed(store, ListFeed(priced(usd("4.10"))), clock=LATER)
    assert price_list(store) == [("sale", "3.00", NOW, LATER.now()), ("shelf", "4.10", NOW, None)]


def test_a_dated_price_ends_the_open_one_before_it(store: CatalogueStore) -> None:
    august = datetime(2024, 8, 1, tzinfo=timezone.utc)
    import_feed(store, ListFeed(priced(usd("4.10"), usd("4.50", valid_from=august))), clock=FixedClock(NOW))
    assert price_list(store) == [("shelf", "4.10", NOW, august), ("shelf", "4.50", august, None)]


def test_the_shops_own_clock_dates_a_price(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    import_feed(store, ListFeed(priced(usd("1.00"), product_id="tea")))
    with store.session() as session:
        tea = select(Price.valid_from).join(Variant).where(Variant.sku == "tea", Price.amount == Decimal(1))
        assert session.execute(tea).scalar_one() == NOW


BAD: list[tuple[str, Callable[[], Record], str]] = [
    ("an empty id", lambda: product(""), "product_id: is missing"),
    ("no name", lambda: product(name=""), "name: is missing"),
    ("a name too long", lambda: product(name="x" * 501), "name: is 501 characters long, 500 at most"),
    ("a NUL", lambda: product(name="Tea\0"), "name: holds a NUL character"),
    ("no variants", lambda: product(variants=()), "variants: needs one at least"),
    ("a negative price", lambda: priced(usd("-1")), "variants.prices.amount: -1 is less than 0"),
    ("no number", lambda: priced(usd("NaN")), "variants.prices.amount: NaN is not a number"),
    ("too exact", lambda: priced(usd("1.23456")), "variants.prices.amount: 1.23456 has more than 4 decimal places"),
    ("too dear", lambda: priced(usd("1e30")), "variants.prices.amount: 1E+30 is too large"),
    ("an unknown kind", lambda: priced(usd("1", kind="gift")), "variants.prices.kind: 'gift' is none of"),
    ("no timezone", lambda: priced(usd("1", valid_from=datetime(2024, 1, 1))), "prices.valid_from: has no timezone"),
    (
        "ends first",
        lambda: priced(usd("1", valid_from=NOW, valid_to=NOW)),
        "valid_to: 2024-06-15T12:00:00+00:00 is not after",
    ),
    ("no price", lambda: priced(), "variants.prices: needs one at least while the product is active"),
    ("an empty category", lambda: product(category_path=("Drinks", " ")), "category_path: holds an empty name"),
    (
        "too much off",
        lambda: PromotionRecord(
            promotion_id="x",
            title="Too good",
            kind="percent_off",
            value=Decimal(101),
            starts_at=NOW,
            targets=(TargetRecord(kind="all"),),
        ),
        "value: 101 percent is more than all",
    ),
    (
        "an unknown campaign",
        lambda: PromotionRecord(
            promotion_id="x",
            title="Coupon",
            kind="percent_off",
            value=Decimal(10),
            starts_at=NOW,
            targets=(TargetRecord(kind="all"),),
            coupons=(CouponRecord(code="X", campaign="nowhere"),),
        ),
        "coupons.campaign: there is no campaign 'nowhere'",
    ),
    (
        "an unknown customer",
        lambda: OrderRecord(
            number="1",
            customer_id="nobody",
            status="pending",
            placed_at=NOW,
            total=Decimal(1),
            currency="USD",
            lines=(OrderLineRecord(product_id="p1", quantity=1, paid=Decimal(1), name="Tea"),),
        ),
        "customer_id: there is no customer 'nobody'",
    ),
    (
        "an unknown coupon",
        lambda: RedemptionRecord(code="GHOST", customer_id="ada", redeemed_at=NOW),
        "code: there is no coupon 'GHOST'",
    ),
    (
        "a huge quantity",
        lambda: EventRecord(event_id="x", name="view_item", at=NOW, product_id="p1", quantity=2**31),
        "quantity: 2147483648 is too large",
    ),
]


@pytest.mark.parametrize(("bad", "complaint"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_row_is_reported_and_the_good_ones_load(
    store: CatalogueStore, tmp_path: Path, bad: Callable[[], Record], complaint: str
) -> None:
    row = {"id": "?", "as it": "was"}
    broken = replace(bad(), origin=Origin("list.csv", 7, row))
    report = import_feed(store, ListFeed(product("good"), broken, product("fine", 8)), rejects_dir=tmp_path)
    assert report.rejected == 1
    assert str(report.rejects[0]).startswith("list.csv:7: ")
    assert complaint in str(report.rejects[0])
    assert report.rejects_path is not None
    (kept,) = [json.loads(line) for line in report.rejects_path.read_text(encoding="utf-8").splitlines()]
    assert (kept["file"], kept["line"], kept["row"]) == ("list.csv", 7, row)
    with store.session() as session:
        names = session.execute(select(Product.product_id).order_by(Product.product_id)).scalars().all()
        assert names == ["fine", "good"]
        assert session.execute(select(ImportRun.rejects)).scalar_one() == 1


def test_a_key_that_a_feed_gives_twice_is_rejected_the_second_time(store: CatalogueStore) -> None:
    again = product("p1", 3, name="Another")
    same_sku = product("p2", 4, variants=(VariantRecord(sku="p1", prices=(usd("1"),)),))
    report = import_feed(store, ListFeed(product(), again, same_sku))
    assert [str(reject) for reject in report.rejects] == [
        "list.csv:3: product_id: 'p1' is in this feed already",
        "list.csv:4: variants.sku: 'p1' is in this feed already",
    ]


def test_an_event_delivered_twice_counts_once(store: CatalogueStore) -> None:
    event = EventRecord(event_id="e", name="view_item", at=NOW, product_id="p1")
    report = import_feed(store, ListFeed(event, event))
    assert (report.counts["event"].added, report.counts["event"].unchanged) == (1, 1)
    assert import_feed(store, ListFeed(event)).counts["event"].unchanged == 1
    assert rows_of(store)["shopper_event"] == 1


def test_a_campaigns_unknown_member_is_reported_and_the_others_stay(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    campaign = CampaignRecord(
        origin=Origin("c.csv", 5), key="july", title="July", starts_at=NOW, ends_at=LATER.now(), members=("ada", "eve")
    )
    report = import_feed(store, ListFeed(campaign))
    assert [str(reject) for reject in report.rejects] == ["c.csv:5: members: there is no customer 'eve'"]
    assert rows_of(store)["campaign_member"] == 2


def test_targets_and_lines_follow_their_record(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    order = OrderRecord(
        number="1001",
        customer_id="ada",
        status="returned",
        placed_at=NOW,
        total=Decimal("3.55"),
        currency="USD",
        lines=(OrderLineRecord(product_id="flakes", quantity=1, paid=Decimal("3.55")),),
    )
    promotion = PromotionRecord(
        promotion_id="shirts-20",
        title="20% off polos",
        kind="percent_off",
        value=Decimal(20),
        starts_at=NOW,
        targets=(TargetRecord(kind="product", key="polo"),),
    )
    import_feed(store, ListFeed(promotion, order))
    with store.session() as session:
        lines = select(OrderLine.product_id).join(Order).where(Order.number == "1001")
        assert session.execute(lines).scalars().all() == ["flakes"]
        keys = session.execute(select(PromotionTarget.key).where(PromotionTarget.kind == "product")).scalars().all()
        assert sorted(keys) == ["flakes", "polo", "tea"]


def test_a_coupon_used_on_two_days_is_two_redemptions(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    used = RedemptionRecord(code="TEA2", campaign="june", customer_id="ada", redeemed_at=NOW)
    import_feed(store, ListFeed(used, used))
    with store.session() as session:
        assert session.execute(select(func.count()).select_from(CouponRedemption)).scalar_one() == 2


def test_a_feed_that_cannot_be_read_to_its_end_leaves_nothing(store: CatalogueStore, tmp_path: Path) -> None:
    class Torn(ListFeed):
        def records(self) -> Iterator[Record | Reject]:
            for number in range(5000):
                yield product(f"p{number}")
            yield Reject("list.csv", 5001, "price", "is unreadable")
            raise FeedError("list.csv ends in the middle of a row")

    with pytest.raises(FeedError):
        import_feed(store, Torn(), rejects_dir=tmp_path)
    assert {name: rows for name, rows in rows_of(store).items() if rows} == {}
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob("*.jsonl")) == []


def test_a_reader_sees_the_shop_before_or_after_an_import_and_nothing_between(store: CatalogueStore) -> None:
    seen = []

    def look(kind: str, done: int, expected: int | None) -> None:
        seen.append((kind, rows_of(store)["product"], rows_of(store)["customer"]))

    import_feed(store, SmallShopFeed(), progress=look)
    assert seen[0][0] == "setting"
    assert {(products, customers) for _, products, customers in seen} == {(0, 0)}
    assert rows_of(store)["product"] == 12


KILLED = """
import sys, time
from decimal import Decimal
from pathlib import Path
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import CustomerRecord, PriceRecord, ProductRecord, VariantRecord
from knowledge.catalogue.store import CatalogueStore
from tests.small_shop import SmallShopFeed

class Endless(SmallShopFeed):
    def records(self):
        for number in range(20_000):
            prices = (PriceRecord(amount=Decimal(number), currency="USD"),)
            variant = VariantRecord(sku=f"n{number}", prices=prices)
            yield ProductRecord(product_id=f"n{number}", name="New", variants=(variant,))
        yield CustomerRecord(customer_id="ada", name="Overwritten")

def tell(kind, done, expected):
    if kind == "customer":
        print("half way", flush=True)
        time.sleep(600)

import_feed(CatalogueStore.open(sys.argv[1]), Endless(), progress=tell)
"""


def test_an_import_killed_half_way_leaves_the_shop_as_it_was(store: CatalogueStore, store_url: str) -> None:
    import_feed(store, SmallShopFeed())
    before = rows_of(store)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, store_url], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert rows_of(store) == before
    with store.session() as session:
        assert session.execute(select(Customer.name).where(Customer.customer_id == "ada")).scalar_one() == "Ada"
    # And the shop is not locked: the next import goes through.
    assert import_feed(store, ListFeed(product())).counts["product"].added == 1


def test_a_rejects_file_of_an_earlier_import_goes_when_nothing_is_rejected_any_more(
    store: CatalogueStore, tmp_path: Path
) -> None:
    first = import_feed(store, ListFeed(product(name="")), rejects_dir=tmp_path)
    assert first.rejects_path == tmp_path / "list-list.csv.rejects.jsonl"
    second = import_feed(store, ListFeed(product()), rejects_dir=tmp_path)
    assert second.rejects_path is None
    assert list(tmp_path.glob("*.jsonl")) == []


def test_an_import_is_noted(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    with store.session() as session:
        run = session.execute(select(ImportRun)).scalar_one()
    assert (run.source, run.path, run.rejects, run.counts["product.added"]) == ("small", "small-shop", 0, 12)


def test_a_product_taken_over_by_another_category_leaves_the_tree_whole(store: CatalogueStore) -> None:
    import_feed(store, ListFeed(product()))
    import_feed(store, ListFeed(product(category_path=("Drinks", "Tea", "Green Tea"))))
    with store.session() as session:
        found = session.execute(select(Category).order_by(Category.key)).scalars().all()
        assert [category.key for category in found] == ["drinks", "drinks/tea", "drinks/tea/green-tea"]
        assert found[2].parent is found[1]


def test_events_of_the_small_shop_keep_their_moment(store: CatalogueStore) -> None:
    import_feed(store, SmallShopFeed())
    with store.session() as session:
        moments = session.execute(select(ShopperEvent.at)).scalars().all()
    assert {moment.utcoffset() for moment in moments} == {NOW.utcoffset()}
