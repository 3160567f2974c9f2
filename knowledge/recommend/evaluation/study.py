"""Compares the recommenders on a shop's own purchases, and looks whom they serve and whose products they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from knowledge.recommend.base import Recommender
from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.ease import EaseRecommender
from knowledge.recommend.evaluation.exposure import Exposure, exposures, kinds_of_brand
from knowledge.recommend.evaluation.groups import ByGroup, by_activity, by_group, labels_of
from knowledge.recommend.evaluation.people import People
from knowledge.recommend.evaluation.run import Outcome, Wanted, evaluate, fit
from knowledge.recommend.evaluation.splits import (
    Split,
    last_days,
    last_share,
    leave_one_out,
    random_share,
    random_share_of_products,
)
from knowledge.recommend.history import Recency
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.own import OwnPurchasesRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.traits import ProductTraits
from knowledge.recommend.user_user import UserUserRecommender

SplitName = Literal["last-days", "last-share", "leave-one-out", "random", "random-of-products"]
SERVED = "blend"
"""The name of what customers get."""
RECENCY = Recency(56.0)


@dataclass(frozen=True, eq=False)
class Study:
    """``outcomes``: by what was wanted, one a recommender; ``groups`` and ``exposures`` are of what customers get."""

    split: Split
    k: int
    outcomes: Mapping[Wanted, Sequence[Outcome]]
    groups: Mapping[Wanted, Sequence[ByGroup]]
    exposures: Mapping[Wanted, Sequence[Exposure]]


def recommenders(traits: ProductTraits) -> dict[str, Callable[[], Recommender]]:
    """Those that are compared, by the names of the tables."""
    return {
        "popular": lambda: PopularityRecommender(None),
        "popular lately": PopularityRecommender,
        "own purchases": lambda: OwnPurchasesRecommender(None),
        "own purchases lately": OwnPurchasesRecommender,
        "user-based": UserUserRecommender,
        "item-based": ItemItemRecommender,
        "RP3beta": lambda: Rp3BetaRecommender(recency=RECENCY),
        "EASE": lambda: EaseRecommender(recency=RECENCY),
        SERVED: lambda: BlendRecommender(traits),
    }


def split_by(name: SplitName, interactions: Interactions, days: float = 28.0, share: float = 0.2) -> Split:
    """Hold out purchases in one of the ways there are; ``days`` and ``share`` are for those that ask for them."""
    if name == "last-days":
        return last_days(interactions, days)
    if name == "leave-one-out":
        return leave_one_out(interactions)
    ways = {"last-share": last_share, "random": random_share, "random-of-products": random_share_of_products}
    return ways[name](interactions, share)


def study(
    split: Split,
    traits: ProductTraits,
    people: People,
    *,
    k: int = 10,
    wanted: Sequence[Wanted] = ("all", "novel"),
    only: Sequence[str] = (),
    begin: Callable[[str, int], Callable[[], None]] = lambda what, total: lambda: None,
) -> Study:
    """Fit and ask the recommenders (all, or those named in ``only``) on one split.

    ``begin`` is told of each step and how much it holds; what it returns is called as that advances.

    Raises:
        ValueError: ``only`` names one that there is not.
    """
    makers = recommenders(traits)
    for name in only:
        if name not in makers:
            raise ValueError(f"no such recommender: {name!r}; there are {', '.join(makers)}")
    outcomes: dict[Wanted, list[Outcome]] = {each: [] for each in wanted}
    for name, make in makers.items():
        if only and name not in only:
            continue
        advance = begin(f"{name}: learning", 1)
        recommender = make()
        seconds = fit(recommender, split)
        advance()
        for each in wanted:
            asked = begin(f"{name}: asking ({each})", len(split.truth))
            outcomes[each].append(
                evaluate(recommender, split, each, k, kind=traits.kind, fit_seconds=seconds, name=name, advance=asked)
            )
    groups: dict[Wanted, Sequence[ByGroup]] = {}
    shown: dict[Wanted, Sequence[Exposure]] = {}
    brands = kinds_of_brand(split.train, traits.brand, people.own_brands)
    for each, found in outcomes.items():
        served = next((outcome for outcome in found if outcome.recommender == SERVED), None)
        groups[each] = [] if served is None else _groups(served, split, people)
        shown[each] = () if served is None else exposures(served.lists, split.train, brands)
    return Study(split, k, outcomes, groups, shown)


def _groups(outcome: Outcome, split: Split, people: People) -> list[ByGroup]:
    if not len(outcome.customers):
        return []
    train, values = split.train, outcome.each["ndcg"]
    baskets = [len(np.unique(train.basket[train.starts[each] : train.starts[each + 1]])) for each in outcome.customers]
    names = [train.customers[each] for each in outcome.customers]
    known = sorted({trait for each in names for trait in people.traits.get(each, {})})
    found = [by_group(values, by_activity(baskets), "orders")]
    found += [by_group(values, labels_of(people.traits, names, trait), trait) for trait in known]
    return [each for each in found if each is not None]
