"""What is written can be read back, and an aim that is not met is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from benchmarks.intents.data import Dataset, UnreadableData, Utterance
from benchmarks.intents.pipelines import DIET, OURS, pipelines
from benchmarks.intents.report import as_json, missed, ratios, table
from benchmarks.intents.run import Measured, Serving, Training, from_rasa, to_rasa
from benchmarks.intents.scores import Refusal, Scores
from benchmarks.intents.stored import Earlier
from bot.evaluation.model import write_examples

CONFIG = Path("config.yml")
DATA = Dataset("banking77", "10-shot", (Utterance("a", "x"), Utterance("b", "y")), (), (Utterance("c", "x"),))


def measured(accuracy: float, seconds: float, recall: float | None = None) -> Measured:
    refusal = Refusal(accuracy, recall)
    at_threshold, curve = (None, ()) if recall is None else (refusal, ((0.5, refusal),))
    return Measured(
        Training(seconds, seconds, seconds, 2**20, 10),
        Serving(1.0, seconds / 1000, seconds / 500, seconds / 1000, 2**20),
        Scores(10, accuracy, accuracy, accuracy, None, at_threshold, refusal, None, curve),
    )


def test_ours_is_the_projects_pipeline_unchanged_and_the_default_is_rasas_with_its_seeds() -> None:
    compared = pipelines(CONFIG, seed=7)
    ours, diet = compared[OURS], compared[DIET]
    assert ours.config["pipeline"] == yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    assert "policies" not in ours.config and "policies" not in diet.config
    parts = {part["name"]: part for part in diet.config["pipeline"]}
    assert parts["DIETClassifier"]["epochs"] == 100 and parts["DIETClassifier"]["random_seed"] == 7
    assert ours.environment["OMP_NUM_THREADS"] == "1" and "OMP_NUM_THREADS" not in diet.environment


def test_another_pipeline_bears_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "tried.yml").write_text("pipeline:\n- name: WhitespaceTokenizer\n")
    assert list(pipelines(tmp_path / "tried.yml", seed=0)) == ["tried", DIET]


def test_no_sign_of_a_text_is_markup_to_rasa(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    texts = ["[where](is) my {card}", "/restart", "- say: 'no'", "a\tb", "what's 5/3?"]
    path = write_examples([(text, to_rasa("pay/later")) for text in texts], tmp_path / "train.json")
    examples = load_data(str(path)).intent_examples
    assert [each.get("text") for each in examples] == texts
    assert {from_rasa(each.get("intent")) for each in examples} == {"pay/later"}
    assert from_rasa(to_rasa("a/b")) == "a/b"


@pytest.mark.parametrize("recall", [None, 0.75])
def test_earlier_figures_are_read_back_as_they_were(tmp_path: Path, recall: float | None) -> None:
    sides = {OURS: measured(0.9, 10.0, recall), DIET: measured(0.7, 100.0, recall)}
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"sets": [as_json(DATA, sides)]}))
    read, notes = Earlier.read(path).of(DATA, skip=[OURS])
    assert read == {DIET: sides[DIET]} and notes == [f"diet: of an earlier run, {path}"]
    assert Earlier.read(path).of(DATA.noted("a part of it"), skip=[]) == ({}, [])


def test_a_file_that_is_no_figures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(UnreadableData, match="not figures of an earlier run"):
        Earlier.read(tmp_path / "other.json")


def test_an_aim_that_is_not_met_is_told_with_what_was_measured() -> None:
    diet = measured(0.7, 100.0)
    assert missed(DATA, {OURS: measured(0.9, 10.0), DIET: diet}) == [
        # Both hold the same memory in this test.
        "banking77 10-shot, ours: memory, serving (peak) 1.00 of diet's, aim 0.7",
        "banking77 10-shot, ours: memory, training (peak) 1.00 of diet's, aim 0.7",
    ]
    said = missed(DATA, {OURS: measured(0.87, 30.0), DIET: diet})
    assert said[:2] == [
        "banking77 10-shot, ours: accuracy, in scope 87.0%, aim 88.0%",
        "banking77 10-shot, ours: training, whole process 0.30 of diet's, aim 0.2",
    ]


def test_a_part_of_a_set_has_no_aim() -> None:
    part = DATA.noted("a part of it")
    assert missed(part, {OURS: measured(0.1, 1.0)}) == []


def test_without_diet_nothing_is_a_share_of_it() -> None:
    assert ratios({OURS: measured(0.9, 1.0)}) == {}
    console = Console(record=True, width=120)
    console.print(table(DATA, {OURS: measured(0.9, 1.0)}))
    drawn: Any = console.export_text()
    assert "90.0%" in drawn and "ours / diet" not in drawn and "out-of-scope recall at it" in drawn
