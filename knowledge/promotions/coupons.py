"""Coupons, and which of them a customer holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from knowledge.catalogue.models import Campaign, CampaignMember, Coupon, CouponRedemption, Customer, Order, Promotion
from knowledge.graph.rows import stream


@dataclass(frozen=True)
class CouponRule:
    """A coupon: ``code`` redeems the promotion with id ``promotion``, while its campaign (if any) runs."""

    id: int
    code: str
    promotion: int
    once: bool
    campaign: int | None
    campaign_title: str | None
    starts_at: datetime | None
    ends_at: datetime | None

    def live(self, now: datetime) -> bool:
        """Whether its campaign runs at ``now``; one without a campaign depends on its promotion alone."""
        return (self.starts_at is None or self.starts_at <= now) and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True)
class Shopper:
    """What prices depend on in a person: membership of the loyalty scheme, mailings received, coupons used.

    ``uses``: how often they redeemed each promotion, by its integer id. ``orders``: how many they placed that were not
    cancelled; None for a guest. ``traits``: what the shop was told of them, as ``trait=value``.
    """

    member: bool = False
    campaigns: frozenset[int] = frozenset()
    redeemed: frozenset[int] = frozenset()
    uses: Mapping[int, int] = field(default_factory=dict)
    orders: int | None = None
    traits: frozenset[str] = frozenset()

    def holds(self, coupon: CouponRule) -> bool:
        """Whether they may redeem ``coupon``, its dates aside."""
        granted = coupon.campaign is None or coupon.campaign in self.campaigns
        return granted and not (coupon.once and coupon.id in self.redeemed)


GUEST = Shopper()


def read_coupons(session: Any, now: datetime) -> Mapping[int, tuple[CouponRule, ...]]:
    """Coupons that are not over at ``now``, by their promotion's integer id, in the order of their codes."""
    coupon, campaign, promotion = Coupon.__table__, Campaign.__table__, Promotion.__table__
    statement = (
        select(
            coupon.c.id,
            coupon.c.code,
            coupon.c.promotion_id,
            coupon.c.once_per_customer,
            coupon.c.campaign_id,
            campaign.c.title,
            campaign.c.starts_at,
            campaign.c.ends_at,
        )
        .select_from(coupon.join(promotion).outerjoin(campaign))
        .where(or_(campaign.c.id.is_(None), campaign.c.ends_at > now))
        .where(or_(promotion.c.ends_at.is_(None), promotion.c.ends_at > now))
        .order_by(coupon.c.code, coupon.c.id)
    )
    found: dict[int, list[CouponRule]] = {}
    for row in stream(session, statement):
        found.setdefault(row.promotion_id, []).append(CouponRule(*row))
    return {promotion_id: tuple(coupons) for promotion_id, coupons in found.items()}


@dataclass(frozen=True)
class Grant:
    """A coupon of some code, whether it still runs or not: when it does, and the integer id of its promotion."""

    coupon: CouponRule
    starts_at: datetime
    ends_at: datetime | None


def read_grants(session: Any, code: str) -> list[Grant]:
    """Every coupon with this code, in whatever letters it is written, those that are over too."""
    coupon, campaign, promotion = Coupon.__table__, Campaign.__table__, Promotion.__table__
    statement = (
        select(
            *(coupon.c.id, coupon.c.code, coupon.c.promotion_id, coupon.c.once_per_customer, coupon.c.campaign_id),
            *(campaign.c.title, campaign.c.starts_at, campaign.c.ends_at),
            *(promotion.c.starts_at.label("from"), promotion.c.ends_at.label("to")),
        )
        .select_from(coupon.join(promotion).outerjoin(campaign))
        .where(func.lower(coupon.c.code) == code.lower())
        .order_by(coupon.c.id)
    )
    found = []
    for row in session.connection().execute(statement):
        rule, starts, ends = CouponRule(*row[:-2]), row[-2], row[-1]
        found.append(
            Grant(
                rule,
                max(each for each in (starts, rule.starts_at) if each is not None),
                min((each for each in (ends, rule.ends_at) if each is not None), default=None),
            )
        )
    return found


def is_member(session: Any, customer_id: str) -> bool:
    """Whether the customer is in the loyalty scheme; an unknown one is not."""
    customer = Customer.__table__.c
    statement = select(customer.loyalty_member).where(customer.customer_id == customer_id)
    return bool(session.connection().execute(statement).scalar())


def read_shopper(session: Any, customer_id: str) -> Shopper:
    """What prices depend on in the customer; an unknown one is as a guest."""
    customer = Customer.__table__.c
    columns = (customer.id, customer.loyalty_member, customer.traits)
    row = session.connection().execute(select(*columns).where(customer.customer_id == customer_id)).first()
    if row is None:
        return GUEST
    member, used, order = CampaignMember.__table__.c, CouponRedemption.__table__.c, Order.__table__.c
    placed = select(func.count()).where(order.customer_id == row.id, order.status != "cancelled")
    return Shopper(
        member=row.loyalty_member,
        campaigns=_ids(session, select(member.campaign_id).where(member.customer_id == row.id)),
        redeemed=_ids(session, select(used.coupon_id).where(used.customer_id == row.id)),
        uses=_uses(session, used.customer_id == row.id),
        orders=int(session.connection().execute(placed).scalar()),
        traits=frozenset(f"{name}={value}" for name, value in row.traits.items()),
    )


def read_uses(session: Any, promotions: Iterable[int]) -> Mapping[int, int]:
    """How often each of the promotions (by their integer ids) was redeemed by a coupon, by anybody."""
    wanted = list(promotions)
    return _uses(session, Coupon.__table__.c.promotion_id.in_(wanted)) if wanted else {}


def _uses(session: Any, condition: Any) -> Mapping[int, int]:
    coupon, used = Coupon.__table__, CouponRedemption.__table__
    statement = (
        select(coupon.c.promotion_id, func.count())
        .select_from(used.join(coupon, coupon.c.id == used.c.coupon_id))
        .where(condition)
        .group_by(coupon.c.promotion_id)
    )
    return {row[0]: row[1] for row in session.connection().execute(statement)}


def _ids(session: Any, statement: Any) -> frozenset[int]:
    rows: Iterable[Any] = session.connection().execute(statement)
    return frozenset(row[0] for row in rows)
