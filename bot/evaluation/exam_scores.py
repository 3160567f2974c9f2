"""How the assistant does on the held-out examinations beside the intents: entities, requests, mood and language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.metrics import f1_score

from bot.checks.examples import CJK
from bot.evaluation.exam import (
    ENTITIES,
    EXCLUDED,
    EntityQuestion,
    ExpectedEntity,
    LanguageQuestion,
    MoodQuestion,
    RequestQuestion,
)
from bot.evaluation.model import Parsed
from bot.slots import Spoken

Ask = Callable[[str], Parsed]
ALL = "all"
EVIDENCE = "language_evidence"


@dataclass(frozen=True)
class Found:
    """Entities that must be and are found (``right``), that are found and must not be, and that are missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(self.right + other.right, self.spurious + other.spurious, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Of what was found, the share right; 1 where nothing was."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """Of what there is, the share found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean, as one count: 2 right / (2 right + spurious + missed)."""
        wrong = self.spurious + self.missed
        return 2 * self.right / (2 * self.right + wrong) if self.right or wrong else 1.0

    def as_json(self) -> dict[str, float]:
        """Counts and shares."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {"right": self.right, "spurious": self.spurious, "missed": self.missed, **shares}


def score_entities(questions: Sequence[EntityQuestion], ask: Ask) -> tuple[dict[str, dict[str, Found]], list[str]]:
    """The counts by language ("all" too) and entity ("all" too), and the messages in which something is wrong.

    An entity is right where its name, its value and whether it is a wish to exclude are; each found one counts once.
    """
    counts: dict[str, dict[str, Found]] = defaultdict(lambda: defaultdict(Found))
    wrong = []
    for question in questions:
        outcome = _compared(question.entities, ask(question.text).data.get("entities", []))
        for name, found in outcome.items():
            for language in (_language(question.text), ALL):
                counts[language][name] += found
                counts[language][ALL] += found
        if any(found.spurious or found.missed for found in outcome.values()):
            wrong.append(question.text)
    return {language: dict(sorted(found.items())) for language, found in sorted(counts.items())}, wrong


def _compared(expected: Sequence[ExpectedEntity], found: Sequence[dict[str, Any]]) -> dict[str, Found]:
    left = [each for each in found if each.get("entity") in ENTITIES]
    counts: Counter[tuple[str, str]] = Counter()
    for each in expected:
        match = next((other for other in left if _matches(each, other)), None)
        counts[each.entity, "missed" if match is None else "right"] += 1
        if match is not None:
            left.remove(match)
    counts.update((str(each["entity"]), "spurious") for each in left)
    return {
        name: Found(counts[name, "right"], counts[name, "spurious"], counts[name, "missed"])
        for name in {name for name, _ in counts}
    }


def _matches(expected: ExpectedEntity, found: dict[str, Any]) -> bool:
    excluded = found.get("role") == EXCLUDED
    return found["entity"] == expected.entity and found["value"] in expected.values and excluded == expected.excluded


@dataclass(frozen=True)
class Share:
    """How many of how many are right, and the messages that are not."""

    right: int
    count: int
    wrong: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """The share."""
        return self.right / self.count

    def as_json(self) -> dict[str, Any]:
        """Counts, share and messages."""
        return {"right": self.right, "count": self.count, "accuracy": self.accuracy, "wrong": list(self.wrong)}


def score_requests(questions: Sequence[RequestQuestion], ask: Ask) -> dict[str, Share]:
    """By language: messages whose requests are all found, in order, and no other."""
    return _shares([(each.text, requests_of(ask(each.text)) == each.intents) for each in questions])


def requests_of(parsed: Parsed) -> tuple[str, ...]:
    """The intents of a message's requests, its own where it holds one."""
    requests = parsed.data.get("requests") or [parsed.data]
    return tuple(str((each.get("intent") or {}).get("name")) for each in requests)


def score_languages(questions: Sequence[LanguageQuestion], ask: Ask) -> dict[str, Share]:
    """By the language so far: messages after which the conversation goes on in the right language."""
    judged = []
    for each in questions:
        entities = ask(each.text).data.get("entities", [])
        evidence: dict[str, Any] = next((e["value"] for e in entities if e.get("entity") == EVIDENCE), {})
        spoken = Spoken(each.so_far, False, each.so_far).after(evidence)
        judged.append((each.so_far, each.text, spoken.language == each.answer))
    return {
        so_far: _share([(text, right) for language, text, right in judged if so_far in (ALL, language)])
        for so_far in (*sorted({language for language, _, _ in judged}), ALL)
    }


@dataclass(frozen=True)
class Classified:
    """Accuracy and macro-F1 of a classification, and the messages that are wrong, with what they were taken for."""

    count: int
    accuracy: float
    macro_f1: float
    wrong: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Everything."""
        return {"count": self.count, "accuracy": self.accuracy, "macro_f1": self.macro_f1, "wrong": list(self.wrong)}


def score_moods(questions: Sequence[MoodQuestion], ask: Ask) -> dict[str, dict[str, Classified]]:
    """Sentiment and urgency, each by language and of all; what the assistant does not tell is wrong."""
    told = [(each, ask(each.text).data) for each in questions]
    made: dict[str, dict[str, Classified]] = {}
    for name in ("sentiment", "urgency"):
        rows = [(each.text, str(getattr(each, name)), str((data.get(name) or {}).get("label"))) for each, data in told]
        languages = sorted({_language(text) for text, _, _ in rows})
        made[name] = {
            language: _classified([row for row in rows if language in (ALL, _language(row[0]))])
            for language in (*languages, ALL)
        }
    return made


def _classified(rows: Sequence[tuple[str, str, str]]) -> Classified:
    true, said = [row[1] for row in rows], [row[2] for row in rows]
    macro = f1_score(true, said, labels=sorted(set(true)), average="macro", zero_division=0)
    wrong = tuple((text, label) for text, expected, label in rows if label != expected)
    return Classified(len(rows), 1 - len(wrong) / len(rows), float(macro), wrong)


def _shares(judged: Sequence[tuple[str, bool]]) -> dict[str, Share]:
    languages = sorted({_language(text) for text, _ in judged})
    return {
        language: _share([pair for pair in judged if language in (ALL, _language(pair[0]))])
        for language in (*languages, ALL)
    }


def _share(judged: Sequence[tuple[str, bool]]) -> Share:
    return Share(sum(right for _, right in judged), len(judged), tuple(text for text, right in judged if not right))


def _language(text: str) -> str:
    return "zh" if CJK.search(text) else "en"
