"""Training and asking one side on one set, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.intents.data import Dataset, Utterance
from benchmarks.intents.pipelines import Pipeline
from benchmarks.intents.scores import COST, Answer, Scores, choose_threshold, score
from benchmarks.processes import reporting
from bot.evaluation.model import write_examples

FOLDS = 3


@dataclass(frozen=True)
class Training:
    """What a training took: ``seconds`` with all imports, ``fit`` without; ``cpu`` of the processor, all threads."""

    seconds: float
    fit: float
    cpu: float
    peak_bytes: int
    model_bytes: int


@dataclass(frozen=True)
class Serving:
    """What a loaded model takes: seconds to load and for one message, and the most memory its process held.

    ``cpu_p50`` is processor time, of all threads.
    """

    load: float
    p50: float
    p95: float
    cpu_p50: float
    peak_bytes: int


@dataclass(frozen=True)
class Measured:
    """All figures of one side on one set."""

    training: Training
    serving: Serving
    scores: Scores

    def as_json(self) -> dict[str, Any]:
        """Everything."""
        return asdict(self)


class Runner:
    """Measures ``pipeline`` in ``folder``; ``say`` is told what goes on, with how much is done of how much."""

    def __init__(self, pipeline: Pipeline, folder: Path, say: Callable[[str, int, int], None]) -> None:
        self._pipeline = pipeline
        self._folder = folder
        self._say = say
        folder.mkdir(parents=True, exist_ok=True)

    def measure(self, data: Dataset, seed: int, cost: float = COST) -> Measured:
        """Train on the training part, choose the threshold where there is need of one, and score the test part."""
        model, training = self.train(self._examples(data.train, "train.json"))
        threshold = None
        if data.tests_out_of_scope:
            chosen_on = self.ask(model, data.validation)[0] if data.validation else self._crossed(data, seed)
            threshold = choose_threshold(chosen_on, cost)
        answers, serving = self.ask(model, data.test)
        return Measured(training, serving, score(answers, threshold))

    def train(self, examples: Path, name: str = "whole") -> tuple[Path, Training]:
        """A model of ``examples``, a file or folder of training data, from an empty cache."""
        self._say("training", 0, 0)
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        config = self._pipeline.write(folder)
        started = time.perf_counter()
        result = self._work("train", config, examples, folder, cache=folder / "cache")
        seconds = time.perf_counter() - started
        shutil.rmtree(folder / "cache", ignore_errors=True)
        model = Path(result["model"])
        took = Training(seconds, result["fit"], result["cpu"], result["peak"], model.stat().st_size)
        return model, took

    def ask(self, model: Path, utterances: Sequence[Utterance]) -> tuple[list[Answer], Serving]:
        """What ``model`` answers to ``utterances``, one by one."""
        texts, answers = self._folder / "texts.json", self._folder / "answers.jsonl"
        texts.write_text(json.dumps([each.text for each in utterances], ensure_ascii=False), encoding="utf-8")
        result = self._work("parse", model, texts, answers, total=len(utterances), cache=self._folder / "cache")
        given = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
        return [
            Answer(each.intent, tuple((from_rasa(name), confidence) for name, confidence in ranking), _named(decided))
            for each, (decided, ranking) in zip(utterances, given, strict=True)
        ], Serving(result["load"], result["p50"], result["p95"], result["cpu_p50"], result["peak"])

    def _crossed(self, data: Dataset, seed: int) -> list[Answer]:
        """Answers to every training utterance by a model that was trained without it."""
        from sklearn.model_selection import StratifiedKFold

        intents = [each.intent for each in data.train]
        answers: list[Answer] = []
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(intents, intents)
        for number, (taught, left) in enumerate(folds, start=1):
            examples = self._examples([data.train[i] for i in taught], f"fold-{number}.json")
            model, _ = self.train(examples, f"fold-{number}")
            answers += self.ask(model, [data.train[i] for i in left])[0]
        return answers

    def _examples(self, utterances: Sequence[Utterance], name: str) -> Path:
        return write_examples([(each.text, to_rasa(each.intent)) for each in utterances], self._folder / name)

    def _work(self, task: str, *arguments: Path, cache: Path, total: int = 0) -> dict[str, Any]:
        """The result of a worker. Nothing that was cached before, by Rasa or by us, makes it faster."""
        command = [sys.executable, "-m", "benchmarks.intents.worker", task, *map(str, arguments)]
        environment = self._pipeline.environment | {"RASA_CACHE_DIRECTORY": str(cache)}
        result: dict[str, Any] = {}
        for line in reporting(command, self._folder / f"{task}.log", environment):
            if line.startswith('{"done"'):
                self._say("asking", json.loads(line)["done"], total)
            elif line.startswith('{"result"'):
                result = json.loads(line)["result"]
        return result


def to_rasa(intent: str) -> str:
    """The intent's name for Rasa, to which a slash would make it a retrieval intent."""
    return intent.replace("/", "∕")


def from_rasa(intent: str) -> str:
    """The intent that :func:`to_rasa` named."""
    return intent.replace("∕", "/")


def _named(decided: str | None) -> str | None:
    return None if decided is None else from_rasa(decided)
