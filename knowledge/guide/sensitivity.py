"""Whom to ask about the price: who minds it has an answer, and who does not should be asked something else."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.customers.features import CustomerFeatures
from knowledge.graph.facets import PRICE
from knowledge.guide.questions import UNSURE

#: From so much of their orders' value that discounts took off, or from so low a price level, a customer minds prices.
#: Set by judgement: on the demo 664 of 2,318 customers mind, and 87 do not.
MINDS_OFFERS, MINDS_LEVEL = 0.2, 0.85
#: Up to so little taken off, at so high a level, they do not.
CARELESS_OFFERS, CARELESS_LEVEL = 0.08, 1.1
#: The shares of those who mind, and of those who do not, who have no price in mind.
UNSURE_MINDS, UNSURE_CARELESS = 0.05, 0.5


def unsure_for(known: CustomerFeatures | None) -> Mapping[str, float]:
    """``UNSURE`` for a customer: as it is for one of whom nothing is known, or who is neither."""
    if known is None:
        return UNSURE
    if known.promotion_share >= MINDS_OFFERS or known.price_level <= MINDS_LEVEL:
        return {**UNSURE, PRICE: UNSURE_MINDS}
    if known.promotion_share <= CARELESS_OFFERS and known.price_level >= CARELESS_LEVEL:
        return {**UNSURE, PRICE: UNSURE_CARELESS}
    return UNSURE
