"""The language of a message, made an entity so that the slot ``language`` is filled.

Rasa chooses between the variations of a response by slots. Filling one from an entity costs nothing, where a custom
slot mapping would cost a call to the action server in every turn.
"""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import add_entities, entity
from bot.nlu.languages import hear
from bot.nlu.requests import REQUESTS

SWITCH = "switch_language"
LANGUAGE, EVIDENCE = "language", "language_evidence"
LANGUAGES = ("en", "zh")

_NAMED = {
    "en": re.compile(r"\b(?:english|eng|en)\b|英文|英语|英語", re.IGNORECASE),
    "zh": re.compile(
        r"\b(?:chinese|mandarin|cantonese|putonghua|zhongwen|zh)\b|中文|汉语|漢語|华语|国语|普通话|普通話",
        re.IGNORECASE,
    ),
}
_OTHER = re.compile(r"\b(?:switch|change|other|another|different)\b|换|切换|另一种|别的|改", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:spanish|español|french|français|german|deutsch|italian|portuguese|dutch|polish|russian|turkish|arabic|hindi|"
    r"urdu|bengali|japanese|korean|vietnamese|thai|tagalog|indonesian|malay|greek|hebrew|swedish|danish|czech|ukrainian)\b"
    r"|[西法德日韩俄意葡泰荷]语|西班牙语|葡萄牙语|阿拉伯语|越南语|日文|法文|德文|韩文|俄文",
    re.IGNORECASE,
)


def asked_for(text: str) -> str | None:
    """The language that a wish to change it means: "en", "zh", "other", or None where it is one that we do not speak.

    Of two that are named the last is meant: "not in English, in Chinese".
    """
    last = {language: max((m.end() for m in found.finditer(text)), default=0) for language, found in _NAMED.items()}
    if any(last.values()):
        return max(last, key=lambda language: last[language])
    return "other" if _OTHER.search(text) and not _FOREIGN.search(text) else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ConversationLanguage(GraphComponent):
    """Adds two entities to a message, each where anything is known.

    ``language``: "en" or "zh", the language that the message asks for, else is written in, else that its channel says.
    ``language_evidence``: all three, for the slot, which knows what was spoken so far (``bot/slots.py``).
    """

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
        """Add the entities."""
        for message in messages:
            evidence = self._evidence(message)
            known = [evidence[key] for key in ("asked", "said", "channel") if evidence.get(key) in LANGUAGES]
            found = [entity(LANGUAGE, known[0], 0, 0, type(self).__name__)] if known else []
            if evidence:
                found.append(entity(EVIDENCE, evidence, 0, 0, type(self).__name__))
            add_entities(message, found)
        return messages

    def _evidence(self, message: Message) -> dict[str, Any]:
        text = message.get(TEXT) or ""
        heard = hear(text)
        evidence: dict[str, Any] = {}
        if heard.language:
            evidence = {"said": heard.language, "sentence": heard.sentence}
        channel = (message.get("metadata") or {}).get("language")
        if channel in LANGUAGES:
            evidence["channel"] = channel
        requests = message.get(REQUESTS) or [{"text": text, INTENT: message.get(INTENT) or {}}]
        for request in requests:
            if request[INTENT].get(INTENT_NAME_KEY) == SWITCH and (asked := asked_for(request["text"])):
                evidence["asked"] = asked
        return evidence
