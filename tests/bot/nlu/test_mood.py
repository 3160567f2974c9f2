"""How customers sound: what the classifier tells, how surely, and what it makes of bad example files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.mood import MoodClassifier
from bot.nlu.mood_examples import read_examples
from bot.nlu.mood_features import written


def made(folder: Path, **settings: Any) -> MoodClassifier:
    config = {**MoodClassifier.get_default_config(), "cache": None, **settings}
    return MoodClassifier.create(
        config, LocalModelStorage(folder), Resource("mood"), ExecutionContext(GraphSchema({}), "test")
    )


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> MoodClassifier:
    found = made(tmp_path_factory.mktemp("mood"))
    found.train(TrainingData())
    return found


def heard(classifier: MoodClassifier, text: str | None) -> tuple[str, str]:
    (message,) = classifier.process([Message({TEXT: text})])
    return message.get("sentiment")["label"], message.get("urgency")["label"]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("the yoghurt was off again, I am really disappointed with you", ("negative", "normal")),
        ("酸奶又过期了，对你们很失望", ("negative", "normal")),
        ("I urgently need a reply within the next few minutes", ("neutral", "urgent")),
        ("十分急，请几分钟内回复我", ("neutral", "urgent")),
        ("thank you, the chocolates were lovely", ("positive", "normal")),
        ("谢谢，巧克力很好吃", ("positive", "normal")),
        ("have you got green tea", ("neutral", "normal")),
        ("有绿茶吗", ("neutral", "normal")),
    ],
)
def test_moods_are_told_in_both_languages(classifier: MoodClassifier, text: str, mood: tuple[str, str]) -> None:
    assert heard(classifier, text) == mood


@pytest.mark.parametrize("text", ["", "   ", "?!", None])
def test_nothing_said_is_no_mood(classifier: MoodClassifier, text: str | None) -> None:
    (message,) = classifier.process([Message({TEXT: text})])
    assert message.get("sentiment") == {"label": "neutral", "confidence": 0.0}
    assert message.get("urgency") == {"label": "normal", "confidence": 0.0}


def test_a_message_is_heard_by_the_vector_that_it_has(classifier: MoodClassifier) -> None:
    angry = classifier._encoder.encode(["this is terrible, I hate it"])
    message = Message({TEXT: "ok"})
    message.add_features(Features(angry, "sentence", TEXT, "SentenceFeaturizer1:use"))
    classifier.process([message])
    assert message.get("sentiment")["label"] == "negative"


def test_without_examples_every_message_is_neutral(tmp_path: Path) -> None:
    classifier = made(tmp_path, examples=str(tmp_path / "none"))
    classifier.train(TrainingData())
    assert heard(classifier, "this is terrible") == ("neutral", "normal")


def test_a_page_is_read_no_further_than_its_beginning() -> None:
    for short, long in zip(written(["bad " * 1_000])[:2], written(["bad " * 25_000])[:2], strict=True):
        assert np.array_equal(short.toarray(), long.toarray())


def test_other_examples_make_another_model(tmp_path: Path) -> None:
    config = {"examples": str(tmp_path)}
    before = MoodClassifier.fingerprint_addon(config)
    (tmp_path / "more.yml").write_text("mood:\n- {sentiment: negative, urgency: normal, examples: '- bad'}\n")
    assert MoodClassifier.fingerprint_addon(config) != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nlu: []", "one list, mood"),
        ("mood: [{sentiment: negative}]", "needs sentiment, urgency and examples"),
        ("mood: [{sentiment: bad, urgency: normal, examples: '- x'}]", "sentiment is one of negative"),
        ("mood: [", "must be YAML"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "mine.yml").write_text(text)
    with pytest.raises(ValueError, match=f"mine.yml.*{complaint}"):
        read_examples(tmp_path)


def test_no_example_is_given_twice() -> None:
    texts = [example.text for example in read_examples(Path("data/mood"))]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@pytest.mark.parametrize("setting", [{"C": 0}, {"dense_weight": -1}])
def test_a_senseless_setting_is_refused(setting: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="MoodClassifier"):
        MoodClassifier.validate_config({**MoodClassifier.get_default_config(), **setting})
