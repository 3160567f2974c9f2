"""How well moods are told: cross-validated, held out, and on reviews that others labelled, beside what others say.

``python -m benchmarks.mood --reviews DIR`` reads, where they lie in DIR, ``amazonReviewSnippets_GroundTruth.txt`` (the
VADER paper's, in its source distribution) and ``pos.txt``, ``neg.txt`` (SnowNLP's, in its source distribution under
``snownlp/sentiment``). Neither is part of this project; what is absent is said and left out. With the packages
``vaderSentiment`` and ``snownlp`` installed, their own scores stand beside ours. Reviews have no neutral class: there
the likelier of negative and positive counts, for everybody.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from sklearn.metrics import f1_score

from bot.nlu.mood import MoodClassifier
from bot.nlu.mood_examples import MoodExample

HELD_OUT = Path("tests/nlu/mood.yml")
SAMPLE = 2_000
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Reviews = list[tuple[str, bool]]
"""Each review's text, and whether it is positive."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviews", type=Path, help="folder with the review files")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        classifier = _trained(Path(folder))
        found: dict[str, Any] = {}
        if HELD_OUT.is_file():
            found["held out"] = _held_out(classifier)
        else:
            _left_out(f"there is no {HELD_OUT}")
        if given.reviews:
            found |= _reviews(classifier, given.reviews)
    sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _trained(folder: Path) -> MoodClassifier:
    config = MoodClassifier.get_default_config()
    context = ExecutionContext(GraphSchema({}), "benchmark")
    classifier = MoodClassifier.create(config, LocalModelStorage(folder), Resource("mood"), context)
    classifier.train(load_data("data/nlu"))
    return classifier


def _held_out(classifier: MoodClassifier) -> dict[str, Any]:
    messages = yaml.safe_load(HELD_OUT.read_text(encoding="utf-8"))["messages"]
    examples = [MoodExample(each["text"], each["sentiment"], each["urgency"]) for each in messages]
    found: dict[str, Any] = {}
    for language in ("en", "zh"):
        own = [each for each in examples if bool(_CHINESE.search(each.text)) == (language == "zh")]
        found[language] = {"messages": len(own)} | _scores(classifier, own)
    return found


def _scores(classifier: MoodClassifier, examples: list[MoodExample]) -> dict[str, Any]:
    messages = classifier.process([Message({TEXT: each.text}) for each in examples])
    found = {}
    for key in ("sentiment", "urgency"):
        truth = np.array([getattr(each, key) for each in examples])
        told = np.array([message.get(key)["label"] for message in messages])
        sure = np.array([message.get(key)["confidence"] for message in messages])
        found[key] = {
            "accuracy": round(float((told == truth).mean()), 3),
            "macro_f1": round(float(f1_score(truth, told, average="macro")), 3),
            "calibration_error": round(_calibration_error(sure, told == truth), 3),
        }
    return found


def _calibration_error(sure: Any, right: Any, bins: int = 10) -> float:
    """Expected calibration error: how far confidence and accuracy are apart, in ten bins, by their sizes."""
    places = np.minimum((sure * bins).astype(int), bins - 1)
    parts = [(places == place) for place in range(bins) if (places == place).any()]
    return float(sum(part.mean() * abs(sure[part].mean() - right[part].mean()) for part in parts))


def _reviews(classifier: MoodClassifier, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, read, rival in (
        ("English review sentences", _english, _vader),
        ("Chinese review sentences", _chinese, _snownlp),
    ):
        try:
            reviews = read(folder)
        except OSError as error:
            _left_out(f"{name}: {error}")
            continue
        truth = np.array([positive for _, positive in reviews])
        ours = np.array([_positive(classifier, text) for text, _ in reviews])
        found[name] = {"sentences": len(reviews), "ours": round(float((ours == truth).mean()), 3)}
        try:
            judge = rival()
        except ImportError as error:
            _left_out(f"{name}: {error}")
            continue
        theirs = np.array([judge(text) for text, _ in reviews])
        found[name][rival.__name__.strip("_")] = round(float((theirs == truth).mean()), 3)
    return found


def _positive(classifier: MoodClassifier, text: str) -> bool:
    scores = classifier.probabilities(text)["sentiment"]
    return scores["positive"] >= scores["negative"]


def _english(folder: Path) -> Reviews:
    """Scores from -4 to 4 by twenty people; those between -1 and 1 are left out as neither."""
    lines = (folder / "amazonReviewSnippets_GroundTruth.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    scored = [line.split("\t") for line in lines if line.count("\t") >= 2]
    return _sample([(cells[-1], float(cells[1]) > 0) for cells in scored if abs(float(cells[1])) >= 1])


def _chinese(folder: Path) -> Reviews:
    lines = [
        (line.strip(), name == "pos")
        for name in ("pos", "neg")
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    ]
    return _sample([(text, positive) for text, positive in lines if 4 <= len(text) <= 200])


def _sample(reviews: Reviews) -> Reviews:
    return random.Random(0).sample(reviews, min(SAMPLE, len(reviews)))


def _vader() -> Callable[[str], bool]:
    judge = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda text: judge.polarity_scores(text)["compound"] >= 0


def _snownlp() -> Callable[[str], bool]:
    """Trained on these very sentences, so that its score flatters."""
    judge = importlib.import_module("snownlp").SnowNLP
    return lambda text: judge(text).sentiments >= 0.5


def _left_out(reason: str) -> None:
    sys.stderr.write(f"left out: {reason}\n")


if __name__ == "__main__":
    main()
