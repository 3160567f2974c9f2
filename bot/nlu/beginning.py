"""Reads the beginning of a very long message, so that no message costs more than half a page."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_HALVES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageBeginning(GraphComponent):
    """Cuts a message's text at ``longest`` characters: every component after it has bounded work.

    Halves of surrogate pairs, on which tokenizers stumble, become U+FFFD, so that places in the text stay as they are.
    Stands first in the pipeline. What the customer wrote is logged whole; only what is understood of it is the
    beginning. It is registered as a featurizer because Rasa has no type for it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``longest``: in characters; about 100 words of English."""
        return {"longest": 600}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a length at which nothing could be said.

        Raises:
            ValueError: as said.
        """
        if not config.get("longest", 1) >= 1:
            raise ValueError(f"{cls.__name__}: longest must be 1 at least")

    def __init__(self, longest: int) -> None:
        """Cut at ``longest`` characters."""
        self._longest = longest

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MessageBeginning":
        """The component as configured."""
        return cls(config["longest"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Cut those that are longer, and mend those that are broken."""
        for message in messages:
            if isinstance(text := message.get(TEXT), str):
                beginning = _HALVES.sub(_REPLACEMENT, text[: self._longest])
                if beginning != text:
                    message.set(TEXT, beginning)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Cut examples likewise: what is learnt is what will be read."""
        self.process(training_data.training_examples)
        return training_data
