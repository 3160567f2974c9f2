"""The promotions and coupons of the graph: what is live when it is built."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import networkx as nx
from sqlalchemy import or_, select

from knowledge.catalogue.models import Campaign, Coupon, Promotion, PromotionTarget
from knowledge.graph import schema
from knowledge.graph.rows import stream
from knowledge.graph.schema import node_id

_TARGET_KINDS = {"product": schema.PRODUCT, "category": schema.CATEGORY, "brand": schema.BRAND}


def add_offers(graph: nx.DiGraph, session: Any, now: datetime) -> None:
    """Add the promotions live at ``now``, edges from what they lower to them, and their coupons."""
    promotion, target = Promotion.__table__.c, PromotionTarget.__table__.c
    live = (promotion.starts_at <= now) & or_(promotion.ends_at.is_(None), promotion.ends_at > now)
    nodes: dict[int, str] = {}
    for row in stream(
        session,
        select(
            promotion.id,
            promotion.promotion_id,
            promotion.title,
            promotion.labels,
            promotion.redemption,
            promotion.ends_at,
        ).where(live),
    ):
        nodes[row.id] = node_id(schema.PROMOTION, row.promotion_id)
        graph.add_node(
            nodes[row.id],
            kind=schema.PROMOTION,
            key=row.promotion_id,
            name=row.title,
            labels=row.labels,
            redemption=row.redemption,
            ends_at=row.ends_at,
            everything=False,
        )
    live_ids = select(promotion.id).where(live)
    targets = select(target.promotion_id, target.kind, target.key).where(target.promotion_id.in_(live_ids))
    for promotion_id, kind, key in stream(session, targets):
        if kind == "all":
            graph.nodes[nodes[promotion_id]]["everything"] = True
            continue
        start = node_id(_TARGET_KINDS[kind], key)
        if start in graph:
            graph.add_edge(start, nodes[promotion_id], **{schema.DISCOUNTED_BY: 1.0})
    coupon, campaign = Coupon.__table__.c, Campaign.__table__.c
    coupons = (
        select(coupon.promotion_id, coupon.code, campaign.key, campaign.starts_at, campaign.ends_at)
        .join_from(Coupon.__table__, Campaign.__table__, isouter=True)
        .where(coupon.promotion_id.in_(live_ids))
    )
    for promotion_id, code, campaign_key, starts_at, ends_at in stream(session, coupons):
        if campaign_key is not None and not starts_at <= now < ends_at:
            continue
        key = code if campaign_key is None else f"{code}@{campaign_key}"
        node = node_id(schema.COUPON, key)
        graph.add_node(node, kind=schema.COUPON, key=key, campaign=campaign_key)
        graph.add_edge(nodes[promotion_id], node, **{schema.REDEEMED_WITH: 1.0})
