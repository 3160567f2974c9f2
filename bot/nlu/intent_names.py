"""The names of intents as examples of them: "card_arrival" is said as "card arrival"."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_SEPARATORS = re.compile(r"[\W_]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class IntentNameExamples(GraphComponent):
    """Adds each intent's name, in words, to its training examples; nothing when messages are read.

    Stands before the tokenizer. An intent of more than ``most`` examples gets none: there a name adds nothing. Where
    names tell nothing ("intent_17"), leave the component out.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``most``: intents with more examples than this need no name."""
        return {"most": 30}

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the settings."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentNameExamples":
        """The component of this node."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages as they are."""
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data with an example more for each intent with few; a text that is there stays alone."""
        texts = {example.get(TEXT) for example in training_data.intent_examples}
        counts = training_data.number_of_examples_per_intent
        named = {
            intent: _SEPARATORS.sub(" ", intent).strip().lower()
            for intent in sorted(counts)
            if counts[intent] <= self._config["most"]
        }
        added = [
            Message.build(text=name, intent=intent) for intent, name in named.items() if name and name not in texts
        ]
        return training_data.merge(TrainingData(training_examples=added)) if added else training_data
