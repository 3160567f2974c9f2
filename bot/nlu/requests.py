"""Several requests in one message: its parts go through the pipeline beside it, and are gathered at its end."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.clauses import Clause, clauses

REQUESTS = "requests"
CORRECT = "correct"
MOST_REQUESTS = 3

_OWNER, _CLAUSE = "clause_of", "clause"
_NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope", None})
# What people say around a request.
_POLITE = frozenset({"greet", "thank", "goodbye", "affirm", "deny", "help"})
# What makes a list that was asked for more exact.
_DETAIL = frozenset({"narrow", CORRECT})
_LISTS = frozenset({"find_products", "show_more", "ask_offers", "ask_recommendation"})
# One intent, many questions.
_MANY = frozenset({"ask_faq"})
# After it the assistant keeps silent.
_LAST = "talk_to_person"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RequestSplitter(GraphComponent):
    """Adds a message for each part of a message to the end of the batch, so that all components read them at once.

    Stands first in the pipeline. :class:`RequestGatherer`, at its end, takes the added messages out again.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RequestSplitter":
        """Create the component; it has nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, and after them the parts of those that have some."""
        parts = [
            Message({TEXT: clause.text, _OWNER: message, _CLAUSE: clause})
            for message in messages
            for clause in clauses(message.get(TEXT) or "")
        ]
        return [*messages, *parts]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RequestGatherer(GraphComponent):
    """Decides whether a message holds several requests, and takes its parts out of the batch.

    A message that does gets ``requests``, at most three, and the intent and entities of the first; each has ``text``,
    ``start``, ``end``, ``intent``, ``intent_ranking`` and ``entities``. Its parts must be understood on their own,
    about as surely as the whole, and differ in intent: what only narrows a list is part of the request for the list,
    and a greeting is none. A person is called last, because after that the assistant keeps silent. Where only one part
    asks for something, more surely than the whole, and the others greet or tell what happened, the message has its
    intent.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``confidence``: how sure each part must be; ``margin``: how much less sure than the whole it may be.

        ``correction``: how sure the whole must be of putting something right, to be taken as that alone.
        """
        return {"confidence": 0.7, "margin": 0.05, "correction": 0.7}

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the thresholds."""
        self._confidence = float(config["confidence"])
        self._margin = float(config["margin"])
        self._correction = float(config["correction"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RequestGatherer":
        """The component with these thresholds."""
        return cls({**cls.get_default_config(), **config})

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages without their parts."""
        parts: dict[int, list[Message]] = {}
        whole = []
        for message in messages:
            owner = message.get(_OWNER)
            if owner is None:
                whole.append(message)
            else:
                parts.setdefault(id(owner), []).append(message)
        for message in whole:
            if found := parts.get(id(message)):
                self._gather(message, found)
        return whole

    def _gather(self, message: Message, parts: list[Message]) -> None:
        name, confidence = _intent(message)
        asked = [part for part in parts if self._is_request(part)]
        if not asked or (name == CORRECT and confidence >= self._correction) or _intent(parts[0])[0] == CORRECT:
            return
        requests = _joined(asked, message.get(TEXT))
        if not self._is_surer(asked, requests, message):
            return
        if len(requests) > 1:
            requests = sorted(requests, key=lambda each: each[INTENT][INTENT_NAME_KEY] == _LAST)[:MOST_REQUESTS]
            message.set(REQUESTS, requests, add_to_output=True)
        elif name == CORRECT or not all(self._is_request(part) or _carries_nothing(part) for part in parts):
            return
        first = requests[0]
        for key in (INTENT, INTENT_RANKING_KEY, ENTITIES):
            message.set(key, first[key], add_to_output=True)

    def _is_surer(self, asked: list[Message], requests: list[dict[str, Any]], message: Message) -> bool:
        """Whether the parts tell more than the whole, which a single request in two sentences may be surer of."""
        whole, least = _surest(message), min(_intent(part)[1] for part in asked)
        if len(requests) == 1:
            return least >= whole
        several = {each[INTENT][INTENT_NAME_KEY] for each in requests}
        return len(several) == 1 or least >= whole - self._margin

    def _is_request(self, part: Message) -> bool:
        name, confidence = _intent(part)
        return confidence >= self._confidence and name not in _NOT_UNDERSTOOD and not _carries_nothing(part)


def is_part(message: Message) -> bool:
    """Whether the message is a part of another in its batch, and not one that a customer sent."""
    return message.get(_OWNER) is not None


def _carries_nothing(part: Message) -> bool:
    """Whether it only greets, or tells what happened."""
    return _intent(part)[0] in _POLITE or part.get(_CLAUSE).tells


def _joined(parts: list[Message], text: str) -> list[dict[str, Any]]:
    """The requests that the parts make: one that repeats or narrows the one before belongs to it."""
    requests: list[dict[str, Any]] = []
    for part in parts:
        name, _ = _intent(part)
        clause: Clause = part.get(_CLAUSE)
        last = requests[-1] if requests else None
        before = last[INTENT][INTENT_NAME_KEY] if last else None
        repeats = name == before and (name not in _MANY or clause.leans)
        if last and (repeats or (name in _DETAIL and before in _LISTS)):
            last.update(
                text=text[last["start"] : clause.end],
                end=clause.end,
                entities=[*last[ENTITIES], *_moved(part.get(ENTITIES, []), clause.start)],
            )
        else:
            requests.append(
                {
                    TEXT: clause.text,
                    "start": clause.start,
                    "end": clause.end,
                    INTENT: part.get(INTENT),
                    INTENT_RANKING_KEY: part.get(INTENT_RANKING_KEY, []),
                    ENTITIES: _moved(part.get(ENTITIES, []), clause.start),
                }
            )
    return requests


def _moved(entities: list[dict[str, Any]], by: int) -> list[dict[str, Any]]:
    """Entities of a part, at their places in the message."""
    return [{**each, "start": each["start"] + by, "end": each["end"] + by} for each in entities]


def _surest(message: Message) -> float:
    """The confidence of the likeliest intent, whether it was acted on or not."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    return max((each["confidence"] for each in ranking if each[INTENT_NAME_KEY] not in _NOT_UNDERSTOOD), default=0.0)


def _intent(message: Message) -> tuple[str | None, float]:
    intent = message.get(INTENT) or {}
    return intent.get(INTENT_NAME_KEY), float(intent.get("confidence") or 0.0)
