"""What is compared: the same data, domain and actions under different pipelines and policies."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from bot import environment

OURS = "ours"
DEFAULT = "default"
WITH_TED = "ours with TED"
#: Without these, actions would be called without the products, prices and language that customers name, and the
#: default would be measured while answering less. None of them learns; DIET finds no annotated entities to learn.
EXTRACTORS = (
    "bot.nlu.measures.MeasureEntityExtractor",
    "bot.nlu.catalogue_entities.CatalogueEntityExtractor",
    "bot.nlu.conversation_language.ConversationLanguage",
)
TED: dict[str, Any] = {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True}
_NEURAL = {"DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy"}
_QUICK_EPOCHS = 2


@dataclass(frozen=True)
class Side:
    """One way to make the assistant: Rasa's configuration and the environment that its server runs in.

    ``tracker_store`` is its type as in an endpoints file; None is the project's own. ``module`` runs Rasa's commands.
    """

    name: str
    config: dict[str, Any]
    environment: dict[str, str]
    tracker_store: str | None = None
    module: str = "rasa"

    def write(self, folder: Path) -> Path:
        """The configuration as a file that Rasa reads."""
        path = folder / "config.yml"
        path.write_text(yaml.safe_dump(self.config, sort_keys=False, allow_unicode=True))
        return path


def sides(ours: dict[str, Any], quick: bool = False) -> dict[str, Side]:
    """The sides, ours first. ``ours`` is the project's config.yml; ``quick`` cuts neural training to two epochs.

    Ours runs as ``daogou serve`` runs it, with one thread to a turn. The default runs with as many threads as its
    libraries choose: Rasa sets none.
    """
    tuned, plain = environments()
    with_ted = copy.deepcopy(ours)
    with_ted["policies"].append(dict(TED))
    made = [
        Side(OURS, ours, tuned, module="bot.without_tensorflow"),
        Side(DEFAULT, default_config(ours), plain, tracker_store="SQL"),
        Side(WITH_TED, with_ted, tuned),
    ]
    if quick:
        made = [replace(side, config=_quickened(side.config)) for side in made]
    return {side.name: side for side in made}


def environments() -> tuple[dict[str, str], dict[str, str]]:
    """What ``daogou serve`` sets, with one thread to a turn; and the same with the threads left to the libraries."""
    tuned = dict(environment.QUIET)
    return tuned, {name: value for name, value in tuned.items() if not name.endswith("_NUM_THREADS")}


def installed_default() -> dict[str, Any]:
    """The pipeline and policies that the installed Rasa writes into a new project (DIET: 100 epochs)."""
    file = resources.files("rasa.engine.recipes.config_files") / "default_config.yml"
    config: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return config


def default_config(ours: dict[str, Any]) -> dict[str, Any]:
    """Rasa's own default, from the installed package, with our entity extractors in it as ``ours`` sets them up."""
    config = installed_default()
    config["assistant_id"], config["language"] = ours["assistant_id"], ours["language"]
    extractors = [copy.deepcopy(part) for part in ours["pipeline"] if part["name"] in EXTRACTORS]
    last = next(i for i, part in enumerate(config["pipeline"]) if part["name"] == "FallbackClassifier")
    config["pipeline"][last:last] = extractors
    return config


def _quickened(config: dict[str, Any]) -> dict[str, Any]:
    quick = copy.deepcopy(config)
    for part in [*quick["pipeline"], *quick["policies"]]:
        if part["name"] in _NEURAL:
            part["epochs"] = _QUICK_EPOCHS
    return quick
