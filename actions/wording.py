"""The phrases that go inside cards, read from the responses of domain.yml so that staff can change them."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import ConfigurationError


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[dict[str, Any]]]:
    path = Path(os.environ.get("DAOGOU_DOMAIN", "domain.yml"))
    try:
        domain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: run from the project's root or set DAOGOU_DOMAIN") from error
    return {name: said for name, said in domain["responses"].items() if name.startswith("phrase_")}


def phrase(name: str, language: str, **names: str) -> str:
    """The text of response ``phrase_<name>`` in ``language``, its ``{names}`` filled in.

    Raises:
        ConfigurationError: domain.yml has no such phrase.
    """
    variations = _phrases().get(f"phrase_{name}")
    if not variations:
        raise ConfigurationError(f"domain.yml has no response phrase_{name}: add one under responses")
    chosen = next((said for said in variations if _speaks(said, language)), variations[0])
    return str(chosen["text"]).format(**names)


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]


def _speaks(said: dict[str, Any], language: str) -> bool:
    return any(rule.get("name") == "language" and rule.get("value") == language for rule in said.get("condition", []))
