"""Figures of intents: how many are right, which are taken for which, and whether confidences mean what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

from bot.checks.examples import Example
from bot.evaluation.model import FALLBACK, Parsed

OUT_OF_SCOPE = "out_of_scope"
ALL = "all"
BINS = 10


@dataclass(frozen=True)
class Judged:
    """An utterance whose intent is known, and what the assistant made of it."""

    example: Example
    parsed: Parsed

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is the example's, though the assistant may not have acted on it."""
        return self.parsed.best == self.example.intent

    @property
    def refused(self) -> bool:
        """Whether the assistant said that it did not understand, or that it does no such thing."""
        return self.parsed.decided in (None, FALLBACK, OUT_OF_SCOPE)


@dataclass(frozen=True)
class Bin:
    """Of ``count`` answers with a confidence in one tenth of the scale: their mean confidence and the share right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class IntentReport:
    """One intent, by what the assistant acted on."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class IntentScores:
    """Figures of some utterances.

    ``accuracy`` and ``macro_f1`` are of the likeliest intent, ``acted_accuracy`` of the one acted on, where refusing
    is right for what is out of scope. ``accepted`` is the share of in-scope utterances that were not refused,
    ``refused`` that of the others that were; None where there are none. ``ece`` is the expected calibration error over
    ``bins`` of equal width (Naeini et al., AAAI 2015).
    """

    count: int
    accuracy: float
    macro_f1: float
    acted_accuracy: float
    accepted: float | None
    refused: float | None
    ece: float
    bins: tuple[Bin, ...]

    def as_json(self) -> dict[str, Any]:
        """Everything."""
        return asdict(self)


def intent_scores(judged: Sequence[Judged]) -> IntentScores:
    """The figures of ``judged``, at least one."""
    true = [each.example.intent for each in judged]
    known = [each for each in judged if each.example.intent != OUT_OF_SCOPE]
    others = [each for each in judged if each.example.intent == OUT_OF_SCOPE]
    acted = [
        each.refused if each.example.intent == OUT_OF_SCOPE else each.parsed.decided == each.example.intent
        for each in judged
    ]
    bins = calibration(judged)
    return IntentScores(
        count=len(judged),
        accuracy=_mean(each.right for each in judged),
        macro_f1=float(
            f1_score(
                true, [each.parsed.best for each in judged], labels=sorted(set(true)), average="macro", zero_division=0
            )
        ),
        acted_accuracy=_mean(acted),
        accepted=_mean(not each.refused for each in known) if known else None,
        refused=_mean(each.refused for each in others) if others else None,
        ece=sum(each.count * abs(each.accuracy - each.confidence) for each in bins) / len(judged),
        bins=bins,
    )


def by_language(judged: Sequence[Judged]) -> dict[str, IntentScores]:
    """The figures of each language that there are utterances of, and of all."""
    parts: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        parts[each.example.language].append(each)
    made = {language: intent_scores(parts[language]) for language in sorted(parts)}
    return made | ({ALL: intent_scores(judged)} if len(parts) > 1 else {})


def per_intent(judged: Sequence[Judged]) -> dict[str, IntentReport]:
    """Precision, recall and F1 of each intent that is asked for, by what the assistant acted on."""
    intents = sorted({each.example.intent for each in judged})
    figures = precision_recall_fscore_support(
        [each.example.intent for each in judged], acted_on(judged), labels=intents, zero_division=0
    )
    return {
        intent: IntentReport(float(precision), float(recall), float(f1), int(support))
        for intent, precision, recall, f1, support in zip(intents, *figures, strict=True)
    }


def acted_on(judged: Sequence[Judged]) -> list[str]:
    """The intent that the assistant acted on for each, the fallback where it understood nothing."""
    return [each.parsed.decided or FALLBACK for each in judged]


def confusions(judged: Sequence[Judged]) -> list[tuple[str, str, tuple[str, ...]]]:
    """(intent, what was acted on instead, the utterances), most frequent first; to refuse out of scope is no error."""
    wrong: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each, acted in zip(judged, acted_on(judged), strict=True):
        if acted != each.example.intent and not (each.example.intent == OUT_OF_SCOPE and each.refused):
            wrong[each.example.intent, acted].append(each.example.text)
    ranked = sorted(wrong.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(intent, acted, tuple(texts)) for (intent, acted), texts in ranked]


def confusion_matrix(judged: Sequence[Judged]) -> tuple[tuple[str, ...], np.ndarray[Any, np.dtype[np.int64]]]:
    """The intents, and how many utterances of each (row) were acted on as each (column)."""
    counts: Mapping[tuple[str, str], int] = Counter(
        zip((each.example.intent for each in judged), acted_on(judged), strict=True)
    )
    names = tuple(sorted({name for pair in counts for name in pair}))
    return names, np.array([[counts.get((row, column), 0) for column in names] for row in names], dtype=np.int64)


def calibration(judged: Sequence[Judged], bins: int = BINS) -> tuple[Bin, ...]:
    """The bins that hold any answer, by the confidence in the likeliest intent."""
    held: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        held[min(int(each.parsed.confidence * bins), bins - 1)].append(each)
    return tuple(
        Bin(len(some), _mean(each.parsed.confidence for each in some), _mean(each.right for each in some))
        for _, some in sorted(held.items())
    )


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
