"""The shop's tables. The truth lives here; everything else is built from it."""

from knowledge.catalogue.models.base import Base
from knowledge.catalogue.models.conversations import Conversation, ConversationMessage, UnclearMessage
from knowledge.catalogue.models.customers import (
    Alert,
    Consent,
    Customer,
    CustomerFeature,
    PaymentMethod,
    RecommendationShown,
    ShopperEvent,
)
from knowledge.catalogue.models.orders import Order, OrderEvent, OrderLine, OrderPayment
from knowledge.catalogue.models.products import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    ImportRun,
    Price,
    Product,
    ProductValue,
    ShopSetting,
    Variant,
    VariantValue,
)
from knowledge.catalogue.models.promotions import (
    Campaign,
    CampaignMember,
    Coupon,
    CouponRedemption,
    Promotion,
    PromotionTarget,
)

__all__ = [
    "Alert",
    "Attribute",
    "AttributeValue",
    "Base",
    "Brand",
    "Campaign",
    "CampaignMember",
    "Category",
    "Consent",
    "Conversation",
    "ConversationMessage",
    "Coupon",
    "CouponRedemption",
    "Customer",
    "CustomerFeature",
    "ImportRun",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderPayment",
    "PaymentMethod",
    "Price",
    "Product",
    "ProductValue",
    "Promotion",
    "PromotionTarget",
    "RecommendationShown",
    "ShopSetting",
    "ShopperEvent",
    "UnclearMessage",
    "Variant",
    "VariantValue",
]
