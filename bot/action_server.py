"""The action server with the shop made ready before the first turn asks for it."""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app

from actions import shop_access
from knowledge.watch import Watcher

logger = logging.getLogger(__name__)


def run(host: str, port: int) -> None:
    """Open the shop named by ``DAOGOU_SHOP``, warm it up, keep it up to date, and serve the actions on ``host``."""
    shop = shop_access.shop()
    shop.warm_up()
    Watcher(shop.refresh_if_changed).start()
    logger.info("the shop is ready")
    create_app("actions", cors_origins=[]).run(host, port, workers=1, access_log=False)
