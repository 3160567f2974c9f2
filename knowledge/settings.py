"""Settings that several processes must agree on: which shop, the secret, and the keys derived from it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.errors import ConfigurationError

DEFAULT_SHOP = "sqlite:///.daogou/shop.db"
SECRET_FILE = Path(".daogou/secret")
SHORTEST_SECRET = 32
UNCLEAR_DAYS = 90


def shop_url(chosen: str | None = None) -> str:
    """The URL of the shop's database: the one chosen, or ``DAOGOU_SHOP``, or the demo shop's."""
    return chosen or os.environ.get("DAOGOU_SHOP") or DEFAULT_SHOP


def unclear_days() -> int:
    """``DAOGOU_UNCLEAR_DAYS``: for how many days messages that were not understood are kept; 0 keeps none.

    Raises:
        ConfigurationError: it is no whole number from 0 to 3650.
    """
    given = os.environ.get("DAOGOU_UNCLEAR_DAYS") or str(UNCLEAR_DAYS)
    if not given.isdecimal() or int(given) > 3650:
        raise ConfigurationError(f"DAOGOU_UNCLEAR_DAYS must be a whole number of days up to 3650, not {given!r}")
    return int(given)


def orders_url() -> str | None:
    """``DAOGOU_ORDERS_URL``: where the shop's own order system is; None where the shop's database keeps the orders."""
    return os.environ.get("DAOGOU_ORDERS_URL") or None


def orders_token() -> str | None:
    """``DAOGOU_ORDERS_TOKEN``: what that system knows us by."""
    return os.environ.get("DAOGOU_ORDERS_TOKEN") or None


def timezone() -> ZoneInfo:
    """``DAOGOU_TIMEZONE``, whose weekdays promotions mean; UTC without it.

    Raises:
        ConfigurationError: it is no IANA timezone.
    """
    given = os.environ.get("DAOGOU_TIMEZONE") or "UTC"
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(f"DAOGOU_TIMEZONE must be a timezone such as Europe/Berlin, not {given!r}") from error


@lru_cache(maxsize=1)
def secret() -> str:
    """``DAOGOU_SECRET``, or the one kept in ``.daogou/secret``, made at first use and readable by its owner alone.

    Raises:
        ConfigurationError: the secret is shorter than 32 characters.
    """
    given = os.environ.get("DAOGOU_SECRET") or _kept_secret(SECRET_FILE)
    if len(given) < SHORTEST_SECRET:
        raise ConfigurationError(f"DAOGOU_SECRET must have at least {SHORTEST_SECRET} characters")
    return given


def seal_key() -> str:
    """The key with which the channel seals who a customer is."""
    return _derived("identity seal")


def code_key() -> str:
    """The key with which one-time codes are hashed."""
    return _derived("one-time code")


def token_key() -> str:
    """The key with which the shop signs the widget's tokens."""
    return _derived("widget token")


def _derived(label: str) -> str:
    return hmac.new(secret().encode(), label.encode(), hashlib.sha256).hexdigest()


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # fails if another process was first: then its secret is everyone's
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
