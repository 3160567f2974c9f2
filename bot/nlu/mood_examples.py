"""The labelled sentences from which moods are learnt: ``data/mood/*.yml``, which staff can edit."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SENTIMENTS = ("negative", "neutral", "positive")
URGENCIES = ("normal", "urgent")


@dataclass(frozen=True)
class MoodExample:
    """A customer's sentence with what a person hears in it."""

    text: str
    sentiment: str
    urgency: str


def read_examples(folder: Path) -> list[MoodExample]:
    """The examples of every file in ``folder``, in the order of the files' names.

    Raises:
        ValueError: a file is not as the others are; the message names it and says what to mend.
    """
    return [example for path in sorted(folder.glob("*.yml")) for example in _read(path)]


def _read(path: Path) -> Iterator[MoodExample]:
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["mood"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{path} must be YAML with one list, mood: as the files beside it") from error
    for block in blocks or ():
        sentiment, urgency, sentences = _block(path, block)
        for line in sentences.splitlines():
            if text := line.strip().removeprefix("- ").strip():
                yield MoodExample(text, sentiment, urgency)


def _block(path: Path, block: Any) -> tuple[str, str, str]:
    try:
        found = block["sentiment"], block["urgency"], block["examples"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: every block of mood needs sentiment, urgency and examples") from error
    if found[0] not in SENTIMENTS or found[1] not in URGENCIES:
        raise ValueError(
            f"{path}: {found[0]}, {found[1]}: sentiment is one of {', '.join(SENTIMENTS)}, urgency one of "
            f"{', '.join(URGENCIES)}"
        )
    return found
