"""What is on, for whom, and what it makes of a price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from knowledge.catalogue.models import CouponRedemption, Promotion, PromotionTarget
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.errors import UnknownProduct
from knowledge.graph import ProductGraph
from knowledge.promotions.offers import OfferBook, OfferView
from tests.knowledge.graph.small_shop import GUEST_ACCOUNT, LAST_WEEK, MEMBER, NEXT_WEEK, NOW

LIVE = {"big-basket", "free-delivery", "ten-off-cereal", "members-milk", "three-soaps"}


@dataclass
class MovingClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def ids(offers: tuple[OfferView, ...]) -> list[str]:
    return [offer.promotion_id for offer in offers]


def test_current_offers_are_those_that_run_now_without_coupons(offers: OfferBook) -> None:
    page = offers.current()
    assert (set(ids(page.offers)), page.total) == (LIVE, 5)


def test_offers_of_a_category_are_those_on_anything_in_it(offers: OfferBook) -> None:
    assert set(ids(offers.current(category="grocery/cold-cereal/kids-cereal").offers)) == {
        "big-basket", "free-delivery", "ten-off-cereal",
    }  # fmt: skip
    assert "members-milk" in ids(offers.current(category="grocery").offers)
    assert offers.current(category="no/such").total == 0


def test_pages_of_offers_put_together_are_all_of_them(offers: OfferBook) -> None:
    paged = [each for at in range(0, 6, 2) for each in ids(offers.current(k=2, offset=at).offers)]
    assert paged == ids(offers.current().offers)


def test_an_offer_on_one_product_tells_its_price(offers: OfferBook) -> None:
    [milk] = [offer for offer in offers.current().offers if offer.promotion_id == "members-milk"]
    assert (milk.product_id, milk.price_after, milk.redemption) == ("p4", Decimal("2.40"), "loyalty")
    [cereal] = [offer for offer in offers.current().offers if offer.promotion_id == "ten-off-cereal"]
    assert (cereal.product_id, cereal.price_after, cereal.product_count) == (None, None, 3)
    assert (cereal.title, cereal.labels["zh"], cereal.ends_at) == ("Ten Off Cereal", "优惠ten-off-cereal", NEXT_WEEK)


@pytest.mark.parametrize("customer", [None, MEMBER, GUEST_ACCOUNT])
@pytest.mark.parametrize("product", ["p1", "p2", "p3", "p4", "p5", "p6", "p7"])
def test_ended_and_coming_promotions_never_show(offers: OfferBook, product: str, customer: str | None) -> None:
    assert not {"expired", "next-week", "ended-coupon"} & set(ids(offers.on_product(product, customer)))
    quote = offers.quote(product, customer)
    assert quote.applied is None or quote.applied.promotion_id in LIVE


def test_a_promotion_comes_and_goes_with_the_clock(small_store: CatalogueStore, graph: ProductGraph) -> None:
    clock = MovingClock()
    book = OfferBook(small_store, clock, lambda: graph)
    assert "ten-off-cereal" in ids(book.on_product("p1"))
    clock.at = NEXT_WEEK
    assert ids(book.on_product("p1")) == ["next-week"]
    assert ids(book.current().offers) == ["next-week"]
    assert book.coupons(GUEST_ACCOUNT) == ()


def test_a_guest_sees_coupons_for_anybody_and_a_customer_those_they_hold(offers: OfferBook) -> None:
    assert "milk-coupon" in ids(offers.on_product("p5"))
    assert "milk-coupon" not in ids(offers.on_product("p5", MEMBER))
    assert "cereal-coupon" in ids(offers.on_product("p1", MEMBER))
    assert "cereal-coupon" not in ids(offers.on_product("p1", GUEST_ACCOUNT))


def test_the_lowest_price_comes_first_and_no_price_last(offers: OfferBook) -> None:
    on_cereal = offers.on_product("p1", MEMBER)
    assert [offer.price_after for offer in on_cereal] == [Decimal("3.00"), Decimal("3.20"), Decimal("3.60"), None]


def test_coupons_are_granted_live_and_unused(offers: OfferBook) -> None:
    [coupon] = offers.coupons(MEMBER)
    assert (coupon.code, coupon.campaign, coupon.ends_at) == ("CEREAL1", "Spring", NEXT_WEEK)
    assert coupon.product_ids == ("p2", "p1")
    assert [coupon.code for coupon in offers.coupons(GUEST_ACCOUNT)] == ["MILK50"]
    assert offers.coupons("nobody") == ()


def test_a_coupon_good_for_what_is_not_sold_any_more_names_only_what_is(offers: OfferBook) -> None:
    [milk] = offers.coupons(GUEST_ACCOUNT)
    assert milk.product_ids == ("p5",)


def test_a_used_coupon_is_gone_at_once(small_store: CatalogueStore, offers: OfferBook) -> None:
    assert offers.coupons(MEMBER)
    with small_store.transaction() as session:
        session.add(CouponRedemption(coupon_id=1, customer_id=1, redeemed_at=NOW))
    assert offers.coupons(MEMBER) == ()


@pytest.mark.parametrize(
    ("product", "customer", "pay", "applied"),
    [
        ("p1", None, "3.60", "ten-off-cereal"),
        ("p1", GUEST_ACCOUNT, "3.60", "ten-off-cereal"),
        ("p1", MEMBER, "3.20", None),
        ("p3", None, "2.00", None),
        ("p4", None, "3.00", None),
        ("p4", GUEST_ACCOUNT, "3.00", None),
        ("p4", "nobody", "3.00", None),
        ("p4", MEMBER, "2.40", "members-milk"),
        ("p5", MEMBER, "4.50", None),
        ("p6", MEMBER, "1.99", None),
    ],
)
def test_a_quote_is_the_best_single_price_the_customer_may_have(
    offers: OfferBook, product: str, customer: str | None, pay: str, applied: str | None
) -> None:
    quote = offers.quote(product, customer)
    assert quote.pay == Decimal(pay)
    assert (quote.applied.promotion_id if quote.applied else None) == applied
    assert quote.pay <= quote.shelf and quote.currency == "USD"


def test_a_list_of_quotes_looks_a_membership_up_once(small_store: CatalogueStore, offers: OfferBook) -> None:
    offers.board()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(small_store.engine, "before_cursor_execute", note)
    quotes = [offers.quote("p4", MEMBER) for _ in range(6)]
    event.remove(small_store.engine, "before_cursor_execute", note)
    assert {quote.pay for quote in quotes} == {Decimal("2.40")}
    assert len([statement for statement in asked if "loyalty_member" in statement]) == 1


def test_an_unknown_product_has_neither_offers_nor_a_quote(offers: OfferBook) -> None:
    with pytest.raises(UnknownProduct):
        offers.quote("no-such")
    with pytest.raises(UnknownProduct):
        offers.on_product("p8")


def test_a_reload_takes_in_new_promotions_and_a_swapped_graph_is_noticed(small_store: CatalogueStore) -> None:
    graphs = [ProductGraph.build(small_store, FixedClock(NOW))]
    book = OfferBook(small_store, FixedClock(NOW), lambda: graphs[-1])
    assert book.quote("p5").pay == Decimal("4.50")
    with small_store.transaction() as session:
        session.add(
            Promotion(
                promotion_id="new", title="New", kind="amount_off", value=Decimal("0.50"), currency="USD",
                starts_at=LAST_WEEK, source="test", targets=[PromotionTarget(kind="product", key="p5")],
            )
        )  # fmt: skip
    book.reload()
    assert book.quote("p5").pay == Decimal("4.00")
    graphs.append(ProductGraph.build(small_store, FixedClock(NOW)))
    assert book.quote("p5").pay == Decimal("4.00")
    assert book.board().graph is graphs[-1]


def test_a_promotion_that_cannot_be_read_leaves_the_others_standing(
    small_store: CatalogueStore, graph: ProductGraph, caplog: pytest.LogCaptureFixture
) -> None:
    with small_store.transaction() as session:
        for number, kind in enumerate(["lottery", "percent_off"]):
            promotion = Promotion(promotion_id=f"odd-{number}", title="Odd", kind=kind, starts_at=LAST_WEEK, source="t")
            promotion.targets = [PromotionTarget(kind="all", key="")]
            session.add(promotion)
    book = OfferBook(small_store, FixedClock(NOW), lambda: graph)
    assert set(ids(book.current().offers)) == LIVE
    assert "odd-0" in caplog.text and "odd-1" in caplog.text


def test_a_promotion_in_another_currency_does_not_apply(small_store: CatalogueStore, graph: ProductGraph) -> None:
    with small_store.transaction() as session:
        session.add(
            Promotion(
                promotion_id="yen", title="Yen", kind="fixed_price", value=Decimal("1"), currency="JPY", source="test",
                starts_at=LAST_WEEK, ends_at=NOW + timedelta(1), targets=[PromotionTarget(kind="product", key="p5")],
            )
        )  # fmt: skip
    book = OfferBook(small_store, FixedClock(NOW), lambda: graph)
    assert book.quote("p5").pay == Decimal("4.50")


def test_offers_for_a_taste_are_on_what_is_liked_the_most_liked_first(offers: OfferBook) -> None:
    ids = [each.promotion_id for each in offers.current(taste={"p4": 0.5, "p1": 0.2}, k=50).offers]
    assert ids.index("members-milk") < ids.index("ten-off-cereal")
    assert "three-soaps" not in ids
    assert offers.current(taste={"gone": 1.0}).total == 0


def test_a_slip_of_the_pen_in_a_code_is_told_only_for_codes_the_customer_may_redeem(offers: OfferBook) -> None:
    assert offers.near_codes(MEMBER, "cereal2") == ["CEREAL1"]
    assert offers.near_codes(None, "CEREAL2") == []  # a mailing's code is not a guest's to know
    assert offers.near_codes(None, "MLIK50") == ["MILK50"]
    assert offers.near_codes(MEMBER, "SOMETHING") == []
