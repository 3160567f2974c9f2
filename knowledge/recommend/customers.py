"""Customers' own purchases as the recommender asks for them: read once, until there are new ones."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.history import History
from knowledge.recommend.purchases import read_purchases, read_state

KEPT = 2_000


@dataclass(frozen=True, eq=False)
class OwnPurchases:
    """``history`` as it was at ``read_at``; ``state``: see :func:`read_state`."""

    history: History
    state: tuple[int, int]
    read_at: datetime


class PurchaseBook:
    """Histories of the customers asked for last; safe to share between threads.

    Each call looks whether there is a new, cancelled or returned order, so that one counts at once.
    """

    def __init__(self, store: CatalogueStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, OwnPurchases] = OrderedDict()
        self._lock = Lock()

    def of(self, customer_id: str, now: datetime) -> History:
        """The customer's purchases up to ``now``; empty for one who is not known."""
        state = read_state(self._store, customer_id, now)
        with self._lock:
            kept = self._kept.get(customer_id)
        if kept is None or kept.state != state or kept.read_at.date() != now.date():
            kept = OwnPurchases(read_purchases(self._store, customer_id, now), state, now)
            with self._lock:
                self._kept[customer_id] = kept
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return kept.history
