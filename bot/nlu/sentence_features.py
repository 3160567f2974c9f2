"""Sentence embeddings as dense features, from the encoder that the FAQ uses too."""

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

from knowledge.answers.encoder import WEIGHTS_SHA256, SentenceEncoder

# The model reads no more than 256 word pieces; there is no use in cutting up a whole page for it.
LONGEST = 1_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """One unit-length vector a message, as a sentence feature; there are none for single words."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer, as Rasa expects before every featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["tokenizers", "safetensors"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing of its own to set."""
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The weights' digest: other weights are another featurizer, though this class has not changed."""
        return WEIGHTS_SHA256

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Share the process's encoder."""
        super().__init__(name, config)
        self._encoder = SentenceEncoder.shared()

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
        """Every configuration will do."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to each message that has text, all encoded in one batch."""
        with_text = [message for message in messages if isinstance(message.get(TEXT), str)]
        vectors = self._encoder.encode([message.get(TEXT)[:LONGEST].lower() for message in with_text])
        for message, vector in zip(with_text, vectors, strict=True):
            message.add_features(self._features(vector))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The same for all examples at once."""
        self.process(training_data.training_examples)
        return training_data

    def _features(self, vector: np.ndarray) -> Features:
        return Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
