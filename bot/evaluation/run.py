"""The evaluation of the NLU from its files to its figures."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.checks.examples import Example, read_examples
from bot.evaluation.folds import cross_validate, judge
from bot.evaluation.model import NluModel, train_nlu
from bot.evaluation.report import Evaluation, take_exams

CROSS_VALIDATION = "cross-validation"
Begin = Callable[[str, int | None], Callable[[], None]]


def evaluate_nlu(
    config: Path, data: Path, held_out: Path, begin: Begin, *, model: Path | None = None, folds: int = 5
) -> Evaluation:
    """Cross-validate ``data`` in ``folds`` parts (0: not at all), and score ``model`` on all that ``held_out`` holds.

    Without a ``model`` one is trained from ``data``. ``begin`` is told of each step and of how many utterances it has,
    where that is known; what it returns is called after each of them.

    Raises:
        ConfigurationError: an intent has fewer examples than there are folds.
        ModelFileError: ``model`` cannot be loaded.
        BadExam: a file of an examination is not as its format says.
    """
    found = Evaluation()
    taught = list(read_examples(data))
    with _own_cache() as scratch:
        if folds:
            told = begin(f"cross-validation in {folds} parts", len(taught))
            found.intents[CROSS_VALIDATION] = cross_validate(config, taught, folds, told)
        begin("training" if model is None else "loading", None)
        loaded = NluModel(model or train_nlu(config, data, scratch))
        for name, examples in _sets(held_out).items():
            found.intents[name] = judge(loaded, examples, begin(name, len(examples)))
        begin("entities, requests, mood, language", None)
        found.exams = take_exams(held_out, loaded.parse)
        loaded.close()
    return found


def _sets(folder: Path) -> dict[str, list[Example]]:
    """The utterances of each file that holds some."""
    sets: dict[str, list[Example]] = defaultdict(list)
    for example in read_examples(folder):
        sets[Path(example.file).stem].append(example)
    return sets


@contextmanager
def _own_cache() -> Iterator[Path]:
    """A folder for models and Rasa's cache, so that those of the project stay as they are."""
    before = os.environ.get("RASA_CACHE_DIRECTORY")
    with tempfile.TemporaryDirectory(prefix="daogou-evaluation-") as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(folder) / "cache")
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["RASA_CACHE_DIRECTORY"]
            else:
                os.environ["RASA_CACHE_DIRECTORY"] = before
