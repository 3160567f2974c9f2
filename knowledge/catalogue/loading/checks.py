"""What a record must be before it is written: whatever a database would refuse is a reject, not a failed import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, String

from knowledge.catalogue import models, records
from knowledge.catalogue.keys import slug
from knowledge.catalogue.models.base import AMOUNT_SCALE, Amount, Moment
from knowledge.catalogue.models.customers import EVENT_NAMES
from knowledge.catalogue.models.orders import STATUSES

Complaint = tuple[str, str]
"""The field and what is wrong with it."""

Check = Callable[[Any], "str | Complaint | None"]

_LARGEST_INTEGER = 2**31 - 1
_LARGEST_AMOUNT = Decimal(10) ** 14

_TABLES: dict[type, Any] = {
    records.SettingRecord: models.ShopSetting,
    records.CategoryRecord: models.Category,
    records.BrandRecord: models.Brand,
    records.AttributeRecord: models.Attribute,
    records.ValueRecord: models.AttributeValue,
    records.ProductRecord: models.Product,
    records.VariantRecord: models.Variant,
    records.PriceRecord: models.Price,
    records.PromotionRecord: models.Promotion,
    records.TargetRecord: models.PromotionTarget,
    records.CouponRecord: models.Coupon,
    records.CampaignRecord: models.Campaign,
    records.RedemptionRecord: models.CouponRedemption,
    records.CustomerRecord: models.Customer,
    records.OrderRecord: models.Order,
    records.OrderLineRecord: models.OrderLine,
    records.PaymentRecord: models.OrderPayment,
    records.PaymentMethodRecord: models.PaymentMethod,
    records.EventRecord: models.ShopperEvent,
}

_CHOICES: dict[tuple[type, str], frozenset[str]] = {
    (records.PriceRecord, "kind"): frozenset({"shelf", "sale", "loyalty"}),
    (records.VariantRecord, "availability"): frozenset({"in_stock", "out_of_stock", "preorder", "backorder"}),
    (records.PromotionRecord, "kind"): frozenset({"percent_off", "amount_off", "fixed_price", "free_shipping"}),
    (records.PromotionRecord, "redemption"): frozenset({"automatic", "loyalty", "coupon"}),
    (records.TargetRecord, "kind"): frozenset({"product", "category", "brand", "all"}),
    (records.OrderRecord, "status"): frozenset(STATUSES),
    (records.PaymentRecord, "kind"): frozenset({"payment", "refund"}),
    (records.PaymentMethodRecord, "kind"): frozenset({"credit_card", "paypal", "gift_card"}),
    (records.EventRecord, "name"): EVENT_NAMES,
}

_LEAST: dict[tuple[type, str], int] = {
    (records.PriceRecord, "amount"): 0,
    (records.VariantRecord, "stock"): 0,
    (records.PromotionRecord, "value"): 0,
    (records.PromotionRecord, "minimum_quantity"): 1,
    (records.PromotionRecord, "minimum_purchase"): 0,
    (records.OrderRecord, "total"): 0,
    (records.OrderRecord, "discount"): 0,
    (records.OrderLineRecord, "quantity"): 1,
    (records.OrderLineRecord, "paid"): 0,
    (records.PaymentRecord, "amount"): 0,
    (records.PaymentMethodRecord, "balance"): 0,
}

# Parts without which a record says nothing.
_AT_LEAST_ONE = {
    (records.ProductRecord, "variants"),
    (records.PromotionRecord, "targets"),
    (records.OrderRecord, "lines"),
}

_CHECKS: dict[type, tuple[tuple[str, Check], ...]] = {}
"""Made at the first record of a type: a feed has hundreds of thousands."""

_PATHS = {(records.ProductRecord, "category_path"), (records.CategoryRecord, "path")}

_KEYS: dict[type, tuple[str, Callable[[Any], object]]] = {
    records.SettingRecord: ("key", lambda record: record.key),
    records.CategoryRecord: ("path", lambda record: record.path),
    records.BrandRecord: ("name", lambda record: slug(record.name)),
    records.AttributeRecord: ("key", lambda record: record.key),
    records.ProductRecord: ("product_id", lambda record: record.product_id),
    records.PromotionRecord: ("promotion_id", lambda record: record.promotion_id),
    records.CampaignRecord: ("key", lambda record: record.key),
    records.CustomerRecord: ("customer_id", lambda record: record.customer_id),
    records.OrderRecord: ("number", lambda record: record.number),
}


def key_of(record: records.Record) -> tuple[str, object] | None:
    """The field that tells a record from others of its type, and its value; None where repetition is harmless."""
    known = _KEYS.get(type(record))
    return None if known is None else (known[0], known[1](record))


def complaint(record: Any) -> Complaint | None:
    """The first thing that is wrong with ``record`` or a part of it, or None."""
    kind = type(record)
    checks = _CHECKS.get(kind)
    if checks is None:
        checks = _CHECKS[kind] = _checks_of(kind)
    for name, check in checks:
        reason = check(getattr(record, name))
        if reason is not None:
            return (name, reason) if isinstance(reason, str) else (f"{name}.{reason[0]}", reason[1])
    return _together(record)


def _together(record: object) -> Complaint | None:
    """What is wrong between fields that are each right."""
    if isinstance(record, records.ProductRecord):
        if record.active and any(not variant.prices for variant in record.variants):
            return "variants.prices", "needs one at least while the product is active"
        return None
    if isinstance(record, records.EventRecord):
        rated = record.name != "rate_item" or (record.value is not None and 1 <= record.value <= 5)
        return None if rated else ("value", "a rating is from 1 to 5")
    if isinstance(record, records.PriceRecord):
        start, end, name = record.valid_from, record.valid_to, "valid_to"
    elif isinstance(record, (records.PromotionRecord, records.CampaignRecord)):
        start, end, name = record.starts_at, record.ends_at, "ends_at"
        if isinstance(record, records.PromotionRecord):
            if record.kind != "free_shipping" and record.value is None:
                return "value", f"{record.kind} needs one"
            if record.kind == "percent_off" and record.value is not None and record.value > 100:
                return "value", f"{record.value} percent is more than all"
    else:
        return None
    if start is not None and end is not None and end <= start:
        return name, f"{end.isoformat()} is not after {start.isoformat()}"
    return None


def _checks_of(kind: type[Any]) -> tuple[tuple[str, Check], ...]:
    columns = _TABLES[kind].__table__.c
    made: list[tuple[str, Check]] = []
    for field in fields(kind):
        column = columns.get(field.name)
        nested = field.name in {
            "variants",
            "prices",
            "values",
            "targets",
            "coupons",
            "lines",
            "payments",
            "payment_methods",
        }
        if nested:
            made.append((field.name, _parts((kind, field.name) in _AT_LEAST_ONE)))
        elif column is not None and not column.foreign_keys:
            # A price's own valid_from may be left to the import.
            optional = column.nullable or column.primary_key or "None" in str(field.type)
            made.extend((field.name, check) for check in _column_checks(kind, column, optional))
        elif (kind, field.name) in _PATHS:
            made.append((field.name, _path))
    return tuple(made)


def _column_checks(kind: type, column: Any, optional: bool) -> list[Check]:
    made: list[Check] = []
    least = _LEAST.get((kind, column.name))
    choices = _CHOICES.get((kind, column.name))
    identifying = column.unique or column.name in {"name", "title", "code"}
    if isinstance(column.type, String):
        length = column.type.length

        def text(value: str | None) -> str | None:
            if value is None or (not value and identifying):
                return None if optional and value is None else "is missing"
            if "\0" in value:
                return "holds a NUL character"
            if length is not None and len(value) > length:
                return f"is {len(value)} characters long, {length} at most"
            if choices is not None and value not in choices:
                return f"{value!r} is none of {', '.join(sorted(choices))}"
            return None

        made.append(text)
    elif isinstance(column.type, (Amount, Integer)):
        is_amount = isinstance(column.type, Amount)

        def number(value: Any) -> str | None:
            if value is None:
                return None if optional else "is missing"
            if isinstance(value, Decimal) and not value.is_finite():
                return f"{value} is not a number"
            if least is not None and value < least:
                return f"{value} is less than {least}"
            if abs(value) > (_LARGEST_AMOUNT if is_amount else _LARGEST_INTEGER):
                return f"{value} is too large"
            if is_amount and Decimal(value).scaleb(AMOUNT_SCALE) % 1:
                return f"{value} has more than {AMOUNT_SCALE} decimal places"
            return None

        made.append(number)
    elif isinstance(column.type, Moment):

        def moment(value: datetime | None) -> str | None:
            if value is None:
                return None if optional else "is missing"
            return "has no timezone" if value.tzinfo is None else None

        made.append(moment)
    return made


def _parts(at_least_one: bool) -> Check:
    def parts(value: tuple[Any, ...] | None) -> str | Complaint | None:
        if at_least_one and not value:
            return "needs one at least"
        for part in value or ():
            wrong = complaint(part)
            if wrong is not None:
                return wrong
        return None

    return parts


def _path(value: tuple[str, ...]) -> str | None:
    if any(not slug(name) for name in value):
        return "holds an empty name"
    if sum(len(slug(name)) + 1 for name in value) > models.Category.__table__.c.key.type.length:
        return "is too long"
    return None
