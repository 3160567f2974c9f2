"""The shop's questions and answers, as staff write them: one YAML file a topic.

The layout is described in docs/answers.md and checked by :data:`SCHEMA`; whatever breaks it is reported with its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

from knowledge.errors import ConfigurationError

LANGUAGES = ("en", "zh")

_TEXT = {"type": "string", "pattern": r"\S"}
_KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["topic", "entries"],
    "properties": {
        "topic": _KEY,
        "entries": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["key", "questions", "answer"],
                "properties": {
                    "key": _KEY,
                    "questions": {
                        "type": "object",
                        "additionalProperties": False,
                        "minProperties": 1,
                        "properties": {
                            language: {"type": "array", "minItems": 1, "items": _TEXT} for language in LANGUAGES
                        },
                    },
                    "answer": {
                        "type": "object",
                        "additionalProperties": False,
                        "minProperties": 1,
                        "properties": {language: _TEXT for language in LANGUAGES},
                    },
                    "link": _TEXT,
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Entry:
    """One answer and the ways it is asked for; both by language."""

    key: str
    topic: str
    questions: Mapping[str, tuple[str, ...]]
    answer: Mapping[str, str]
    link: str | None = None


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Read every ``*.yml`` in ``folder``, in the order of their names.

    Raises:
        ConfigurationError: there are none, one breaks the schema, a language has questions and no answer (or the
            reverse), or a key or a question stands twice. The message gives file and line.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise ConfigurationError(f"no questions and answers in {folder}: put at least one .yml file there")
    entries: list[Entry] = []
    keys: dict[str, str] = {}
    questions: dict[str, str] = {}
    for file in files:
        for entry, node in _read_file(file):
            place = f"{file}:{node.start_mark.line + 1}"
            _claim(keys, entry.key, place, "key")
            for language in entry.questions:
                for question in entry.questions[language]:
                    _claim(questions, question.casefold(), place, "question")
            entries.append(entry)
    return tuple(entries)


def _claim(taken: dict[str, str], text: str, place: str, kind: str) -> None:
    if text in taken:
        raise ConfigurationError(f"{place}: the {kind} {text!r} stands at {taken[text]} already: keep one of them")
    taken[text] = place


def _read_file(file: Path) -> Iterator[tuple[Entry, yaml.Node]]:
    text = file.read_text(encoding="utf-8")
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{file}:{line}: not valid YAML: {error.problem}") from error
    if tree is None:
        raise ConfigurationError(f"{file}:1: the file is empty: write its topic and entries, or remove it")
    _refuse_repeated_fields(tree, file)
    for problem in Draft7Validator(SCHEMA).iter_errors(content):
        node = _node_at(tree, problem.absolute_path)
        field = "/".join(map(str, problem.absolute_path)) or "the file"
        raise ConfigurationError(f"{file}:{node.start_mark.line + 1}: {field}: {problem.message}")
    for position, raw in enumerate(content["entries"]):
        node = _node_at(tree, ("entries", position))
        asked, answered = set(raw["questions"]), set(raw["answer"])
        if asked != answered:
            raise ConfigurationError(
                f"{file}:{node.start_mark.line + 1}: {raw['key']}: questions are in {sorted(asked)} and answers in "
                f"{sorted(answered)}: give both in the same languages"
            )
        yield _entry(raw, content["topic"]), node


def _entry(raw: Mapping[str, Any], topic: str) -> Entry:
    return Entry(
        key=raw["key"],
        topic=topic,
        questions={language: tuple(text.strip() for text in texts) for language, texts in raw["questions"].items()},
        answer={language: text.strip() for language, text in raw["answer"].items()},
        link=raw.get("link"),
    )


def _refuse_repeated_fields(node: yaml.Node, file: Path) -> None:
    # YAML itself lets the last one win without a word, and an answer would be lost.
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for field, value in node.value:
            if field.value in seen:
                raise ConfigurationError(f"{file}:{field.start_mark.line + 1}: {field.value!r} stands twice here")
            seen.add(field.value)
            _refuse_repeated_fields(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeated_fields(value, file)


def _node_at(node: yaml.Node, path: Iterable[str | int]) -> yaml.Node:
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next(value for field, value in node.value if field.value == step)
    return node
