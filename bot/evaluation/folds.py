"""Cross-validation: every training utterance understood by a model that was trained without it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sklearn.model_selection import StratifiedKFold

from bot.checks.examples import Example
from bot.evaluation.intents import Judged
from bot.evaluation.model import NluModel, train_nlu, write_examples
from knowledge.errors import ConfigurationError

SEED = 0


def judge(model: NluModel, examples: Sequence[Example], told: Callable[[], None] = lambda: None) -> list[Judged]:
    """What ``model`` makes of ``examples``; ``told`` is called after each."""
    judged = []
    for each in examples:
        judged.append(Judged(each, model.parse(each.text)))
        told()
    return judged


def cross_validate(
    config: Path, examples: Sequence[Example], folds: int, told: Callable[[], None] = lambda: None
) -> list[Judged]:
    """Judge every example, in ``folds`` parts of the same mixture of intents; ``told`` is called after each example.

    Raises:
        ConfigurationError: an intent has fewer examples than there are folds.
    """
    intents = [each.intent for each in examples]
    thin = sorted(intent for intent in set(intents) if intents.count(intent) < folds)
    if thin:
        raise ConfigurationError(
            f"{folds} folds need {folds} examples of each intent; there are fewer of {', '.join(thin)}"
        )
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="daogou-folds-") as scratch:
        splits = StratifiedKFold(folds, shuffle=True, random_state=SEED).split(intents, intents)
        for number, (taught, left) in enumerate(splits):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            data = write_examples([(examples[i].text, examples[i].intent) for i in taught], folder / "train.json")
            model = NluModel(train_nlu(config, data, folder))
            judged += judge(model, [examples[i] for i in left], told)
            model.close()
    return judged
