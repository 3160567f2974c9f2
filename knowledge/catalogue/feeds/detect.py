"""The feed for a kind of file, by the name that ``daogou import`` knows it by."""

from __future__ import annotations

import os
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.catalogue.feeds.base import Feed
from knowledge.errors import ConfigurationError, FeedError

KINDS = (
    *("demo", "google-products", "google-promotions", "promotions", "shopify"),
    *("customers", "orders", "events", "tau-retail"),
)


def open_feed(kind: str, path: Path | None = None, *, currency: str | None = None, zone: str | None = None) -> Feed:
    """The feed of ``kind`` (one of ``KINDS``) at ``path``, which only ``demo`` can do without.

    Args:
        currency: ISO 4217 code of amounts that name none; ``DAOGOU_CURRENCY`` or USD by default.
        zone: IANA timezone of dates that name none; ``DAOGOU_TIMEZONE`` or UTC by default.

    Raises:
        ConfigurationError: there is no such currency or timezone.
        FeedError: there is no such kind, or no path.
    """
    # Each importer is loaded when it is asked for: this package is on the way to feeds.base, which everything imports.
    if kind == "demo":
        from knowledge.catalogue.feeds.complete_journey import CompleteJourneyFeed

        return CompleteJourneyFeed(path)
    if kind not in KINDS:
        raise FeedError(f"{kind!r} is no kind of feed; there are {', '.join(KINDS)}")
    if path is None:
        raise FeedError(f"Say which file to import: daogou import {kind} PATH")
    timezone = _zone(zone or os.environ.get("DAOGOU_TIMEZONE") or "UTC")
    money = _currency(currency or os.environ.get("DAOGOU_CURRENCY") or "USD")
    if kind == "google-products":
        from knowledge.catalogue.feeds.google_products import GoogleProducts

        return GoogleProducts(path, timezone)
    if kind == "google-promotions":
        from knowledge.catalogue.feeds.google_promotions import GooglePromotions

        return GooglePromotions(path, timezone)
    if kind == "promotions":
        from knowledge.catalogue.feeds.promotions import Promotions

        return Promotions(path, timezone, money)
    if kind == "shopify":
        from knowledge.catalogue.feeds.shopify import ShopifyProducts

        return ShopifyProducts(path, money)
    if kind == "customers":
        from knowledge.catalogue.feeds.customers import Customers

        return Customers(path, money)
    if kind == "orders":
        from knowledge.catalogue.feeds.orders import Orders

        return Orders(path, timezone, money)
    if kind == "tau-retail":
        from knowledge.catalogue.feeds.tau_retail import TauRetail

        return TauRetail(path)
    from knowledge.catalogue.feeds.events import Events

    return Events(path, timezone, money)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"{name!r} is no timezone; give one such as Europe/Berlin") from error


def _currency(code: str) -> str:
    from knowledge.catalogue.feeds.fields import currencies

    if code.upper() not in currencies():
        raise ConfigurationError(f"{code!r} is no currency; give its ISO 4217 code, such as EUR")
    return code.upper()
