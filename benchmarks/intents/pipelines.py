"""The pipelines that are compared: what is trained, and in which environment."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks import sides

OURS = "ours"
DIET = "diet"
SENTENCE_FEATURES = "bot.nlu.sentence_features.SentenceFeaturizer"
_SEEDED = {"DIETClassifier", "ResponseSelector"}


@dataclass(frozen=True)
class Pipeline:
    """A side of the comparison: Rasa's configuration without policies, and the environment of its processes."""

    name: str
    config: dict[str, Any]
    environment: dict[str, str]

    def write(self, folder: Path) -> Path:
        """The configuration as a file that Rasa reads, with the vectors of training examples kept in ``folder``.

        What an earlier training kept must not make this one fast.
        """
        config = copy.deepcopy(self.config)
        for part in config["pipeline"]:
            if part["name"] == SENTENCE_FEATURES:
                part["cache"] = str(folder / "sentences.db")
        path = folder / "config.yml"
        path.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return path


def pipelines(config: Path, seed: int) -> dict[str, Pipeline]:
    """The pipeline of ``config``, unchanged and with the threads that ``daogou serve`` gives it, and Rasa's default.

    The default is what Rasa installs for a new project, with ``seed`` set where it would draw one, and with as many
    threads as its libraries choose: Rasa bounds none.
    """
    ours = yaml.safe_load(config.read_text(encoding="utf-8"))
    default = copy.deepcopy(sides.installed_default())
    for part in default["pipeline"]:
        if part["name"] in _SEEDED:
            part["random_seed"] = seed
    tuned, plain = sides.environments()
    name = OURS if config.resolve() == Path("config.yml").resolve() else config.stem
    return {name: Pipeline(name, _understanding(ours), tuned), DIET: Pipeline(DIET, _understanding(default), plain)}


def _understanding(config: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key != "policies"}
