"""Campaigns, promotions, coupons, and who has used them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import Row, children, chunks, ids_by_key, replace_children, update_rows, upsert
from knowledge.catalogue.models import (
    Campaign,
    CampaignMember,
    Coupon,
    CouponRedemption,
    Customer,
    Promotion,
    PromotionTarget,
)
from knowledge.catalogue.records import CampaignRecord, PromotionRecord, RedemptionRecord

# The fields that a record and its table share.
_OWN = (
    *("promotion_id", "title", "kind", "value", "currency", "redemption"),
    *("starts_at", "ends_at", "minimum_quantity", "minimum_purchase"),
)
_CouponKey = tuple[str, "int | None"]


def write_campaigns(batch: Batch, records: Sequence[CampaignRecord]) -> None:
    """Write campaigns and their members; a member who is no customer is a reject, and the rest stay."""
    counts = batch.count("campaign")
    rows = [
        {"key": record.key, "title": record.title, "starts_at": record.starts_at, "ends_at": record.ends_at}
        for record in records
    ]
    campaigns = upsert(batch.session, Campaign.__table__, "key", rows, counts)
    named = {member for record in records for member in record.members}
    customers = ids_by_key(batch.session, Customer.__table__, "customer_id", named)
    members: dict[int, list[Row]] = {}
    for record in records:
        campaign_id = campaigns.ids[record.key]
        for member in record.members:
            if member not in customers:
                batch.refuse(record, "members", f"there is no customer {member!r}")
        known = {customers[member] for member in record.members if member in customers}
        members[campaign_id] = [{"campaign_id": campaign_id, "customer_id": each} for each in sorted(known)]
    touched = replace_children(batch.session, CampaignMember.__table__, "campaign_id", members, campaigns.new)
    counts.revise(len(touched & campaigns.unchanged))


def write_promotions(batch: Batch, records: Sequence[PromotionRecord]) -> None:
    """Write promotions with their targets and coupons; one whose coupon names an unknown campaign is a reject."""
    named = {coupon.campaign for record in records for coupon in record.coupons if coupon.campaign is not None}
    campaigns = ids_by_key(batch.session, Campaign.__table__, "key", named)
    records = [record for record in records if _campaigns_known(batch, campaigns, record)]
    if not records:
        return
    counts = batch.count("promotion")
    rows = [
        {
            **{name: getattr(record, name) for name in _OWN},
            "labels": dict(record.labels),
            "conditions": dict(record.conditions),
            "source": batch.source,
        }
        for record in records
    ]
    promotions = upsert(batch.session, Promotion.__table__, "promotion_id", rows, counts)
    targets: dict[int, list[Row]] = {}
    coupons: dict[_CouponKey, Row] = {}
    for record in records:
        promotion_id = promotions.ids[record.promotion_id]
        pairs = sorted({(target.kind, target.key) for target in record.targets})
        targets[promotion_id] = [{"promotion_id": promotion_id, "kind": kind, "key": key} for kind, key in pairs]
        for coupon in record.coupons:
            campaign_id = None if coupon.campaign is None else campaigns[coupon.campaign]
            coupons[coupon.code, campaign_id] = {
                "code": coupon.code,
                "promotion_id": promotion_id,
                "campaign_id": campaign_id,
                "once_per_customer": coupon.once_per_customer,
            }
    touched = replace_children(batch.session, PromotionTarget.__table__, "promotion_id", targets, promotions.new)
    counts.revise(len(touched & promotions.unchanged))
    _write_coupons(batch, coupons)


def write_redemptions(batch: Batch, records: Sequence[RedemptionRecord]) -> None:
    """Write which coupons were used; one by an unknown customer or of an unknown coupon is a reject."""
    session, counts = batch.session, batch.count("redemption")
    customers = ids_by_key(session, Customer.__table__, "customer_id", {record.customer_id for record in records})
    campaigns = ids_by_key(session, Campaign.__table__, "key", {record.campaign for record in records} - {None})
    coupons = {key: row["id"] for key, row in _coupons_by_key(batch, {record.code for record in records}).items()}
    old = children(session, CouponRedemption.__table__, "coupon_id", set(coupons.values()))
    known = {(row["coupon_id"], row["customer_id"], row["redeemed_at"]) for rows in old.values() for row in rows}
    new: list[Row] = []
    for record in records:
        coupon_id = coupons.get((record.code, campaigns.get(record.campaign)))
        customer_id = customers.get(record.customer_id)
        if coupon_id is None:
            batch.refuse(record, "code", f"there is no coupon {record.code!r} in campaign {record.campaign!r}")
        elif customer_id is None:
            batch.refuse(record, "customer_id", f"there is no customer {record.customer_id!r}")
        elif (coupon_id, customer_id, record.redeemed_at) in known:
            counts.unchanged += 1
        else:
            known.add((coupon_id, customer_id, record.redeemed_at))
            new.append({"coupon_id": coupon_id, "customer_id": customer_id, "redeemed_at": record.redeemed_at})
    counts.added += len(new)
    if new:
        session.execute(insert(CouponRedemption.__table__), new)


def _campaigns_known(batch: Batch, campaigns: dict[str, int], record: PromotionRecord) -> bool:
    for coupon in record.coupons:
        if coupon.campaign is not None and coupon.campaign not in campaigns:
            batch.refuse(record, "coupons.campaign", f"there is no campaign {coupon.campaign!r}")
            return False
    return True


def _coupons_by_key(batch: Batch, codes: set[str]) -> dict[_CouponKey, Row]:
    table = Coupon.__table__
    found: dict[_CouponKey, Row] = {}
    for chunk in chunks(codes):
        for row in batch.session.execute(select(table).where(table.c.code.in_(chunk))).mappings():
            found[row["code"], row["campaign_id"]] = dict(row)
    return found


def _write_coupons(batch: Batch, coupons: dict[_CouponKey, Row]) -> None:
    counts = batch.count("coupon")
    known = _coupons_by_key(batch, {code for code, _ in coupons})
    new = [row for key, row in coupons.items() if key not in known]
    changed = [
        {**row, "at_id": known[key]["id"]}
        for key, row in coupons.items()
        if key in known and any(known[key][name] != value for name, value in row.items())
    ]
    if new:
        batch.session.execute(insert(Coupon.__table__), new)
    update_rows(batch.session, Coupon.__table__, ["promotion_id", "once_per_customer"], changed)
    counts.added += len(new)
    counts.updated += len(changed)
    counts.unchanged += len(coupons) - len(new) - len(changed)
