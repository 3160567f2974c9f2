"""Reading Rasa's YAML with the line of everything in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.errors import ConfigurationError


def read_yaml(path: Path) -> Any:
    """The file's content, with line marks (``.lc``) on every mapping and list; None where it is empty.

    Raises:
        ConfigurationError: it is not YAML; the message names the line.
    """
    return _parsed(path, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _parsed(path: Path, text: str) -> Any:
    # Several checks read the same files, and ruamel takes its time.
    try:
        return YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(f"{path}:{line}: not valid YAML: {getattr(error, 'problem', error)}") from error
