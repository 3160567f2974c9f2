"""An evaluation from its files to its figures, with a small pipeline through Rasa itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from bot.evaluation.report import draw, show, write
from bot.evaluation.run import CROSS_VALIDATION, evaluate_nlu
from knowledge.errors import ConfigurationError, ModelFileError

CONFIG = """
recipe: default.v1
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: LogisticRegressionClassifier
- name: FallbackClassifier
  threshold: 0.2
"""
GREET = ["hello", "hello there", "good morning", "hello you", "good day", "hello hello"]
BUY = ["buy milk", "buy some bread", "i buy apples", "want to buy", "buy buy", "buy it"]


def intents(**examples: list[str]) -> str:
    blocks = [
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for name, texts in examples.items()
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("data", "held"):
        (tmp_path / name).mkdir()
    (tmp_path / "config.yml").write_text(CONFIG)
    (tmp_path / "data" / "nlu.yml").write_text(intents(greet=GREET, buy=BUY))
    (tmp_path / "held" / "fresh.yml").write_text(intents(greet=["hello friend"], buy=["buy cheese"]))
    (tmp_path / "held" / "requests.yml").write_text("messages:\n- {text: buy tea, intents: [buy]}\n")
    return tmp_path


def counting(steps: dict[str, int]) -> Callable[[str, int | None], Callable[[], None]]:
    def begin(what: str, total: int | None) -> Callable[[], None]:
        steps[what] = 0

        def told() -> None:
            steps[what] += 1

        return told

    return begin


def test_every_utterance_is_judged_once_and_the_figures_are_written(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps: dict[str, int] = {}
    before = os.environ.get("RASA_CACHE_DIRECTORY")
    found = evaluate_nlu(project / "config.yml", project / "data", project / "held", counting(steps), folds=2)
    assert os.environ.get("RASA_CACHE_DIRECTORY") == before
    assert capsys.readouterr().out == "", "a program reads the JSON there"
    crossed = found.intents[CROSS_VALIDATION]
    assert sorted(each.example.text for each in crossed) == sorted([*GREET, *BUY])
    assert [each.right for each in found.intents["fresh"]] == [True, True]
    assert found.exams.requests["all"].accuracy == 1 and not found.exams.entities
    assert steps == {
        "cross-validation in 2 parts": 12,
        "training": 0,
        "fresh": 2,
        "entities, requests, mood, language": 0,
    }
    draw(found, tmp_path / "out")
    write(found, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert written["intents"]["fresh"]["by_language"]["en"]["accuracy"] == 1
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {
        f"{name}-{what}.png" for name in (CROSS_VALIDATION, "fresh") for what in ("confusions", "reliability")
    }
    console = Console(record=True, width=200)
    show(found, console)
    shown = console.export_text()
    assert all(part in shown for part in ("out of scope refused", "fresh", "requests of a message"))


def test_an_intent_with_fewer_examples_than_parts_is_named(project: Path) -> None:
    with pytest.raises(ConfigurationError, match="7 examples of each intent; there are fewer of buy, greet"):
        evaluate_nlu(project / "config.yml", project / "data", project / "held", counting({}), folds=7)


def test_a_model_that_is_not_there_is_told(project: Path) -> None:
    missing = project / "none.tar.gz"
    with pytest.raises(ModelFileError, match=r"none\.tar\.gz: no model to load"):
        evaluate_nlu(project / "config.yml", project / "data", project / "held", counting({}), model=missing, folds=0)
