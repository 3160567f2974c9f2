from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.evaluation.run import evaluate
from knowledge.recommend.evaluation.splits import Split, last_days
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.own import OwnPurchasesRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.selection import Selection
from knowledge.recommend.traits import ProductTraits

PRODUCTS, KINDS, WEEKS = 300, 15, 16


@pytest.fixture(scope="module")
def shop() -> tuple[Interactions, ProductTraits]:
    """Customers shop every week: three of their staples, and two other products of the kinds that they like."""
    chance = np.random.default_rng(5)
    kind = chance.integers(0, KINDS, PRODUCTS)
    customers, products, ages = [], [], []
    for customer in range(80):
        liked = chance.choice(KINDS, 3, replace=False)
        may_like = np.flatnonzero(np.isin(kind, liked))
        staples = chance.choice(may_like, 5, replace=False)
        for week in range(WEEKS):
            basket = {*chance.choice(staples, 3, replace=False), *chance.choice(may_like, 2)}
            for product in sorted(basket):
                customers.append(f"c{customer:03}")
                products.append(f"p{product:03}")
                ages.append(7.0 * week + 1)
    names = [f"p{each:03}" for each in range(PRODUCTS)]
    kinds = dict(zip(names, (f"kind-{each}" for each in kind), strict=True))
    return Interactions.of_columns(customers, products, ages), ProductTraits(kinds, kinds, dict.fromkeys(names, "b"))


@pytest.fixture(scope="module")
def split(shop: tuple[Interactions, ProductTraits]) -> Split:
    return last_days(shop[0], 14)


@pytest.fixture(scope="module")
def blend(shop: tuple[Interactions, ProductTraits], split: Split) -> BlendRecommender:
    fitted = BlendRecommender(shop[1], window=14)
    fitted.fit(split.train)
    return fitted


def test_the_blend_tells_the_staples_from_the_rest_and_the_kind_that_is_liked(
    blend: BlendRecommender, split: Split
) -> None:
    own, popular = OwnPurchasesRecommender(None), PopularityRecommender()
    for each in (own, popular):
        each.fit(split.train)
    of_all, of_new = evaluate(blend, split).mean("ndcg"), evaluate(blend, split, "novel").mean("ndcg")
    assert of_all > 0.98 * evaluate(own, split).mean("ndcg") > 3 * evaluate(popular, split).mean("ndcg")
    assert of_new > 1.5 * evaluate(popular, split, "novel").mean("ndcg")


def test_scores_are_probabilities_that_mean_what_they_say(blend: BlendRecommender, split: Split) -> None:
    said, came = [], []
    for customer, bought in split.truth.items():
        for each in blend.recommend(split.history(customer), 20):
            said.append(each.score)
            came.append(each.product_id in bought)
    probability, right = np.array(said), np.array(came)
    assert ((probability > 0) & (probability < 1)).all()
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        there = (probability >= low) & (probability < high)
        if there.sum() > 100:
            assert right[there].mean() == pytest.approx(probability[there].mean(), abs=0.12)


def test_of_a_small_part_of_the_catalogue_every_product_is_judged(
    blend: BlendRecommender, shop: tuple[Interactions, ProductTraits], split: Split
) -> None:
    """Those of a kind that the customer never bought are no candidates of anything, and still come in an order."""
    history, kinds = split.history(0), shop[1].kind
    bought = {kinds[each] for each in history.products}
    strange = frozenset(each for each in blend.vocabulary.products if kinds[each] not in bought)
    found = blend.recommend(history, 400, Selection(within=(strange,)))
    assert {each.product_id for each in found} == strange
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


def test_a_product_scores_the_same_among_few_as_among_all(blend: BlendRecommender, split: Split) -> None:
    history = split.history(3)
    among_all = {each.product_id: each.score for each in blend.recommend(history, 50)}
    among_few = blend.recommend(history, 50, Selection(within=(frozenset(among_all),)))
    assert {each.product_id: each.score for each in among_few} == pytest.approx(among_all)


def test_a_saved_blend_gives_the_same_answers(blend: BlendRecommender, split: Split, tmp_path: Path) -> None:
    blend.save(tmp_path)
    loaded = BlendRecommender.load(tmp_path, blend.vocabulary)
    assert loaded.recommend(split.history(7), 10) == blend.recommend(split.history(7), 10)


def test_the_same_seed_gives_the_same_blend(
    blend: BlendRecommender, shop: tuple[Interactions, ProductTraits], split: Split
) -> None:
    again = BlendRecommender(shop[1], window=14)
    again.fit(split.train)
    assert again.recommend(split.history(7), 10) == blend.recommend(split.history(7), 10)


def test_with_too_few_purchases_to_learn_from_the_random_walk_decides(shop: tuple[Interactions, ProductTraits]) -> None:
    few = last_days(shop[0], 7 * (WEEKS - 1)).train
    small = BlendRecommender(shop[1])
    small.fit(few)
    history = History.of_customer(few, 0)
    assert small.recommend(history, 5) == small.walk.recommend(history, 5)
