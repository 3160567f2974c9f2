"""Why a coupon does not work: the condition that fails, by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.catalogue.models import Coupon, CouponRedemption, Promotion
from knowledge.catalogue.store import CatalogueStore
from knowledge.promotions.coupon_problems import coupon_problem
from knowledge.promotions.offers import OfferBook
from knowledge.promotions.pricing import BasketLine
from tests.knowledge.graph.small_shop import GUEST_ACCOUNT, MEMBER, NEXT_WEEK

CEREAL, MILK = [BasketLine("p1")], [BasketLine("p5")]


def reason(offers: OfferBook, code: str, lines: list[BasketLine], customer: str | None) -> str | None:
    problem = coupon_problem(code, lines, offers, customer)
    return None if problem is None else problem.reason


def test_a_coupon_that_lowers_the_total_has_no_problem(offers: OfferBook) -> None:
    assert reason(offers, "CEREAL1", CEREAL, MEMBER) is None
    assert reason(offers, "cereal1", CEREAL, MEMBER) is None


@pytest.mark.parametrize(
    ("code", "lines", "customer", "said"),
    [
        ("NOSUCH", CEREAL, MEMBER, "unknown"),
        ("ENDED", CEREAL, MEMBER, "over"),
        ("CEREAL1", CEREAL, GUEST_ACCOUNT, "not_granted"),
        ("CEREAL1", CEREAL, None, "not_granted"),
        ("MILK50", MILK, MEMBER, "used"),
        ("MILK50", CEREAL, GUEST_ACCOUNT, "nothing_on_it"),
    ],
)
def test_the_failing_condition_is_named(
    offers: OfferBook, code: str, lines: list[BasketLine], customer: str | None, said: str
) -> None:
    assert reason(offers, code, lines, customer) == said


@pytest.mark.parametrize(
    ("changes", "said", "lacking"),
    [
        ({"minimum_quantity": 3}, "quantity", Decimal(2)),
        ({"minimum_purchase": Decimal("10")}, "purchase", Decimal("5.50")),
        ({"starts_at": NEXT_WEEK}, "not_yet", None),
        ({"value": Decimal("0.01"), "kind": "amount_off", "currency": "GBP"}, "nothing_on_it", None),
    ],
)
def test_what_the_basket_lacks_is_said(
    small_store: CatalogueStore, offers: OfferBook, changes: dict[str, object], said: str, lacking: Decimal | None
) -> None:
    with small_store.session() as session:
        promotion = session.query(Promotion).filter_by(promotion_id="milk-coupon").one()
        for name, value in changes.items():
            setattr(promotion, name, value)
        session.commit()
    problem = coupon_problem("MILK50", MILK, offers, GUEST_ACCOUNT)
    assert problem is not None
    assert (problem.reason, problem.lacking) == (said, lacking)


def test_a_better_offer_of_its_group_leaves_a_coupon_nothing_to_take_off(
    small_store: CatalogueStore, offers: OfferBook
) -> None:
    with small_store.session() as session:
        by_name = {each.promotion_id: each for each in session.query(Promotion)}
        by_name["cereal-coupon"].value = Decimal("0.05")
        session.commit()
    assert reason(offers, "CEREAL1", CEREAL, MEMBER) == "no_lower"


def test_of_several_coupons_with_a_code_the_nearest_to_working_is_spoken_of(
    small_store: CatalogueStore, offers: OfferBook
) -> None:
    with small_store.session() as session:
        milk = session.query(Coupon).filter_by(code="MILK50").one()
        session.add(Coupon(code="MILK50", promotion_id=milk.promotion_id, campaign_id=2))
        session.query(CouponRedemption).delete()
        session.commit()
    assert reason(offers, "MILK50", CEREAL, GUEST_ACCOUNT) == "nothing_on_it"
