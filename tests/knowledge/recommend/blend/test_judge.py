from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from knowledge.recommend.blend.features import FEATURES
from knowledge.recommend.blend.forest import Forest
from knowledge.recommend.blend.judge import NEGATIVES, Judges
from knowledge.recommend.blend.logistic import Logistic


@pytest.fixture
def rows() -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    features = chance.exponential(size=(6_000, len(FEATURES))).astype(np.float32)
    features[:3_000, 0] = 0  # never bought before
    # The second feature speaks for what is bought again, the third for what is new.
    odds = np.where(features[:, 0] > 0, 2 * features[:, 1] - 2, 2 * features[:, 2] - 4)
    return features, chance.random(6_000) < 1 / (1 + np.exp(-odds))


def test_the_trees_say_what_scikit_learn_says(rows: tuple[np.ndarray, np.ndarray]) -> None:
    features, right = rows
    forest = Forest.fit(features, right, trees=30, leaves=15, rate=0.1, seed=0)
    model = HistGradientBoostingClassifier(
        max_iter=30,
        learning_rate=0.1,
        max_leaf_nodes=15,
        min_samples_leaf=200,
        l2_regularization=5.0,
        max_bins=128,
        early_stopping=False,
        random_state=0,
    ).fit(features, right)
    assert forest.log_odds(features) == pytest.approx(model.decision_function(features), abs=1e-4)


def test_a_part_of_what_was_wrong_is_enough_to_get_the_odds_right(rows: tuple[np.ndarray, np.ndarray]) -> None:
    features, right = rows
    kept = right | (np.random.default_rng(1).random(len(right)) < NEGATIVES)
    for model in (
        Forest.fit(features[kept], right[kept], trees=30, leaves=15, rate=0.1, negatives=NEGATIVES, seed=0),
        Logistic.fit(features[kept], right[kept], negatives=NEGATIVES),
    ):
        probability = 1 / (1 + np.exp(-model.log_odds(features)))
        assert probability.mean() == pytest.approx(right.mean(), rel=0.1)


def test_repeats_and_the_new_are_judged_apart(rows: tuple[np.ndarray, np.ndarray]) -> None:
    judges = Judges.fit(*rows, seed=0)
    assert judges is not None
    again, new = np.ones((2, 2, len(FEATURES)), dtype=np.float32)
    new[:, 0] = 0
    again[1, 1] = new[1, 1] = 3  # speaks for repeats alone
    gained = [float(np.subtract(*judges.probabilities(pair)[::-1])) for pair in (again, new)]
    assert gained[0] > 0.3 > 0.1 > abs(gained[1])


def test_where_only_repeats_were_bought_their_judge_is_both(rows: tuple[np.ndarray, np.ndarray]) -> None:
    features, right = rows
    judges = Judges.fit(features, right & (features[:, 0] > 0), seed=0)
    assert judges is not None
    assert np.isfinite(judges.probabilities(features)).all()
    assert Judges.fit(features, np.zeros(len(right), dtype=bool), seed=0) is None
