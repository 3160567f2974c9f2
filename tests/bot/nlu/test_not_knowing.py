"""What is not sure enough to act on becomes nlu_fallback, with what it might be behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_classifier import BalancedIntentClassifier

INTENTS = ("greet", "find_products", "track_order")


def message(direction: list[float], intent: str | None = None) -> Message:
    made = Message({TEXT: "said", **({INTENT: intent} if intent else {})})
    vector = np.array(direction, dtype=np.float32)
    made.add_features(Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, "meaning"))
    return made


def classifier(folder: Path, **settings: Any) -> BalancedIntentClassifier:
    config = {**BalancedIntentClassifier.get_default_config(), "fallback": True, **settings}
    storage, context = LocalModelStorage(folder), ExecutionContext(GraphSchema({}), "test")
    made = BalancedIntentClassifier.create(config, storage, Resource("intents"), context)
    random = np.random.default_rng(0)
    examples = [
        message((np.eye(3)[at] + random.normal(scale=0.1, size=3)).tolist(), intent)
        for at, intent in enumerate(INTENTS)
        for _ in range(40)
    ]
    made.train(TrainingData(examples))
    return BalancedIntentClassifier.load(config, storage, Resource("intents"), context)


def read(trained: BalancedIntentClassifier, direction: list[float]) -> list[str]:
    (read_,) = trained.process([message(direction)])
    names = [each["name"] for each in read_.get("intent_ranking")]
    assert read_.get(INTENT) == read_.get("intent_ranking")[0]
    return names


def test_what_is_clear_is_acted_on(tmp_path: Path) -> None:
    assert read(classifier(tmp_path), [1, 0, 0])[0] == "greet"


def test_below_the_fitted_threshold_nothing_is_understood(tmp_path: Path) -> None:
    names = read(classifier(tmp_path, ambiguity_threshold=0.0), [1, 1, 1])
    assert names[0] == "nlu_fallback" and sorted(names[1:]) == sorted(INTENTS)


def test_two_close_readings_are_kept_behind_the_fallback(tmp_path: Path) -> None:
    names = read(classifier(tmp_path, threshold=0.0, ambiguity_threshold=0.9), [1, 1, 0])
    assert names[0] == "nlu_fallback" and set(names[1:3]) == {"greet", "find_products"}


@pytest.mark.parametrize("settings", [{"threshold": 0.0, "ambiguity_threshold": 0.0}, {"fallback": False}])
def test_staff_may_set_the_threshold_or_leave_it_to_another_component(tmp_path: Path, settings: dict[str, Any]) -> None:
    assert read(classifier(tmp_path, **settings), [1, 1, 1])[0] in INTENTS
