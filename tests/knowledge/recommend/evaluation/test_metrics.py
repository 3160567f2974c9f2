from __future__ import annotations

from math import log, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from knowledge.recommend.evaluation import metrics

LIST = ["a", "b", "c", "d"]
BOUGHT = {"b", "d", "z"}


def test_each_measure_of_a_list_worked_out_by_hand() -> None:
    assert metrics.precision(LIST, BOUGHT, 4) == 2 / 4
    assert metrics.recall(LIST, BOUGHT, 4) == 2 / 3
    assert metrics.f1(LIST, BOUGHT, 4) == pytest.approx(2 * (2 / 4) * (2 / 3) / (2 / 4 + 2 / 3))
    assert metrics.hit(LIST, BOUGHT, 4) == 1 and metrics.hit(LIST, BOUGHT, 1) == 0
    assert metrics.average_precision(LIST, BOUGHT, 4) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert metrics.reciprocal_rank(LIST, BOUGHT, 4) == 1 / 2
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert metrics.ndcg(LIST, BOUGHT, 4) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)


def test_a_list_shorter_than_asked_for_is_not_rewarded_for_it() -> None:
    assert metrics.precision(["b"], BOUGHT, 4) == 1 / 4


@given(st.permutations(list("abcdefgh")), st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 8))
def test_ndcg_is_scikit_learns(ranked: list[str], bought: set[str], k: int) -> None:
    relevance = [[float(each in bought) for each in ranked]]
    scores = [[float(-place) for place in range(len(ranked))]]
    assert metrics.ndcg(ranked, bought, k) == pytest.approx(ndcg_score(relevance, scores, k=k))


@given(st.permutations(list("abcdefgh")), st.sets(st.sampled_from("abcdefghxyz"), min_size=1), st.integers(1, 8))
def test_accuracy_lies_between_nothing_and_all(ranked: list[str], bought: set[str], k: int) -> None:
    for name, measure in metrics.ACCURACY.items():
        assert 0 <= measure(ranked, bought, k) <= 1, name


def test_coverage_counts_every_product_that_anybody_was_shown() -> None:
    assert metrics.coverage([["a", "b"], ["b", "c"]], 6) == 1 / 2
    assert metrics.coverage([], 0) == 0


def test_what_half_of_the_customers_bought_is_one_bit_of_news() -> None:
    assert metrics.novelty(["a", "b"], {"a": 1 / 2, "b": 1 / 8}) == pytest.approx((1 + 3) / 2)


def test_diversity_is_the_share_of_pairs_of_different_kinds() -> None:
    kind = {"a": "tea", "b": "tea", "c": "soap"}
    assert metrics.diversity(["a", "b", "c"], kind) == pytest.approx(2 / 3)
    assert np.isnan(metrics.diversity(["a"], kind))


def test_a_list_with_the_historys_mixture_is_calibrated_and_one_without_is_not() -> None:
    kind = {"a": "tea", "b": "soap", "x": "tea", "y": "soap"}
    assert metrics.miscalibration(["a", "b"], ["x", "y"], kind) == pytest.approx(0)
    expected = 0.5 * log(0.5 / (0.99 * 1 + 0.01 * 0.5)) + 0.5 * log(0.5 / (0.01 * 0.5))
    assert metrics.miscalibration(["a"], ["x", "y"], kind) == pytest.approx(expected)
