"""Messages that the first reading leaves unsure are read with a second encoder; the others are not."""

from __future__ import annotations

import logging
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

from bot.nlu import second_look
from bot.nlu.intent_classifier import BalancedIntentClassifier
from knowledge.errors import ModelFileError

SAID = {
    "track_order": ["where is my parcel", "has my order been sent", "when does the delivery come", "track my package"],
    "find_products": ["I need some ice cream", "show me cereal", "do you have shampoo", "looking for cheap bread"],
}
CLEAR = {"track_order": [1.0, 0.0], "find_products": [0.0, 1.0]}
UNCLEAR = [0.7, 0.7]


def message(text: str, first: list[float], intent: str | None = None) -> Message:
    """A message whose first features say ``first``, whatever its text."""
    made = Message({TEXT: text, **({INTENT: intent} if intent else {})})
    made.add_features(Features(np.array([first], dtype=np.float32), FEATURE_TYPE_SENTENCE, TEXT, "first"))
    return made


def trained(folder: Path, **settings: Any) -> BalancedIntentClassifier:
    """Trained on examples half of which only their text tells apart, stored, and loaded again."""
    config = {**BalancedIntentClassifier.get_default_config(), "cache": None, "second_look": "minilm", **settings}
    folder.mkdir(exist_ok=True)
    storage, resource = LocalModelStorage(folder), Resource("intents")
    context = ExecutionContext(GraphSchema({}), "test")
    examples = [
        message(f"{text} {number}", first, intent)
        for intent, texts in SAID.items()
        for text in texts
        for number in range(5)
        for first in (CLEAR[intent], UNCLEAR)
    ]
    BalancedIntentClassifier.create(config, storage, resource, context).train(TrainingData(examples))
    return BalancedIntentClassifier.load(config, storage, resource, context)


def intent_of(classifier: BalancedIntentClassifier, text: str, first: list[float]) -> str:
    (read,) = classifier.process([message(text, first)])
    return str(read.get(INTENT)["name"])


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> BalancedIntentClassifier:
    return trained(tmp_path_factory.mktemp("second") / "look", unsure=0.5)


def test_an_unsure_message_is_read_with_the_second_encoder(classifier: BalancedIntentClassifier) -> None:
    assert intent_of(classifier, "where has my parcel got to", UNCLEAR) == "track_order"
    assert intent_of(classifier, "please show me some bread", UNCLEAR) == "find_products"


def test_a_sure_one_is_not(classifier: BalancedIntentClassifier) -> None:
    assert intent_of(classifier, "please show me some bread", CLEAR["track_order"]) == "track_order"


def test_a_message_that_the_encoder_cannot_read_stays_as_it_was(
    classifier: BalancedIntentClassifier, tmp_path: Path
) -> None:
    without = trained(tmp_path, second_look=None)
    (first,), (second,) = (each.process([message("我的包裹到哪了", UNCLEAR)]) for each in (classifier, without))
    assert first.get("intent_ranking") == second.get("intent_ranking")


def test_several_at_once_are_read_as_each_alone(classifier: BalancedIntentClassifier) -> None:
    cases = [("track my package", UNCLEAR), ("hello", CLEAR["find_products"]), ("any shampoo", UNCLEAR), ("", UNCLEAR)]
    together = classifier.process([message(*case) for case in cases])
    alone = [classifier.process([message(*case)])[0] for case in cases]
    for one, other in zip(together, alone, strict=True):
        assert one.get(INTENT)["name"] == other.get(INTENT)["name"]
        assert one.get(INTENT)["confidence"] == pytest.approx(other.get(INTENT)["confidence"], abs=1e-5)


def test_where_the_encoder_is_not_installed_the_first_reading_stands_and_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(name: str) -> None:
        raise ModelFileError(f"the sentence encoder {name} is not installed")

    monkeypatch.setattr(second_look, "shared_encoder", missing)
    with caplog.at_level(logging.WARNING):
        classifier = trained(tmp_path)
    assert "minilm is not installed" in caplog.text
    assert intent_of(classifier, "please show me some bread", CLEAR["find_products"]) == "find_products"


def test_an_encoder_that_there_is_not_is_refused_before_training(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no sentence encoder 'word2vec'"):
        BalancedIntentClassifier.validate_config({"second_look": "word2vec"})
