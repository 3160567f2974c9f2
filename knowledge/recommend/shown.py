"""Keeps how recommended products came to their places, so that other ways to choose can be judged by their clicks."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalogue.models import RecommendationShown
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.recommend.base import Recommendation


class ShownLog:
    """The log of drawn places. It names the conversation, never the customer."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def record(self, conversation_id: str, list_name: str, shown: Sequence[Recommendation]) -> int:
        """Keep the drawn places of a list as it is shown; how many there were, 0 where nothing is drawn."""
        now = self._clock.now()
        rows = [
            RecommendationShown(
                at=now,
                conversation_id=conversation_id,
                list_name=list_name,
                position=position,
                product_id=each.product_id,
                propensity=each.draw.propensity,
                likeliest=each.draw.likeliest,
                pool=each.draw.pool,
            )
            for position, each in enumerate(shown, start=1)
            if each.draw is not None
        ]
        if rows:
            with self._store.transaction() as session:
                session.add_all(rows)
        return len(rows)
