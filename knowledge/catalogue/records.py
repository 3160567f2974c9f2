"""What a feed yields: one frozen record for one thing of the shop, whatever file it came from.

Keys are the shop's own strings. Money is ``Decimal``; a moment is timezone-aware. ``origin`` says where the record was
read, so that whatever is wrong with it can be reported there; it takes no part in comparisons.

A record states the whole present of its thing: a value, target or line that it no longer has is taken away. Things
that a feed does not name are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

Labels = Mapping[str, str]
"""{language: text}"""
Synonyms = Mapping[str, tuple[str, ...]]
"""{language: (text, ...)}"""


@dataclass(frozen=True)
class Origin:
    """The place in a feed: ``line`` counts from 1 (a file without lines counts its rows); ``row`` is kept as it was."""

    file: str = ""
    line: int = 0
    row: Mapping[str, Any] | None = None


NOWHERE = Origin()


@dataclass(frozen=True, kw_only=True)
class Record:
    """Anything a feed yields."""

    origin: Origin = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class SettingRecord(Record):
    """What the shop says of itself: ``name``, ``currency``, ``clock`` (ISO moment); ``value`` is JSON."""

    key: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class CategoryRecord(Record):
    """Words for a node of the category tree, ``path`` being its names, root first; missing ancestors are made.

    Only needed for a category that has more than its name: products make their own categories.
    """

    path: tuple[str, ...]
    labels: Labels = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BrandRecord(Record):
    """Words for a brand; only needed for one that has more than its name."""

    name: str
    labels: Labels = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=dict)
    private_label: bool = False


@dataclass(frozen=True, kw_only=True)
class AttributeRecord(Record):
    """Words for a facet; only needed for one that has more than its name."""

    key: str
    name: str
    labels: Labels = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ValueRecord:
    """One value of the facet ``attribute`` (its key); ``key`` is made from ``name`` when None.

    ``number`` is in ``unit``, a base unit (g, ml, ct, m); both None for a value that is not measured.
    ``labels`` and ``synonyms``, where given, replace what is known.
    """

    attribute: str
    name: str
    key: str | None = None
    number: float | None = None
    unit: str | None = None
    labels: Labels | None = None
    synonyms: Synonyms | None = None


@dataclass(frozen=True, kw_only=True)
class PriceRecord:
    """What a variant costs. ``kind``: ``shelf``, ``sale`` or ``loyalty``.

    ``valid_from`` None means from this import on, and no new price when the present one is the same.
    ``valid_to`` (exclusive) None means until further notice. A later price of the same kind ends an open one.
    """

    amount: Decimal
    currency: str
    kind: str = "shelf"
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VariantRecord:
    """A sellable SKU. ``availability``: ``in_stock``, ``out_of_stock``, ``preorder`` or ``backorder``."""

    sku: str
    prices: tuple[PriceRecord, ...]
    title: str | None = None
    gtin: str | None = None
    stock: int | None = None
    availability: str = "in_stock"
    values: tuple[ValueRecord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProductRecord(Record):
    """A product and all its variants (one at least). ``values`` hold for every variant."""

    product_id: str
    name: str
    variants: tuple[VariantRecord, ...]
    labels: Labels = field(default_factory=dict)
    description: str = ""
    category_path: tuple[str, ...] = ()
    brand: str | None = None
    private_label: bool = False
    url: str | None = None
    image_url: str | None = None
    active: bool = True
    values: tuple[ValueRecord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TargetRecord:
    """``kind``: ``product``, ``category``, ``brand`` or ``all`` (then ``key`` is empty)."""

    kind: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class CouponRecord:
    """A code that redeems the promotion it stands in; ``campaign`` is the key of a campaign yielded before."""

    code: str
    campaign: str | None = None
    once_per_customer: bool = True


@dataclass(frozen=True, kw_only=True)
class PromotionRecord(Record):
    """A promotion with its targets and the coupons that redeem it; fields as in the ``Promotion`` table."""

    promotion_id: str
    title: str
    kind: str
    starts_at: datetime
    targets: tuple[TargetRecord, ...]
    labels: Labels = field(default_factory=dict)
    value: Decimal | None = None
    currency: str | None = None
    redemption: str = "automatic"
    ends_at: datetime | None = None
    minimum_quantity: int = 1
    minimum_purchase: Decimal | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)
    coupons: tuple[CouponRecord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CampaignRecord(Record):
    """A mailing and the customers it went to (ids of customers yielded before)."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    members: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RedemptionRecord(Record):
    """A coupon that a customer has used."""

    code: str
    customer_id: str
    redeemed_at: datetime
    campaign: str | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentMethodRecord:
    """What a customer pays with; fields as in the ``PaymentMethod`` table."""

    method_id: str
    kind: str
    brand: str | None = None
    last_four: str | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerRecord(Record):
    """A registered customer; ``traits`` is JSON, ``address`` as in ``knowledge.orders.address``.

    ``payment_methods`` None leaves those that are known. ``consents`` holds the purposes agreed to when registering;
    what a customer has since said for themselves stands.
    """

    customer_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "en"
    loyalty_member: bool = False
    traits: Mapping[str, Any] = field(default_factory=dict)
    consents: tuple[str, ...] = ()
    address: Mapping[str, str] | None = None
    payment_methods: tuple[PaymentMethodRecord, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentRecord:
    """Money paid for an order or given back; fields as in the ``OrderPayment`` table."""

    kind: str
    method_id: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class OrderLineRecord:
    """``paid`` is for the whole line, after discounts; ``sku`` is the product id when None.

    ``name`` None takes the product's present name.
    """

    product_id: str
    quantity: int
    paid: Decimal
    sku: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderRecord(Record):
    """An order with its lines, of a customer that is known or was yielded before; fields as in the ``Order`` table.

    ``address`` and ``payments`` None leave what is known. An order to which the desk has done something since it was
    imported is left as it is: the desk's word is newer than the feed's.
    """

    number: str
    customer_id: str
    status: str
    placed_at: datetime
    total: Decimal
    currency: str
    lines: tuple[OrderLineRecord, ...]
    discount: Decimal = Decimal(0)
    expected_at: datetime | None = None
    delivered_at: datetime | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    address: Mapping[str, str] | None = None
    payments: tuple[PaymentRecord, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class EventRecord(Record):
    """A shopper event, named as GA4 names it; fields as in the ``ShopperEvent`` table."""

    event_id: str
    name: str
    at: datetime
    product_id: str
    customer_id: str | None = None
    conversation_id: str | None = None
    list_name: str | None = None
    position: int | None = None
    quantity: int | None = None
    value: Decimal | None = None
