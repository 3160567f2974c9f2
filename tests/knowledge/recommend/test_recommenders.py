"""What every recommender promises, tested on each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.recommend.als import AlsRecommender
from knowledge.recommend.base import Recommender
from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.bpr import BprRecommender
from knowledge.recommend.content import ContentRecommender
from knowledge.recommend.ease import EaseRecommender
from knowledge.recommend.history import History, Recency
from knowledge.recommend.interactions import Interactions, Purchase
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.neighbours import Support
from knowledge.recommend.own import OwnPurchasesRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.selection import Selection
from knowledge.recommend.sequence import SequenceRecommender
from knowledge.recommend.traits import ProductTraits
from knowledge.recommend.user_user import UserUserRecommender

NOW = datetime(2024, 5, 17, 12, tzinfo=timezone.utc)
ANY_NUMBER = Support(1, 1)


def one_hot(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of unit length, those of different texts at right angles."""
    return np.eye(len(texts), dtype=np.float32)


MAKERS: dict[str, Callable[[], Recommender]] = {
    "popularity": PopularityRecommender,
    "own": OwnPurchasesRecommender,
    "user_user cosine": lambda: UserUserRecommender("cosine", neighbours=8),
    "user_user pearson": lambda: UserUserRecommender("pearson", neighbours=8),
    "item_item cosine": lambda: ItemItemRecommender("cosine", 20, ANY_NUMBER),
    "item_item tfidf": lambda: ItemItemRecommender("tfidf", 20, ANY_NUMBER),
    "item_item bm25": lambda: ItemItemRecommender("bm25", 20, ANY_NUMBER),
    "rp3beta": lambda: Rp3BetaRecommender(support=ANY_NUMBER),
    "ease": lambda: EaseRecommender(regularisation=1, support=ANY_NUMBER),
    "als": lambda: AlsRecommender(factors=8, regularisation=0.1),
    "bpr": lambda: BprRecommender(factors=8, iterations=300),
    "sequence": lambda: SequenceRecommender(factors=16, epochs=60, batch=8, dropout=0.1),
    "blend": lambda: BlendRecommender(),
    "content": lambda: ContentRecommender({f"p{j:02}": ("even", "odd")[j % 2] for j in range(20)}, one_hot),
}
NOT_OF_OTHERS = ("popularity", "own", "content")
NEIGHBOURS = ("item_item cosine", "item_item tfidf", "item_item bm25", "rp3beta", "ease")
every = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def only(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", [MAKERS[name] for name in names], ids=names)


learning = only(*(name for name in MAKERS if name not in (*NOT_OF_OTHERS, "sequence")))


def bought(customer: str, product: str, days_ago: float = 1.0, quantity: int = 1) -> Purchase:
    return Purchase(customer, product, quantity, NOW - timedelta(days=days_ago))


def having(*product_ids: str) -> History:
    return History.of_purchases(product_ids, np.ones(len(product_ids), dtype=np.float32))


def checkerboard(size: int = 20) -> list[Purchase]:
    """Customer i bought product j if both are even or both odd, but for one cell held out: customer i, product i."""
    return [bought(f"c{i:02}", f"p{j:02}") for i in range(size) for j in range(size) if i % 2 == j % 2 and i != j]


def fitted(make: Callable[[], Recommender], lines: list[Purchase] | None = None) -> Recommender:
    recommender = make()
    # A model that learns from windows before now needs them not to be all of the data: here it falls back.
    recommender.fit(Interactions.of(checkerboard() if lines is None else lines, NOW))
    return recommender


@learning
def test_the_cell_held_out_of_a_checkerboard_comes_first(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    for customer in range(20):
        own = [f"p{j:02}" for j in range(20) if j % 2 == customer % 2 and j != customer]
        found = recommender.recommend(having(*own), 1, Selection(frozenset(own)))
        assert [each.product_id for each in found] == [f"p{customer:02}"]


@learning
def test_similar_products_are_of_the_same_colour_and_never_the_product_itself(make: Callable[[], Recommender]) -> None:
    found = [each.product_id for each in fitted(make).similar("p04", 9)]
    assert "p04" not in found
    assert len(found) == 9
    assert all(int(each[1:]) % 2 == 0 for each in found)


@every
def test_lists_are_as_long_as_asked_ordered_and_without_repeats(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    for k in (0, 1, 2):
        found = recommender.recommend(having("p00", "p01"), k)
        scores = [each.score for each in found]
        assert len(found) == len({each.product_id for each in found}) == k
        assert scores == sorted(scores, reverse=True)
        assert all(np.isfinite(scores))


@every
def test_only_products_that_are_let_through_come(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    history = having("p00", "p02", "p08", "p14")
    wanted = frozenset({"p02", "p08", "p14"})
    found = {each.product_id for each in recommender.recommend(history, 10, Selection(within=(wanted,)))}
    assert found == wanted
    without = Selection(frozenset({"p08"}), (wanted, frozenset({"p02", "p08"})))
    assert [each.product_id for each in recommender.recommend(history, 10, without)] == ["p02"]
    assert not recommender.recommend(history, 10, Selection(within=(frozenset(),)))


@every
def test_what_is_left_out_does_not_shorten_the_list(make: Callable[[], Recommender]) -> None:
    lines = [bought(f"c{customer}", f"p{product:03}") for customer in range(30) for product in range(300)]
    recommender = fitted(make, lines)
    everything = [f"p{product:03}" for product in range(300)]
    best = [each.product_id for each in recommender.recommend(having(*everything), 300)]
    if len(best) < 300:  # some say nothing for some products, which is as good
        return
    found = recommender.recommend(having(*everything), 10, Selection(frozenset(best[:200])))
    assert [each.product_id for each in found] == best[200:210]


@every
def test_unknown_products_are_no_history_and_like_nothing(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    assert recommender.recommend(having("never seen"), 5) == recommender.recommend(having(), 5)
    assert recommender.similar("never seen", 5) == []


@every
def test_a_saved_recommender_gives_the_same_answers(make: Callable[[], Recommender], tmp_path: Path) -> None:
    recommender = fitted(make)
    recommender.save(tmp_path)
    loaded = type(recommender).load(tmp_path, recommender.vocabulary)
    for history in (having(), having("p00"), having("p03", "p00"), History.of_visit(["p05"], having("p00"))):
        assert loaded.recommend(history, 10) == recommender.recommend(history, 10)
        assert loaded.explain(history, "p02") == recommender.explain(history, "p02")
    assert loaded.similar("p05", 10) == recommender.similar("p05", 10)


@every
def test_the_same_purchases_in_another_order_give_the_same_model(make: Callable[[], Recommender]) -> None:
    one, other = fitted(make), fitted(make, checkerboard()[::-1])
    assert one.recommend(having("p00"), 10) == other.recommend(having("p00"), 10)


@every
@pytest.mark.parametrize(
    "lines",
    [[], [bought("c", "p")], [bought("c", "p"), bought("c", "q")], [bought("c", "p"), bought("d", "p")]],
    ids=["nothing", "one purchase", "one customer", "one product"],
)
def test_next_to_nothing_to_learn_from_is_no_error(
    make: Callable[[], Recommender], lines: list[Purchase], tmp_path: Path
) -> None:
    recommender = fitted(make, lines)
    recommender.save(tmp_path)
    for each in (recommender, type(recommender).load(tmp_path, recommender.vocabulary)):
        assert all(np.isfinite(found.score) for found in each.recommend(having("p"), 5))
        assert "p" not in [found.product_id for found in each.similar("p", 5)]


@only(*(name for name in MAKERS if name != "content"))
def test_fitting_again_forgets(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    recommender.fit(Interactions.of([bought("c", "x"), bought("c", "y")], NOW))
    assert {each.product_id for each in recommender.recommend(having("p00", "x"), 10)} <= {"x", "y"}


@only(*NEIGHBOURS)
def test_evidence_is_of_the_history_and_adds_up_to_the_score(make: Callable[[], Recommender]) -> None:
    recommender = fitted(make)
    history = having("p00", "p02", "p05")
    for each in recommender.recommend(history, 10):
        evidence = recommender.explain(history, each.product_id)
        assert evidence and set(evidence) <= {"p00", "p02", "p05"}
        if min(evidence.values()) > 0 and len(evidence) == 2:
            assert sum(evidence.values()) == pytest.approx(each.score, rel=1e-4)


@only("item_item tfidf", "rp3beta", "ease")
@pytest.mark.parametrize("wanted", ["few", "many", "worst"])
def test_wanted_products_are_ranked_as_they_are_among_all(make: Callable[[], Recommender], wanted: str) -> None:
    """Few of many are looked up one by one; of many the best are gone through, and all where those do not suffice."""
    lines = [
        bought(f"c{customer}", f"p{product:03}")
        for customer in range(60)
        for product in range(200)
        if (customer * product) % 7 < 3
    ]
    recommender = fitted(make, lines)
    history = having("p003", "p010", "p055")
    all_ranked = recommender.recommend(history, 200)
    ids = [each.product_id for each in all_ranked]
    few, many = (frozenset(f"p{each:03}" for each in range(0, 200, step)) for step in (50, 3))
    within = {"few": few, "many": many, "worst": frozenset(ids[-len(ids) // 3 :])}[wanted]
    expected = [each for each in all_ranked if each.product_id in within][:10]
    found = recommender.recommend(history, 10, Selection(within=(within,)))
    assert [each.product_id for each in found] == [each.product_id for each in expected] != []
    assert [each.score for each in found] == pytest.approx([each.score for each in expected])


def test_a_product_that_few_bought_is_neither_recommended_nor_speaks_for_others() -> None:
    lines = [bought(f"c{i}", product) for i in range(10) for product in ("bread", "butter")]
    lines += [bought("c0", "caviar")] + [bought(f"x{i}", "soap") for i in range(10)]
    for make in (ItemItemRecommender, Rp3BetaRecommender, EaseRecommender):
        recommender = make(support=Support(5, 5))
        recommender.fit(Interactions.of(lines, NOW))
        assert [each.product_id for each in recommender.similar("bread", 1)] == ["butter"]
        assert "caviar" not in [each.product_id for each in recommender.similar("bread", 5)]
        assert recommender.similar("caviar", 5) == []


@pytest.mark.parametrize("unit", ["days", "products"])
def test_what_was_bought_lately_speaks_louder(unit: str) -> None:
    recommender = ItemItemRecommender("cosine", 20, ANY_NUMBER, Recency(5, unit))  # type: ignore[arg-type]
    recommender.fit(Interactions.of(checkerboard(), NOW))
    age = np.array([100, 100, 100, 1], dtype=np.float32)
    lately_odd = History.of_purchases(("p02", "p04", "p06", "p01"), age, np.array([1, 2, 3, 4], dtype=np.int32))
    rest = frozenset({"p02", "p04", "p06", "p01"})
    ranked = [each.product_id for each in recommender.recommend(lately_odd, 20, Selection(rest))]
    if unit == "days":
        assert all(int(each[1:]) % 2 for each in ranked[:9])
    odd = [each for each in recommender.recommend(lately_odd, 20, Selection(rest)) if int(each.product_id[1:]) % 2]
    even = [each for each in recommender.recommend(lately_odd, 20, Selection(rest)) if not int(each.product_id[1:]) % 2]
    assert odd[0].score / even[0].score > 1 / 3  # of four products that speak alike it would be a third


def test_a_purchase_counts_half_after_the_half_life() -> None:
    recommender = PopularityRecommender(half_life=10)
    recommender.fit(Interactions.of([bought("a", "new", 0), bought("b", "old", 10), bought("c", "older", 20)], NOW))
    assert [(each.product_id, each.score) for each in recommender.recommend(having(), 5)] == [
        ("new", pytest.approx(1)),
        ("old", pytest.approx(0.5)),
        ("older", pytest.approx(0.25)),
    ]


def test_new_purchases_count_without_learning_the_old_ones_again() -> None:
    old = [bought("a", "bread", 12), bought("b", "milk", 13), bought("c", "milk", 30)]
    new = [bought("d", "bread", 1), bought("e", "wine", 2)]
    at_once, later = PopularityRecommender(10), PopularityRecommender(10)
    at_once.fit(Interactions.of(old + new, NOW))
    earlier = NOW - timedelta(days=10)
    later.fit(Interactions.of(old, earlier))
    later.partial_fit(Interactions.of(new, NOW), days=10)
    ours, theirs = later.recommend(having(), 9), at_once.recommend(having(), 9)
    assert [each.product_id for each in ours] == [each.product_id for each in theirs]
    assert [each.score for each in ours] == pytest.approx([each.score for each in theirs])


def test_the_own_purchases_of_a_customer_are_ranked_by_how_often_and_how_lately() -> None:
    recommender = OwnPurchasesRecommender(half_life=14)
    recommender.fit(Interactions.of([bought("x", each) for each in ("milk", "bread", "salt")], NOW))
    age = np.array([28, 14, 14, 0.5], dtype=np.float32)
    history = History.of_purchases(("salt", "milk", "bread", "milk"), age)
    found = recommender.recommend(history, 5)
    assert [(each.product_id, each.score) for each in found] == [
        ("milk", pytest.approx(0.5 + 0.5 ** (0.5 / 14))),
        ("bread", pytest.approx(0.5)),
        ("salt", pytest.approx(0.25)),
    ]
    with pytest.raises(ValueError, match="half_life is one of"):
        OwnPurchasesRecommender(half_life=3)


def test_what_follows_in_a_sequence_is_recommended_next() -> None:
    """Every customer goes round the same twelve products, each from a place of their own."""
    lines = [bought(f"c{c:02}", f"p{(c + step) % 12:02}", 30 - step) for c in range(36) for step in range(24)]
    recommender = fitted(lambda: SequenceRecommender(factors=24, epochs=80, batch=8, dropout=0.0), lines)
    for start in range(12):
        way = [f"p{(start + step) % 12:02}" for step in range(4)]
        history = History.of_purchases(way, np.arange(4, 0, -1, dtype=np.float32))
        assert recommender.recommend(history, 1)[0].product_id == f"p{(start + 4) % 12:02}"


def test_the_same_seed_gives_the_same_sequence_model_and_another_another() -> None:
    one, same, other = (
        fitted(lambda seed=seed: SequenceRecommender(factors=8, epochs=2, seed=seed)) for seed in (1, 1, 2)
    )
    assert one.recommend(having("p00"), 5) == same.recommend(having("p00"), 5)
    assert one.recommend(having("p00"), 5) != other.recommend(having("p00"), 5)


def test_a_product_that_nobody_bought_is_found_by_what_it_is() -> None:
    texts = {"tea": "green tea", "new tea": "green tea", "soap": "hand soap", "new soap": "hand soap"}
    recommender = ContentRecommender(texts, one_hot)
    recommender.fit(Interactions.of([], NOW))
    found = recommender.recommend(having("tea"), 2, Selection(frozenset({"tea"})))
    assert [each.product_id for each in found] == ["new tea"]
    assert recommender.explain(having("tea", "soap"), "new soap") == {"soap": pytest.approx(1)}
    assert [each.product_id for each in recommender.similar("new soap", 3)] == ["soap"]


def test_traits_in_common_count_beside_words() -> None:
    texts = {"a": "one", "b": "two", "c": "three"}
    traits = ProductTraits({"a": "tea", "b": "tea"}, {}, {"a": "acme", "c": "acme"})
    found = ContentRecommender(texts, one_hot, traits).similar("a", 5)
    assert [(each.product_id, each.score) for each in found] == [("b", pytest.approx(1)), ("c", pytest.approx(0.5))]
