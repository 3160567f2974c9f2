"""What every component of the pipeline keeps to: it loads as it was trained, and no text upsets it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.catalogue_entities import CatalogueEntityExtractor
from bot.nlu.intent_classifier import BalancedIntentClassifier
from bot.nlu.measures import MeasureEntityExtractor
from bot.nlu.sentence_features import SentenceFeaturizer
from bot.nlu.tokenizer import BilingualTokenizer

EXAMPLES = {
    "greet": ["hello", "good morning", "hi there", "你好", "早上好"],
    "find_products": ["show me dog food", "do you have milk", "i need shampoo", "有牛奶吗", "我想买洗发水"],
    "track_order": ["where is my order", "has my parcel shipped", "order status", "我的订单到哪了", "查订单"],
}
ODD_TEXTS = [
    *("", " ", "\n\t", "...", "🙂🙂🙂", "👩‍👩‍👧‍👦 milk", "\x00\x07\x1b[31m", "\u202eolleh", "naïve café"),
    *("a" * 10_000, "milk " * 2_000, "牛奶" * 5_000, "1" * 10_000, "<script>alert(1)</script>", "/restart"),
    *("ＭＩＬＫ ５００ｍｌ", "hello你好hello", "\ud7ff", "𠮷野家"),
]


class Pipeline:
    """The pipeline of config.yml, made by hand so that each component can be stored and loaded on its own."""

    def __init__(self, folder: Path) -> None:
        self.storage = LocalModelStorage(folder)
        self.context = ExecutionContext(GraphSchema({}), "test")
        self.parts: list[tuple[type[GraphComponent], dict[str, Any], str]] = []
        self.components: list[Any] = []

    def config(self, uses: type[GraphComponent], **settings: Any) -> dict[str, Any]:
        return {**uses.get_default_config(), **settings}

    def add(self, uses: type[GraphComponent], training: TrainingData, **settings: Any) -> None:
        config, name = self.config(uses, **settings), f"{uses.__name__}{len(self.parts)}"
        self.context.node_name = name
        if hasattr(uses, "validate_config"):
            uses.validate_config(config)
        component: Any = uses.create(config, self.storage, Resource(name), self.context)
        if hasattr(component, "train"):
            component.train(training)
        (component.process_training_data if hasattr(component, "process_training_data") else self._run(component))(
            training
        )
        self.parts.append((uses, config, name))
        self.components.append(component)

    @staticmethod
    def _run(component: Any) -> Any:
        return lambda training: component.process(training.training_examples)

    def loaded(self) -> Pipeline:
        other = copy.copy(self)
        other.components = []
        for uses, config, name in self.parts:
            self.context.node_name = name
            other.components.append(uses.load(config, self.storage, Resource(name), self.context))
        return other

    def parse(self, texts: list[str]) -> list[Message]:
        messages = [Message({TEXT: text}) for text in texts]
        for component in self.components:
            messages = component.process(messages)
        return messages


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    made = Pipeline(tmp_path_factory.mktemp("model"))
    training = TrainingData(
        [Message({TEXT: text, INTENT: intent}) for intent, texts in EXAMPLES.items() for text in texts]
    )
    made.add(BilingualTokenizer, training)
    made.add(SentenceFeaturizer, training)
    made.add(CountVectorsFeaturizer, training, analyzer="char_wb", min_ngram=1, max_ngram=4)
    made.add(BalancedIntentClassifier, training)
    made.add(MeasureEntityExtractor, training)
    made.add(CatalogueEntityExtractor, training, shop="sqlite:///nowhere/shop.db")
    return made


def outcome(message: Message) -> tuple[Any, ...]:
    ranking = [(each["name"], pytest.approx(each["confidence"], abs=1e-4)) for each in message.get("intent_ranking")]
    return ranking, message.get(ENTITIES, [])


TEXTS = ["good morning to you", "have you got dog food under $5", "where's my order 31198570044", "你们有牛奶吗", ""]


def test_what_was_taught_is_understood(pipeline: Pipeline) -> None:
    parsed = pipeline.parse(["hello there", "do you have dog food", "where is my parcel", "有洗发水吗"])
    assert [message.get(INTENT)["name"] for message in parsed] == [
        "greet",
        "find_products",
        "track_order",
        "find_products",
    ]


def test_confidences_of_all_intents_sum_to_one(pipeline: Pipeline) -> None:
    (message,) = pipeline.parse(["hello"])
    assert sum(each["confidence"] for each in message.get("intent_ranking")) == pytest.approx(1)


def test_a_loaded_pipeline_understands_as_the_trained_one_did(pipeline: Pipeline) -> None:
    assert [outcome(m) for m in pipeline.loaded().parse(TEXTS)] == [outcome(m) for m in pipeline.parse(TEXTS)]


def test_a_batch_is_understood_as_its_messages_one_by_one(pipeline: Pipeline) -> None:
    batch = pipeline.parse(TEXTS)
    assert [outcome(m) for m in batch] == [outcome(pipeline.parse([text])[0]) for text in TEXTS]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: ascii(text)[:30])
def test_no_text_upsets_the_pipeline(pipeline: Pipeline, text: str) -> None:
    (message,) = pipeline.parse([text])
    assert message.get(INTENT)["name"] in EXAMPLES
    for token in message.get(TOKENS_NAMES[TEXT]):
        assert text[token.start : token.end] == token.text
    for found in message.get(ENTITIES, []):
        assert 0 <= found["start"] < found["end"] <= len(text)


def test_no_messages_are_no_trouble(pipeline: Pipeline) -> None:
    assert pipeline.parse([]) == []


def test_mixed_text_is_cut_into_english_and_chinese_words() -> None:
    tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
    tokens = tokenizer.tokenize(Message({TEXT: "I want 牛奶和面包, don't you?"}), TEXT)
    assert [token.text for token in tokens] == ["I", "want", "牛奶", "和", "面包", ",", "do", "n't", "you", "?"]


def test_an_untrained_classifier_knows_no_intent(tmp_path: Path) -> None:
    config = BalancedIntentClassifier.get_default_config()
    context = ExecutionContext(GraphSchema({}), "test")
    classifier = BalancedIntentClassifier.load(config, LocalModelStorage(tmp_path), Resource("none"), context)
    (message,) = classifier.process([Message({TEXT: "hello"})])
    assert message.get(INTENT) == {"name": None, "confidence": 0.0}


@pytest.mark.parametrize(
    ("uses", "settings"),
    [
        (BalancedIntentClassifier, {"C": 0}),
        (BalancedIntentClassifier, {"sparse_weight": -1}),
        (BalancedIntentClassifier, {"threshold": 2}),
        (MeasureEntityExtractor, {"currency": "dollars"}),
    ],
)
def test_a_senseless_setting_is_refused(uses: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=uses.__name__):
        uses.validate_config({**uses.get_default_config(), **settings})
