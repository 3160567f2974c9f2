"""What every recommender promises, tested on each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from knowledge.recommend.base import Interactions, Purchase, Recommender
from knowledge.recommend.item_item import ItemItemRecommender, Weighting
from knowledge.recommend.popularity import PopularityRecommender

NOW = datetime(2024, 5, 17, 12, tzinfo=timezone.utc)


def item_item(weighting: Weighting) -> Callable[[], ItemItemRecommender]:
    return lambda: ItemItemRecommender(weighting, neighbours=20, supported=1, speaking=1)


MAKERS: dict[str, Callable[[], Recommender]] = {
    "popularity": PopularityRecommender,
    "cosine": item_item("cosine"),
    "tfidf": item_item("tfidf"),
    "bm25": item_item("bm25"),
}
every = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
learning = pytest.mark.parametrize("make", [MAKERS[name] for name in ("cosine", "tfidf", "bm25")])


def bought(customer: str, product: str, days_ago: float = 1.0, quantity: int = 1) -> Purchase:
    return Purchase(customer, product, quantity, NOW - timedelta(days=days_ago))


def anything(_product_id: str) -> bool:
    return True


def checkerboard(size: int = 20) -> list[Purchase]:
    """Customer i bought product j if both are even or both odd, but for one cell held out: customer i, product i."""
    return [bought(f"c{i:02}", f"p{j:02}") for i in range(size) for j in range(size) if i % 2 == j % 2 and i != j]


@learning
def test_the_cell_held_out_of_a_checkerboard_comes_first(make: Callable[[], Recommender]) -> None:
    recommender = make()
    lines = checkerboard()
    recommender.fit(Interactions.of(lines, NOW))
    for customer in range(20):
        own = {line.product_id: 1.0 for line in lines if line.customer_id == f"c{customer:02}"}
        found = recommender.recommend(own, 1, lambda each, own=own: each not in own)
        assert [each.product_id for each in found] == [f"p{customer:02}"]


@learning
def test_similar_products_are_of_the_same_colour_and_never_the_product_itself(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    found = [each.product_id for each in recommender.similar("p04", 20, anything)]
    assert "p04" not in found
    assert len(found) == 9
    assert all(int(each[1:]) % 2 == 0 for each in found)


@every
def test_lists_are_as_long_as_asked_ordered_and_without_repeats(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    for k in (0, 1, 5):
        found = recommender.recommend({"p00": 1.0, "p01": 1.0}, k, anything)
        scores = [each.score for each in found]
        assert len(found) == len({each.product_id for each in found}) == k
        assert scores == sorted(scores, reverse=True)
        assert all(np.isfinite(scores))


@every
def test_only_products_that_are_let_through_come(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    wanted = {"p02", "p08", "p14"}
    found = recommender.recommend({"p00": 1.0}, 10, wanted.__contains__)
    assert {each.product_id for each in found} == wanted
    assert not recommender.recommend({"p00": 1.0}, 10, lambda each: False)


@every
def test_unknown_products_are_no_history_and_like_nothing(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    assert recommender.recommend({"never seen": 1.0}, 5, anything) == recommender.recommend({}, 5, anything)
    assert recommender.similar("never seen", 5, anything) == []


@every
def test_a_saved_recommender_gives_the_same_answers(make: Callable[[], Recommender], tmp_path: Path) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    recommender.save(tmp_path)
    loaded = type(recommender).load(tmp_path)
    for history in ({}, {"p00": 1.0}, {"p00": 0.5, "p03": 2.0}):
        assert loaded.recommend(history, 10, anything) == recommender.recommend(history, 10, anything)
    assert loaded.similar("p05", 10, anything) == recommender.similar("p05", 10, anything)


@every
def test_the_order_of_the_purchases_does_not_matter(make: Callable[[], Recommender]) -> None:
    one, other = make(), make()
    lines = checkerboard()
    one.fit(Interactions.of(lines, NOW))
    other.fit(Interactions.of(lines[::-1], NOW))
    assert one.recommend({"p00": 1.0}, 10, anything) == other.recommend({"p00": 1.0}, 10, anything)


@every
@pytest.mark.parametrize(
    "lines",
    [[], [bought("c", "p")], [bought("c", "p"), bought("c", "q")], [bought("c", "p"), bought("d", "p")]],
    ids=["nothing", "one purchase", "one customer", "one product"],
)
def test_next_to_nothing_to_learn_from_is_no_error(
    make: Callable[[], Recommender], lines: list[Purchase], tmp_path: Path
) -> None:
    recommender = make()
    recommender.fit(Interactions.of(lines, NOW))
    recommender.save(tmp_path)
    for each in (recommender, type(recommender).load(tmp_path)):
        assert all(np.isfinite(found.score) for found in each.recommend({"p": 1.0}, 5, anything))
        assert "p" not in [found.product_id for found in each.similar("p", 5, anything)]


@every
def test_fitting_again_forgets(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    recommender.fit(Interactions.of([bought("c", "x"), bought("c", "y")], NOW))
    assert {each.product_id for each in recommender.recommend({"p00": 1.0, "x": 1.0}, 10, anything)} <= {"x", "y"}


@learning
def test_evidence_is_of_the_history_and_adds_up_to_the_score(make: Callable[[], Recommender]) -> None:
    recommender = make()
    recommender.fit(Interactions.of(checkerboard(), NOW))
    for each in recommender.recommend({"p00": 1.0, "p02": 1.0, "p05": 1.0}, 10, lambda product: product != "p00"):
        assert set(each.evidence) <= {"p00", "p02", "p05"}
        assert each.evidence
        assert sum(each.evidence.values()) == pytest.approx(each.score)


def test_a_product_that_few_bought_is_neither_recommended_nor_speaks_for_others() -> None:
    lines = [bought(f"c{i}", product) for i in range(10) for product in ("bread", "butter")]
    lines += [bought("c0", "caviar")]
    recommender = ItemItemRecommender(supported=5, speaking=5)
    recommender.fit(Interactions.of(lines + [bought(f"x{i}", "soap") for i in range(10)], NOW))
    assert [each.product_id for each in recommender.similar("bread", 5, anything)] == ["butter"]
    assert recommender.similar("caviar", 5, anything) == []


def test_a_purchase_counts_half_after_the_half_life() -> None:
    recommender = PopularityRecommender(half_life=10)
    recommender.fit(Interactions.of([bought("a", "new", 0), bought("b", "old", 10), bought("c", "older", 20)], NOW))
    found = recommender.recommend({}, 5, anything)
    assert [(each.product_id, each.score) for each in found] == [
        ("new", pytest.approx(1)),
        ("old", pytest.approx(0.5)),
        ("older", pytest.approx(0.25)),
    ]


def test_returns_corrections_repeats_and_the_future_do_not_count() -> None:
    interactions = Interactions.of(
        [
            bought("c", "kept"),
            bought("c", "kept"),
            bought("c", "kept", days_ago=3),
            bought("c", "returned", quantity=-1),
            bought("c", "nothing", quantity=0),
            bought("c", "tomorrow", days_ago=-1),
        ],
        NOW,
    )
    assert interactions.products == ("kept",)
    assert interactions.matrix().toarray().tolist() == [[2.0]]
    np.testing.assert_allclose(sorted(interactions.age), [1.0, 3.0])
