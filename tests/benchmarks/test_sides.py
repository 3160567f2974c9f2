from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.sides import DEFAULT, EXTRACTORS, OURS, WITH_TED, sides


@pytest.fixture
def ours() -> dict:
    return yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))


def _names(parts: list[dict]) -> list[str]:
    return [part["name"] for part in parts]


def test_the_default_is_rasas_own_with_our_extractors_and_nothing_else_of_ours(ours: dict) -> None:
    config = sides(ours)[DEFAULT].config
    added = set(_names(config["pipeline"])) & set(_names(ours["pipeline"]))
    assert {name for name in added if name.startswith("bot.")} == set(EXTRACTORS)
    assert _names(config["pipeline"])[:7] == [
        "WhitespaceTokenizer", "RegexFeaturizer", "LexicalSyntacticFeaturizer", "CountVectorsFeaturizer",
        "CountVectorsFeaturizer", "DIETClassifier", "EntitySynonymMapper",
    ]  # fmt: skip
    assert _names(config["policies"]) == ["MemoizationPolicy", "RulePolicy", "UnexpecTEDIntentPolicy", "TEDPolicy"]
    assert {part["epochs"] for part in [*config["pipeline"], *config["policies"]] if "epochs" in part} == {100}


def test_ours_is_the_projects_configuration_as_it_stands(ours: dict) -> None:
    assert sides(ours)[OURS].config == ours


def test_ted_is_all_that_is_added_to_try_it(ours: dict) -> None:
    config = sides(ours)[WITH_TED].config
    assert config["pipeline"] == ours["pipeline"]
    assert _names(config["policies"]) == [*_names(ours["policies"]), "TEDPolicy"]


def test_a_quick_run_trains_for_two_epochs_and_changes_nothing_else(ours: dict) -> None:
    quick, full = sides(ours, quick=True), sides(ours)
    parts = [part for side in quick.values() for part in [*side.config["pipeline"], *side.config["policies"]]]
    assert {part["epochs"] for part in parts if "epochs" in part} == {2}
    for name in full:
        assert _names(quick[name].config["pipeline"]) == _names(full[name].config["pipeline"])


def test_the_default_may_use_as_many_threads_as_it_likes(ours: dict) -> None:
    compared = sides(ours)
    assert "OMP_NUM_THREADS" in compared[OURS].environment
    assert "OMP_NUM_THREADS" not in compared[DEFAULT].environment
