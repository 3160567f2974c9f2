"""What a customer buys again: their own purchases, the recent ones more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from knowledge.recommend.base import Recommender, Scores
from knowledge.recommend.history import HALF_LIVES, History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.vocabulary import Vocabulary


class OwnPurchasesRecommender(Recommender):
    """Scores a product by the sum over the customer's purchases of it of ``0.5 ** (age / half_life)``, ``half_life``
    one of ``HALF_LIVES`` or None for their plain number.

    Hard to beat where people buy again (Hu et al., "Modeling personalized item frequency information for next-basket
    recommendation", SIGIR 2020), and so the yardstick of every table.
    """

    name: ClassVar[str] = "own"

    def __init__(self, half_life: float | None = HALF_LIVES[-1]) -> None:
        if half_life is not None and half_life not in HALF_LIVES:
            raise ValueError(f"half_life is one of {HALF_LIVES} days or None, not {half_life}")
        self.half_life = half_life

    def fit(self, interactions: Interactions) -> None:
        self.vocabulary = interactions.vocabulary

    def scores(self, history: History) -> Scores:
        known = history.known(self.vocabulary)
        values = known.count if self.half_life is None else known.decayed[self.half_life]
        return Scores(known.rows, values)

    def similar(self, product_id: str, k: int, keep: Any = None) -> list[Any]:
        """Nothing: one product says nothing of another."""
        return []

    def explain(self, history: History, product_id: str) -> Mapping[str, float]:
        return {product_id: 1.0} if product_id in history.products else {}

    def arrays(self) -> dict[str, Any]:
        return {"half_life": -1.0 if self.half_life is None else self.half_life}

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> OwnPurchasesRecommender:
        half_life = float(arrays["half_life"])
        recommender = cls(None if half_life < 0 else half_life)
        recommender.vocabulary = vocabulary
        return recommender
