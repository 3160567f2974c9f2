"""The language of the conversation, as the channel says it, made an entity so that it fills the slot ``language``.

Rasa chooses between the variations of a response by slots. Filling one from an entity costs nothing, where a custom
slot mapping would cost a call to the action server in every turn.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

LANGUAGES = ("en", "zh")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ConversationLanguage(GraphComponent):
    """Adds the entity ``language`` to messages whose metadata names one."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ConversationLanguage":
        """Create the component; it has nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entity where the channel named a language."""
        for message in messages:
            language = (message.get("metadata") or {}).get("language")
            if language in LANGUAGES:
                entity = {"entity": "language", "value": language, "start": 0, "end": 0, "extractor": "channel"}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages
