"""The documentation names all that there is to set, to run and to understand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.cli import app

ROOT = Path(__file__).parent.parent
CODE = ("actions", "benchmarks", "bot", "knowledge", "tests")
DOCS = "\n".join(path.read_text() for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))))
VARIABLES = sorted(
    {
        name
        for folder in CODE
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"DAOGOU_[A-Z_]*[A-Z]\b", path.read_text())
    }
)
INTENTS = [
    next(iter(each)) if isinstance(each, dict) else each
    for each in yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
]


def test_the_sources_were_found() -> None:
    assert "DAOGOU_SHOP" in VARIABLES and "find_products" in INTENTS


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_that_the_code_reads_is_documented(variable: str) -> None:
    assert f"`{variable}`" in DOCS


@pytest.mark.parametrize("command", [command.name for command in app.registered_commands])
def test_a_command_is_in_the_readme(command: str) -> None:
    assert f"daogou {command}" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_is_explained(intent: str) -> None:
    assert f"`{intent}`" in (ROOT / "docs" / "understanding.md").read_text()
