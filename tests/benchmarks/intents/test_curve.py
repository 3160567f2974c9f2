from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.intents.curve import READINGS, Reading, with_reading
from benchmarks.intents.pipelines import OURS, Pipeline, pipelines


@pytest.fixture
def ours() -> Pipeline:
    return pipelines(Path("config.yml"), seed=0)[OURS]


def _parts(side: Pipeline) -> list[str]:
    return [part["name"].rpartition(".")[2] for part in side.config["pipeline"]]


def test_the_projects_own_configuration_is_one_of_the_readings(ours: Pipeline) -> None:
    assert ours.config in [with_reading(ours, reading).config for reading in READINGS]


def test_without_an_encoder_no_sentence_is_encoded(ours: Pipeline) -> None:
    left = _parts(with_reading(ours, Reading("words", ())))
    assert left == [name for name in _parts(ours) if name != "SentenceFeaturizer"]


def test_a_reading_leaves_the_pipeline_that_it_was_made_from_alone(ours: Pipeline) -> None:
    before = _parts(ours)
    assert with_reading(ours, Reading("whole", ("use",), requests=False)).name == "whole"
    assert _parts(ours) == before
