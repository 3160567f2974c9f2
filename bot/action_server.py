"""The action server with the shop made ready before the first turn asks for it."""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app

from actions import alerts, shop_access
from bot.threads import take_short_turns
from knowledge.shop import Shop
from knowledge.watch import Watcher

logger = logging.getLogger(__name__)


def look(shop: Shop) -> None:
    """Take in what has changed, and tell the customers who wanted to hear of it."""
    if shop.refresh_if_changed():
        alerts.deliver(shop)


def run(host: str, port: int) -> None:
    """Open the shop named by ``DAOGOU_SHOP``, warm it up, keep it up to date, and serve the actions on ``host``."""
    take_short_turns()
    shop = shop_access.shop()
    shop.warm_up()
    Watcher(lambda: look(shop)).start()
    logger.info("the shop is ready")
    create_app("actions", cors_origins=[]).run(host, port, workers=1, access_log=False)
