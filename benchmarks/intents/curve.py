"""Accuracy against cost: our pipeline with less and with more of what it reads a message with."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from rich.table import Table

from benchmarks.intents.pipelines import SENTENCE_FEATURES, Pipeline
from benchmarks.intents.report import MIB
from benchmarks.intents.run import Measured
from bot.evaluation.drawings import save

CLASSIFIER = "bot.nlu.intent_classifier.BalancedIntentClassifier"
SPLITTING = frozenset({"bot.nlu.requests.RequestSplitter", "bot.nlu.requests.RequestGatherer"})


@dataclass(frozen=True)
class Reading:
    """What a message is read with: ``encoders`` of its sentence, and a ``second_look`` at what is not sure."""

    name: str
    encoders: tuple[str, ...]
    second_look: str | None = None
    requests: bool = True


READINGS = (
    Reading("words and letters", ()),
    Reading("+ minilm", ("minilm",)),
    Reading("+ use", ("use",)),
    Reading("+ minilm, use", ("minilm", "use")),
    Reading("+ minilm, use, second look", ("minilm", "use"), "mpnet"),
    Reading("the same, no requests taken apart", ("minilm", "use"), "mpnet", requests=False),
    Reading("+ minilm, use, mpnet", ("minilm", "use", "mpnet")),
)


def with_reading(ours: Pipeline, reading: Reading) -> Pipeline:
    """``ours``, changed in that alone."""
    config: dict[str, Any] = copy.deepcopy(ours.config)
    parts = []
    for part in config["pipeline"]:
        if part["name"] == CLASSIFIER:
            part["second_look"] = reading.second_look
        if part["name"] == SENTENCE_FEATURES:
            part["encoders"] = list(reading.encoders)
            if not reading.encoders:
                continue
        if reading.requests or part["name"] not in SPLITTING:
            parts.append(part)
    return replace(ours, name=reading.name, config=config | {"pipeline": parts})


def table(title: str, measured: Mapping[str, Measured]) -> Table:
    """What each costs and brings."""
    drawn = Table("", "accuracy", "parse p50", "p50, processor", "training, processor", "memory", title=title)
    for name, each in measured.items():
        drawn.add_row(
            name,
            f"{each.scores.accuracy:.1%}",
            f"{1000 * each.serving.p50:.1f} ms",
            f"{1000 * each.serving.cpu_p50:.1f} ms",
            f"{each.training.cpu:.0f} s",
            f"{each.serving.peak_bytes / MIB:.0f} MiB",
        )
    return drawn


def draw(title: str, measured: Mapping[str, Measured], path: Path) -> None:
    """Accuracy over the processor time of the median message, as a picture at ``path``."""
    drawn = Figure(figsize=(8, 5), layout="constrained")
    axes = drawn.add_subplot()
    for name, each in measured.items():
        axes.scatter(1000 * each.serving.cpu_p50, 100 * each.scores.accuracy, label=name)
    axes.set(xlabel="processor time of the median message, ms", ylabel="accuracy, percent", title=title)
    axes.set_xlim(left=0)
    axes.legend(loc="lower right")
    save(drawn, path)
