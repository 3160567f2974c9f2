from __future__ import annotations

from datetime import datetime, timezone

from knowledge.customers.features import CustomerFeatures
from knowledge.graph import SearchQuery
from knowledge.guide.questions import UNSURE, questions
from knowledge.guide.sensitivity import unsure_for

NOW = datetime(2024, 5, 17, tzinfo=timezone.utc)


def customer(promotion_share: float, price_level: float) -> CustomerFeatures:
    return CustomerFeatures(
        "ada", NOW, NOW, 9, 90.0, 5.0, 20, 7.0, price_level, promotion_share, own_share=0.1, weekday=2, hour=12
    )


def test_who_minds_prices_is_asked_for_one_sooner_than_who_does_not(demo):
    query = SearchQuery(categories=("grocery/cold-cereal",))

    def bits(known: CustomerFeatures | None) -> float:
        found = questions(demo, query, unsure=unsure_for(known), most=20, shown=1)
        first = questions(
            demo, query, asked=[each.facet for each in found if each.facet != "price"], unsure=unsure_for(known)
        )
        return first[0].bits

    assert bits(customer(0.4, 1.0)) > bits(None) > bits(customer(0.0, 1.3))


def test_of_whom_nothing_is_known_nothing_is_presumed():
    assert unsure_for(None) == unsure_for(customer(0.12, 1.0)) == UNSURE
    assert unsure_for(customer(0.0, 0.7))["price"] < UNSURE["price"] < unsure_for(customer(0.0, 1.3))["price"]
