"""The held-out examinations of tests/nlu beside the intents: entities, requests, mood and language, read and checked.

Each file says in its head what its fields mean. Every reader raises :class:`~knowledge.errors.DaogouError`, naming file
and message, where something in it is not as its format says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from knowledge.errors import DaogouError

LANGUAGES = frozenset({"en", "zh"})
SENTIMENTS = frozenset({"negative", "neutral", "positive"})
URGENCIES = frozenset({"urgent", "normal"})
EXCLUDED = "excluded"
ENTITIES = frozenset(
    """
    category brand attribute_value product price price_order size quantity order_number ordinal date email phone
    """.split()
)

T = TypeVar("T")


class BadExam(DaogouError):
    """A file of an examination is not as its format says."""


@dataclass(frozen=True)
class ExpectedEntity:
    """An entity that must be found. It is right with any of ``values``: a word may name several categories."""

    entity: str
    values: tuple[Any, ...]
    excluded: bool = False


@dataclass(frozen=True)
class EntityQuestion:
    """All the entities of ``text``, in any order."""

    text: str
    entities: tuple[ExpectedEntity, ...]


@dataclass(frozen=True)
class EntityExam:
    """``today`` is the day on which the messages are written."""

    today: date
    questions: tuple[EntityQuestion, ...]


@dataclass(frozen=True)
class RequestQuestion:
    """``intents`` holds one intent a request, in the order in which they are said."""

    text: str
    intents: tuple[str, ...]


@dataclass(frozen=True)
class MoodQuestion:
    """How ``text`` sounds, and whether somebody must act at once."""

    text: str
    sentiment: str
    urgency: str


@dataclass(frozen=True)
class LanguageQuestion:
    """In which language ``text`` is answered in a conversation that is in ``so_far``."""

    text: str
    so_far: str
    answer: str


def read_entities(path: Path) -> EntityExam:
    """Read tests/nlu/entities.yml."""
    document = _document(path)
    today = document.get("today")
    if not isinstance(today, date):
        raise BadExam(f"{path}: today must be a date such as 2026-11-16, not {today!r}")
    return EntityExam(today, _questions(path, document, _entity_question))


def read_requests(path: Path) -> tuple[RequestQuestion, ...]:
    """Read tests/nlu/requests.yml."""
    return _questions(path, _document(path), _request_question)


def read_moods(path: Path) -> tuple[MoodQuestion, ...]:
    """Read tests/nlu/mood.yml."""
    return _questions(path, _document(path), _mood_question)


def read_languages(path: Path) -> tuple[LanguageQuestion, ...]:
    """Read tests/nlu/language.yml."""
    return _questions(path, _document(path), _language_question)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadExam(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("messages"), list):
        raise BadExam(f"{path}: must be a mapping with a list `messages`")
    return document


def _questions(path: Path, document: Mapping[str, Any], make: Callable[[Any], T]) -> tuple[T, ...]:
    questions = []
    for number, message in enumerate(document["messages"], start=1):
        try:
            questions.append(make(message))
        except (KeyError, TypeError, ValueError) as error:
            raise BadExam(f"{path}: message {number}: {error!r} in {message!r}") from error
    return tuple(questions)


def _entity_question(message: Any) -> EntityQuestion:
    return EntityQuestion(_text(message), tuple(_entity(each) for each in message["entities"]))


def _entity(expected: Any) -> ExpectedEntity:
    values = tuple(expected["any_of"]) if "any_of" in expected else (expected["value"],)
    role = expected.get("role")
    if not values or role not in (None, EXCLUDED):
        raise ValueError(f"no value, or a role that is not {EXCLUDED!r}")
    return ExpectedEntity(_one_of(ENTITIES, expected["entity"]), values, role == EXCLUDED)


def _request_question(message: Any) -> RequestQuestion:
    intents = message["intents"]
    if not isinstance(intents, list) or not intents or not all(isinstance(intent, str) for intent in intents):
        raise ValueError("intents must be a list of names")
    return RequestQuestion(_text(message), tuple(intents))


def _mood_question(message: Any) -> MoodQuestion:
    return MoodQuestion(
        _text(message), _one_of(SENTIMENTS, message["sentiment"]), _one_of(URGENCIES, message["urgency"])
    )


def _language_question(message: Any) -> LanguageQuestion:
    return LanguageQuestion(
        _text(message), _one_of(LANGUAGES, message["so_far"]), _one_of(LANGUAGES, message["answer"])
    )


def _text(message: Any) -> str:
    text = message["text"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text must be a message; quote it where it looks like a number")
    return text


def _one_of(names: Iterable[str], name: Any) -> str:
    if name not in names:
        raise ValueError(f"{name!r} is none of {', '.join(sorted(names))}")
    return str(name)
