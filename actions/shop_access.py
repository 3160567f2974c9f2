"""The shop that this process serves: opened at first use, never at import."""

from __future__ import annotations

from threading import Lock

from knowledge.shop import Shop

_lock = Lock()
_shop: Shop | None = None


def shop() -> Shop:
    """The shop named by ``DAOGOU_SHOP``, or the one given to :func:`serve`."""
    global _shop
    if _shop is None:
        with _lock:
            if _shop is None:
                _shop = Shop.open()
    return _shop


def serve(chosen: Shop | None) -> None:
    """Make every action of this process serve ``chosen``; None forgets it."""
    global _shop
    with _lock:
        _shop = chosen
