"""The two readers of the intent classifier: what they learn, that they are sure as often as right, and repeatable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.mixture import Mixture, Settings, train_mixture
from bot.nlu.network import Matrix, Schedule, softmax, train_network

Rows = tuple[Matrix, csr_matrix, list[str]]


def clouds(intents: int, each: int, noise: float, seed: int = 0) -> Rows:
    """Unit vectors around one centre an intent, and a sparse feature that names the intent half of the time."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(7).normal(size=(intents, 24))
    labels = np.repeat(np.arange(intents), each)
    dense = centres[labels] + noise * random.normal(size=(len(labels), 24))
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    sparse = np.eye(intents)[labels] * (random.random((len(labels), 1)) < 0.5)
    return dense.astype(np.float32), csr_matrix(sparse, dtype=np.float32), [f"intent_{label}" for label in labels]


def predicted(mixture: Mixture, rows: Rows) -> list[str]:
    return [mixture.intents[best] for best in mixture.probabilities(*rows[:2]).argmax(axis=1)]


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    return train_mixture(*clouds(5, 40, 0.8), Settings())


def test_what_is_like_the_examples_is_recognised(mixture: Mixture) -> None:
    unseen = clouds(5, 40, 0.8, seed=1)
    right = np.mean([found == meant for found, meant in zip(predicted(mixture, unseen), unseen[2], strict=True)])
    assert right > 0.9


def test_confidence_is_about_as_high_as_the_share_that_is_right() -> None:
    noisy = train_mixture(*clouds(5, 60, 2.0), Settings())
    unseen = clouds(5, 200, 2.0, seed=1)
    chances = noisy.probabilities(*unseen[:2])
    right = np.mean([found == meant for found, meant in zip(predicted(noisy, unseen), unseen[2], strict=True)])
    assert right < 0.95
    assert chances.max(axis=1).mean() == pytest.approx(right, abs=0.08)


def test_the_threshold_accepts_about_the_share_that_it_is_told_to() -> None:
    rows, unseen = clouds(5, 60, 2.0), clouds(5, 200, 2.0, seed=1)
    for keep in (0.95, 0.7):
        fitted = train_mixture(*rows, Settings(keep=keep))
        right = np.array(predicted(fitted, unseen)) == np.array(unseen[2])
        accepted = fitted.probabilities(*unseen[:2]).max(axis=1)[right] >= fitted.threshold
        assert accepted.mean() == pytest.approx(keep, abs=0.12)


def test_training_again_gives_the_same(mixture: Mixture) -> None:
    again = train_mixture(*clouds(5, 40, 0.8), Settings())
    unseen = clouds(5, 10, 0.8, seed=1)[:2]
    np.testing.assert_array_equal(mixture.probabilities(*unseen), again.probabilities(*unseen))
    assert mixture.threshold == again.threshold


def test_what_is_stored_is_what_was_trained(mixture: Mixture, tmp_path: Path) -> None:
    mixture.write(tmp_path / "kept.npz")
    stored = Mixture.read(tmp_path / "kept.npz")
    unseen = clouds(5, 10, 0.8, seed=1)[:2]
    assert stored.intents == mixture.intents and stored.threshold == mixture.threshold
    np.testing.assert_array_equal(mixture.probabilities(*unseen), stored.probabilities(*unseen))


def test_one_message_is_read_as_among_others(mixture: Mixture) -> None:
    dense, sparse, _ = clouds(5, 10, 0.8, seed=1)
    alone = np.vstack([mixture.probabilities(dense[[at]], sparse[[at]]) for at in range(len(dense))])
    np.testing.assert_allclose(alone, mixture.probabilities(dense, sparse), atol=1e-5)


@pytest.mark.parametrize(("intents", "each"), [(2, 40), (2, 3), (3, 1), (30, 8)])
def test_few_intents_and_few_examples_will_do(intents: int, each: int) -> None:
    rows = clouds(intents, each, 0.2)
    assert predicted(train_mixture(*rows, Settings()), rows) == rows[2]


def test_an_intent_of_one_example_is_not_held_out() -> None:
    dense, sparse, intents = clouds(3, 20, 0.2)
    chosen = [*range(41)]
    trained = train_mixture(dense[chosen], sparse[chosen], [intents[at] for at in chosen], Settings())
    assert trained.intents == ("intent_0", "intent_1", "intent_2")
    assert predicted(trained, (dense[[40]], sparse[[40]], [])) == ["intent_2"]


@pytest.mark.parametrize("kind", ["dense", "sparse"])
def test_one_kind_of_features_is_enough(kind: str) -> None:
    dense, sparse, intents = clouds(4, 20, 0.2)
    rows: Rows = (dense[:, :0], sparse, intents) if kind == "sparse" else (dense, sparse[:, :0], intents)
    right = np.mean(np.array(predicted(train_mixture(*rows, Settings()), rows)) == np.array(intents))
    assert right > (0.5 if kind == "sparse" else 0.99)


def test_a_network_learns_what_no_linear_model_can() -> None:
    corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=np.float32).repeat(20, axis=0)
    labels = (corners[:, 0] * corners[:, 1] > 0).astype(np.int64)
    network = train_network(corners, labels, 2, Schedule(hidden=32, drop_in=0.0, drop=0.1, rate=1e-2, steps=300), 0)
    assert (softmax(network.scores(corners)).argmax(axis=1) == labels).all()
