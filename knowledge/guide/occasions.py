"""Occasions that people shop for, as the shop's staff write them: what belongs to each, and how far it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import ConfigurationError
from knowledge.graph.text import is_cjk


@dataclass(frozen=True)
class Role:
    """A part of an occasion: a product that ``find`` finds, one unit for every ``serves`` people.

    ``find`` is searched for as a customer would; ``optional``: it is left out first where the budget is short.
    """

    find: str
    serves: int = 4
    optional: bool = False


@dataclass(frozen=True)
class Occasion:
    """``words`` by which customers mean it, by language; ``labels`` are its names."""

    key: str
    labels: dict[str, str]
    words: tuple[str, ...]
    roles: tuple[Role, ...]

    def meant_in(self, text: str) -> bool:
        """Whether ``text`` names it."""
        return any(
            word in text if is_cjk(word) else re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
            for word in self.words
        )


def read_occasions(file: Path) -> tuple[Occasion, ...]:
    """The occasions in a YAML file, in its order; none where there is no file.

    Raises:
        ConfigurationError: the file does not say what it must; the text names the occasion.
    """
    if not file.exists():
        return ()
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file}: is no YAML ({error})") from error
    return tuple(_occasion(file, each) for each in data.get("occasions", []))


def _occasion(file: Path, data: Any) -> Occasion:
    key = data.get("key") if isinstance(data, dict) else None
    try:
        return Occasion(
            key=str(data["key"]),
            labels={str(language): str(label) for language, label in data["labels"].items()},
            words=tuple(str(word) for words in data["words"].values() for word in words),
            roles=tuple(Role(**role) for role in data["roles"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{file}: occasion {key!r}: needs key, labels, words and roles, each role with find ({error})"
        ) from error
