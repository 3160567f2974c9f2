"""Evaluates a shop's recommenders from its database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from threadpoolctl import threadpool_limits

from bot.evaluation.recommender.findings import Clicks, Findings, OffPolicy
from knowledge.recommend.evaluation.clicks import logged, rates
from knowledge.recommend.evaluation.off_policy import doubly_robust, effective_size, ips, snips
from knowledge.recommend.evaluation.people import read_people
from knowledge.recommend.evaluation.run import Wanted
from knowledge.recommend.evaluation.study import SplitName, split_by, study
from knowledge.recommend.neighbours import CORES
from knowledge.recommend.purchases import read_interactions
from knowledge.recommend.traits import read_traits
from knowledge.shop import Shop

SHARES_TRIED = (0.0, 0.1, 0.5)
"""Of drawn places, for which clicks are estimated."""
SUPPORTED = 2
"""Customers who must have bought a product for it to be a candidate: what one bought is their own secret."""


def evaluate_recommender(
    shop: Shop,
    *,
    split: SplitName = "last-days",
    days: float = 28.0,
    share: float = 0.2,
    k: int = 10,
    wanted: Sequence[Wanted] = ("all", "novel"),
    only: Sequence[str] = (),
    clicks: bool = False,
    clicks_days: float | None = None,
    supported: int = SUPPORTED,
    begin: Callable[[str, int], Callable[[], None]] = lambda what, total: lambda: None,
) -> Findings:
    """Compare the recommenders on the shop's orders; with ``clicks``, see what customers did in the widget too.

    Raises:
        ValueError: there is too little to hold anything out, or ``only`` names what there is not.
    """
    now = shop.clock.now()
    parted = split_by(split, read_interactions(shop.store, now).supported(supported), days, share)
    if not parted.truth:
        raise ValueError(
            f"nothing was held out ({parted.name}): the shop needs customers who bought both before and in it"
        )
    with threadpool_limits(limits=CORES):
        found = study(
            parted, read_traits(shop.store), read_people(shop.store), k=k, wanted=wanted, only=only, begin=begin
        )
    return Findings(shop.name, found, _clicks(shop, clicks_days) if clicks else None)


def _clicks(shop: Shop, days: float | None) -> Clicks:
    since = None if days is None else shop.clock.now() - timedelta(days=days)
    policies = []
    for explore in SHARES_TRIED:
        seen = logged(shop.store, explore, since)
        if len(seen.reward):
            estimates = ips(seen), snips(seen), doubly_robust(seen)
            policies.append(OffPolicy(explore, len(seen.reward), effective_size(seen), estimates))
    return Clicks(rates(shop.store, since), policies)
