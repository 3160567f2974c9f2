from __future__ import annotations

import numpy as np
import pytest

from knowledge.recommend.evaluation.significance import interval, paired_p_value


def test_an_interval_is_about_two_standard_errors_to_each_side() -> None:
    values = np.random.default_rng(0).normal(5, 2, 400)
    found = interval(values)
    error = values.std() / 20
    assert found.mean == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_customers_without_a_value_do_not_count() -> None:
    assert interval(np.array([1.0, np.nan, 3.0])).mean == 2
    assert np.isnan(interval(np.array([np.nan])).mean)


def test_a_small_but_steady_difference_is_told_from_chance() -> None:
    chance = np.random.default_rng(1)
    theirs = chance.random(300)
    assert paired_p_value(theirs + 0.01 + 0.001 * chance.normal(size=300), theirs) < 0.001
    assert paired_p_value(theirs, theirs) == 1


def test_without_a_difference_small_p_values_are_as_rare_as_they_say() -> None:
    chance = np.random.default_rng(2)
    found = [paired_p_value(*chance.normal(size=(2, 40)), seed=each) for each in range(200)]
    assert 0.01 < np.mean(np.array(found) < 0.05) < 0.10
