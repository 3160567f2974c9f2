"""A finding, and the reading of Rasa's YAML with the line of everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.errors import ConfigurationError

CJK = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, order=True)
class Finding:
    """Something that staff should look at. An ``error`` breaks training or a reply; a ``warning`` weakens them."""

    file: str
    line: int
    severity: Literal["error", "warning"]
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.what}"


@dataclass(frozen=True)
class Example:
    """One training utterance of an intent."""

    file: str
    line: int
    intent: str
    text: str

    @property
    def language(self) -> str:
        """``zh`` where it has a Chinese character."""
        return "zh" if CJK.search(self.text) else "en"


def read_yaml(path: Path) -> Any:
    """The file's content, with line marks (``.lc``) on every mapping and list.

    Raises:
        ConfigurationError: it is not YAML; the message names the line.
    """
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(f"{path}:{line}: not valid YAML: {getattr(error, 'problem', error)}") from error


def read_examples(folder: Path) -> Iterator[Example]:
    """Every training utterance below ``folder``, with its line."""
    for path in sorted(folder.rglob("*.yml")):
        content = read_yaml(path) or {}
        for entry in content.get("nlu", []):
            if "intent" not in entry or "examples" not in entry:
                continue
            first = entry.lc.value("examples")[0] + 2  # the block begins on the line after its key
            for offset, row in enumerate(str(entry["examples"]).splitlines()):
                if row.strip().startswith("- "):
                    yield Example(str(path), first + offset, entry["intent"], row.strip()[2:].strip())
