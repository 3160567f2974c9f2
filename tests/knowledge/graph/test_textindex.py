"""BM25 and the log-likelihood ratio against numbers worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from knowledge.graph.copurchase import log_likelihood_ratio
from knowledge.graph.textindex import K1, B, TextIndex


def test_scores_are_bm25() -> None:
    index = TextIndex([{"milk": 2.0, "oat": 1.0}, {"milk": 1.0}, {"soap": 1.0}])
    match = index.match("milk")
    assert match is not None
    idf, average = log(1 + (3 - 2 + 0.5) / (2 + 0.5)), 5 / 3
    expected = [
        idf * 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / average)),
        idf * 1 * (K1 + 1) / (1 + K1 * (1 - B + B * 1 / average)),
        0.0,
    ]
    assert match.scores.tolist() == pytest.approx(expected, rel=1e-5)
    assert list(match.documents) == [0, 1]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    index = TextIndex([{"milk": 1.0}, {"milk": 1.0}, {"oat": 1.0}])
    rare, common = index.match("oat"), index.match("milk")
    assert rare is not None and common is not None
    assert rare.scores.max() > common.scores.max()


def test_an_index_of_nothing_answers_with_nothing() -> None:
    match = TextIndex([]).match("milk")
    assert match is not None and not match.documents


def test_a_known_word_is_not_corrected_to_another() -> None:
    index = TextIndex([{"soap": 1.0}, {"soup": 1.0}])
    assert index.alternatives("soap") == ["soap"]
    assert index.alternatives("soip") == ["soap", "soup"]


def test_the_likelihood_ratio_is_zero_for_independence_and_grows_with_evidence() -> None:
    # 100 orders, x in 50, y in 20: independent at 10 together.
    ten, twenty = (log_likelihood_ratio(np.array([n]), np.array([50]), np.array([20]), 100)[0] for n in (10, 20))
    assert ten == pytest.approx(0.0, abs=1e-9)
    # Worked by hand: 2 * (20 ln 2 + 30 ln(30/40) + 50 ln(50/40)).
    assert twenty == pytest.approx(2 * (20 * log(2) + 30 * log(30 / 40) + 50 * log(50 / 40)))
