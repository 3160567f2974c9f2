"""Off-policy estimates against a world in which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.recommend.evaluation.off_policy import Logged, doubly_robust, effective_size, ips, snips

CLICKED = np.array([0.30, 0.10, 0.05, 0.02])
SHOWN = np.array([0.4, 0.3, 0.2, 0.1])
OTHER = np.array([0.1, 0.1, 0.2, 0.6])


def world(size: int, seed: int, expected: np.ndarray = CLICKED) -> Logged:
    chance = np.random.default_rng(seed)
    product = chance.choice(4, size, p=SHOWN)
    reward = (chance.random(size) < CLICKED[product]).astype(float)
    return Logged(reward, SHOWN[product], OTHER[product], expected[product], np.full(size, float(OTHER @ expected)))


@pytest.mark.parametrize("estimate", [ips, snips, doubly_robust])
def test_the_mean_over_many_logs_is_what_the_other_way_would_have_earned(estimate) -> None:
    truth = OTHER @ CLICKED
    found = [estimate(world(2_000, seed)) for seed in range(40)]
    assert np.mean([each.mean for each in found]) == pytest.approx(truth, abs=0.004)
    assert np.mean([each.low <= truth <= each.high for each in found]) >= 0.85


def test_a_wrong_model_does_not_bias_the_doubly_robust_estimate() -> None:
    wrong = np.array([0.9, 0.5, 0.5, 0.5])
    found = np.mean([doubly_robust(world(2_000, seed, wrong)).mean for seed in range(40)])
    assert found == pytest.approx(OTHER @ CLICKED, abs=0.01)


def test_a_right_model_narrows_the_estimate() -> None:
    product = np.random.default_rng(0).choice(4, 500, p=SHOWN)
    clicked = (product < 2).astype(float)  # as the model says
    log = Logged(clicked, SHOWN[product], OTHER[product], clicked, np.full(500, OTHER[:2].sum()))
    by_scores, by_both = ips(log), doubly_robust(log)
    assert by_both.mean == pytest.approx(0.2) and by_both.high - by_both.low < 1e-9
    assert by_scores.high - by_scores.low > 0.02


def test_a_log_is_worth_itself_for_its_own_way_and_less_for_another() -> None:
    log = world(1_000, 0)
    own = Logged(log.reward, log.propensity, log.propensity, log.expected, log.expected)
    assert effective_size(own) == pytest.approx(1_000)
    assert effective_size(log) < 500


def test_what_could_not_have_been_shown_is_refused() -> None:
    one = np.ones(1)
    with pytest.raises(ValueError, match="propensity"):
        Logged(one, np.zeros(1), one, one, one)
    with pytest.raises(ValueError, match="one element"):
        Logged(one, np.ones(2), one, one, one)
