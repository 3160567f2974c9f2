"""Training and held-out utterances, each with the line that it stands on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.checks.yaml_lines import read_yaml

CJK = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True)
class Example:
    """One utterance of an intent; ``line`` counts from 1."""

    file: str
    line: int
    intent: str
    text: str

    @property
    def language(self) -> str:
        """``zh`` where it has a Chinese character, else ``en``."""
        return language_of(self.text)

    @property
    def place(self) -> str:
        """Where it stands, as ``file:line``."""
        return f"{self.file}:{self.line}"


def language_of(text: str) -> str:
    """``zh`` where ``text`` has a Chinese character, else ``en``."""
    return "zh" if CJK.search(text) else "en"


def normal(text: str) -> str:
    """The letters and digits of ``text``: case, accents, punctuation and spaces do not make another utterance."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(each for each in folded if each.isalnum())


def read_examples(folder: Path) -> Iterator[Example]:
    """Every utterance in the files of Rasa's training data below ``folder``.

    Raises:
        ConfigurationError: a file is not YAML.
    """
    return (example for path in nlu_files(folder) for example in examples_of(path))


def nlu_files(folder: Path) -> list[Path]:
    """The files below ``folder`` that hold utterances, in order."""
    found = sorted(folder.rglob("*.yml"))
    return [path for path in found if isinstance(content := read_yaml(path), dict) and "nlu" in content]


def examples_of(path: Path) -> Iterator[Example]:
    """Every utterance of one file."""
    for entry in read_yaml(path).get("nlu") or []:
        if "intent" not in entry or not isinstance(entry.get("examples"), str):
            continue
        first = entry.lc.value("examples")[0] + 2  # the block begins on the line after its key
        for offset, row in enumerate(str(entry["examples"]).splitlines()):
            if row.strip().startswith("- "):
                yield Example(str(path), first + offset, str(entry["intent"]), row.strip()[2:].strip())


def by_normal(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """The examples of each normal form, in order."""
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(normal(example.text), []).append(example)
    return found
