"""What is said of a side's answers, and the threshold under which a message counts as not understood."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sklearn.metrics import f1_score, matthews_corrcoef, roc_auc_score

from benchmarks.intents.data import OUT_OF_SCOPE
from bot.evaluation.model import FALLBACK

#: How much in-scope accuracy may be given up in order to refuse what is out of scope.
COST = 0.005
GRID = tuple(round(0.05 * step, 2) for step in range(20))


@dataclass(frozen=True)
class Answer:
    """A test message's intent, what a side took it for (likeliest first, without fallback), and what it acted on."""

    intent: str
    ranking: tuple[tuple[str, float], ...]
    decided: str | None

    @property
    def best(self) -> str:
        """The likeliest; a side that knows none says it is out of scope."""
        return self.ranking[0][0] if self.ranking else OUT_OF_SCOPE

    @property
    def confidence(self) -> float:
        """That the message is in scope: of the likeliest intent of the set."""
        return next((confidence for name, confidence in self.ranking if name != OUT_OF_SCOPE), 0.0)

    @property
    def in_scope(self) -> bool:
        """Whether the message has an intent of the set."""
        return self.intent != OUT_OF_SCOPE

    def at(self, threshold: float) -> str:
        """The intent, or :data:`OUT_OF_SCOPE` where that is the likeliest or the confidence is below ``threshold``."""
        return self.best if self.confidence >= threshold else OUT_OF_SCOPE

    @property
    def acted_on(self) -> str:
        """What the pipeline itself decided at the thresholds of its configuration; not understood is out of scope."""
        return OUT_OF_SCOPE if self.decided in (None, FALLBACK) else str(self.decided)


@dataclass(frozen=True)
class Refusal:
    """How a side tells the two kinds apart: in-scope messages answered rightly, and others refused, as shares."""

    in_scope_accuracy: float
    out_of_scope_recall: float | None


@dataclass(frozen=True)
class Scores:
    """``accuracy`` and ``macro_f1`` of the in-scope messages, with nothing refused; the rest is None without others.

    ``mcc`` is over all messages and intents, a refusal (at the threshold, where there is one) being one intent more.
    ``auroc`` is of the confidence, in-scope against out-of-scope. ``curve`` holds, for each threshold of the grid, what
    refusing below it gives on the test part: to be drawn, not to be chosen from.
    """

    messages: int
    accuracy: float
    macro_f1: float
    mcc: float
    threshold: float | None
    at_threshold: Refusal | None
    as_configured: Refusal
    auroc: float | None
    curve: tuple[tuple[float, Refusal], ...]


def choose_threshold(validation: Sequence[Answer], cost: float = COST) -> float:
    """The highest threshold that costs the in-scope accuracy at most ``cost``.

    Messages out of scope have no say in it, so that a set without any to choose on can have its threshold.
    """
    right = sorted(each.confidence for each in validation if each.in_scope and each.best == each.intent)
    if not right:
        return 0.0
    refusable = math.floor(cost * sum(each.in_scope for each in validation) + 1e-9)
    return right[min(refusable, len(right) - 1)]


def score(answers: Sequence[Answer], threshold: float | None) -> Scores:
    """The figures of ``answers``, some of them in scope; ``threshold`` is None where none is out of scope."""
    known = [each for each in answers if each.in_scope]
    intents = sorted({each.intent for each in known})
    acted = [each.best if threshold is None else each.at(threshold) for each in answers]
    others = len(known) < len(answers)
    return Scores(
        messages=len(answers),
        accuracy=_share(each.best == each.intent for each in known),
        macro_f1=float(
            f1_score(
                [each.intent for each in known],
                [each.best for each in known],
                labels=intents,
                average="macro",
                zero_division=0,
            )
        ),
        mcc=float(matthews_corrcoef([each.intent for each in answers], acted)),
        threshold=threshold,
        at_threshold=None if threshold is None else _refusal(answers, acted),
        as_configured=_refusal(answers, [each.acted_on for each in answers]),
        auroc=float(roc_auc_score([each.in_scope for each in answers], [each.confidence for each in answers]))
        if others
        else None,
        curve=tuple((at, _refusal(answers, [each.at(at) for each in answers])) for at in GRID) if others else (),
    )


def _refusal(answers: Sequence[Answer], acted: Sequence[str]) -> Refusal:
    pairs = list(zip(answers, acted, strict=True))
    others = [intent == OUT_OF_SCOPE for each, intent in pairs if not each.in_scope]
    return Refusal(
        _share(intent == each.intent for each, intent in pairs if each.in_scope), _share(others) if others else None
    )


def _share(hits: Iterable[bool]) -> float:
    marks = list(hits)
    return sum(marks) / len(marks)
