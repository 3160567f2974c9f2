"""The simulated shopper behaves as docs/benchmarks.md says."""

from __future__ import annotations

import random

import pytest

from benchmarks.guides.policies import PEER, POLICIES, Moment, Policy, greedy_popular
from benchmarks.guides.shopper import FAILED, Behaviour, turns_to_find
from benchmarks.guides.shops import Setting, Shopper
from knowledge.graph import ProductGraph, SearchQuery
from tests.knowledge.graph.conftest import graph, small_store  # noqa: F401 (fixtures)

TRUTHFUL = Behaviour(unsure=0.0, wrong=0.0)


def setting(graph: ProductGraph, *targets: str) -> Setting:  # noqa: F811
    return Setting("small", graph, tuple(map(Shopper, targets)), names_department=False)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda each: each.name)
def test_with_fewer_products_than_a_page_everybody_finds_at_once(graph: ProductGraph, policy: Policy) -> None:  # noqa: F811
    shop = setting(graph, "p1", "p6")
    for shopper in shop.shoppers:
        assert turns_to_find(shop, shopper, policy, TRUTHFUL, seed=0) == 1


@pytest.mark.parametrize("policy", POLICIES, ids=lambda each: each.name)
def test_the_same_seed_gives_the_same_dialogue(graph: ProductGraph, policy: Policy) -> None:  # noqa: F811
    shop = setting(graph, "p5")
    noisy = Behaviour(unsure=0.3, wrong=0.3)
    first, second = (turns_to_find(shop, shop.shoppers[0], policy, noisy, seed=7) for _ in range(2))
    assert first == second


def test_what_is_not_on_sale_is_never_found(graph: ProductGraph) -> None:  # noqa: F811
    shop = setting(graph, "p7")  # out of stock
    policy = next(each for each in POLICIES if each.name == PEER)
    assert turns_to_find(shop, shop.shoppers[0], policy, TRUTHFUL, seed=0) == FAILED


def test_no_policy_asks_what_was_asked_or_said(graph: ProductGraph) -> None:  # noqa: F811
    moment = Moment(graph, SearchQuery(brands=("acme",)), frozenset({"price"}), frozenset(), 0.0, {}, random.Random(0))
    for policy in POLICIES:
        assert not {"brand", "price"} & set(policy.ask(moment))
    assert greedy_popular(moment) == []
