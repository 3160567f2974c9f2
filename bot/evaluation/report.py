"""What an evaluation found, as tables, pictures and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.evaluation import exam
from bot.evaluation.drawings import draw_confusions, draw_reliability
from bot.evaluation.exam_scores import (
    Classified,
    Found,
    Share,
    score_entities,
    score_languages,
    score_moods,
    score_requests,
)
from bot.evaluation.intents import IntentScores, Judged, by_language, confusions, per_intent
from bot.evaluation.model import Parsed

AskWith = Callable[[str, Mapping[str, Any] | None], Parsed]
WORST = 10
SHOWN = 3


@dataclass
class Exams:
    """The outcomes of the examinations that there are files of; the others are empty."""

    entities: dict[str, dict[str, Found]] = field(default_factory=dict)
    entities_wrong: list[str] = field(default_factory=list)
    requests: dict[str, Share] = field(default_factory=dict)
    moods: dict[str, dict[str, Classified]] = field(default_factory=dict)
    languages: dict[str, Share] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Everything."""
        return {
            "entities": _jsoned(self.entities),
            "entities_wrong": self.entities_wrong,
            "requests": _jsoned(self.requests),
            "moods": _jsoned(self.moods),
            "languages": _jsoned(self.languages),
        }


@dataclass
class Evaluation:
    """The judged utterances of each set (a file's name, or "cross-validation"), and the examinations."""

    intents: dict[str, list[Judged]] = field(default_factory=dict)
    exams: Exams = field(default_factory=Exams)

    def as_json(self) -> dict[str, Any]:
        """All figures, with every confused utterance."""
        return {
            "intents": {
                name: {
                    "by_language": {language: scores.as_json() for language, scores in by_language(judged).items()},
                    "per_intent": {intent: asdict(report) for intent, report in per_intent(judged).items()},
                    "confusions": [
                        {"intent": intent, "acted_on": acted, "utterances": texts}
                        for intent, acted, texts in confusions(judged)
                    ],
                }
                for name, judged in self.intents.items()
            },
            **self.exams.as_json(),
        }


def take_exams(folder: Path, ask: AskWith) -> Exams:
    """Ask all that the files in ``folder`` hold.

    Raises:
        BadExam: one is not as its format says.
    """

    def plainly(text: str) -> Parsed:
        return ask(text, None)

    taken = Exams()
    if (path := folder / "entities.yml").is_file():
        questions = exam.read_entities(path)
        written = {"now": questions.today.isoformat()}  # "yesterday" is counted from the day of the messages
        taken.entities, taken.entities_wrong = score_entities(questions.questions, lambda text: ask(text, written))
    if (path := folder / "requests.yml").is_file():
        taken.requests = score_requests(exam.read_requests(path), plainly)
    if (path := folder / "mood.yml").is_file():
        taken.moods = score_moods(exam.read_moods(path), plainly)
    if (path := folder / "language.yml").is_file():
        taken.languages = score_languages(exam.read_languages(path), plainly)
    return taken


def draw(evaluation: Evaluation, folder: Path) -> None:
    """The confusions and the reliability of each set of utterances, as PNG."""
    for name, judged in evaluation.intents.items():
        if judged:
            draw_confusions(judged, name, folder / f"{name}-confusions.png")
            draw_reliability(judged, name, folder / f"{name}-reliability.png")


def write(evaluation: Evaluation, folder: Path) -> None:
    """All figures, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(evaluation.as_json(), ensure_ascii=False, indent=2)
    (folder / "evaluation.json").write_text(text + "\n", encoding="utf-8")


def show(evaluation: Evaluation, console: Console) -> None:
    """The tables."""
    scores = {name: by_language(judged) for name, judged in evaluation.intents.items() if judged}
    if scores:
        console.print(_intents(scores))
    for name, judged in evaluation.intents.items():
        if judged:
            console.print(_per_intent(name, judged))
            console.print(_confusions(name, judged))
    exams = evaluation.exams
    if exams.entities:
        console.print(_entities(exams.entities))
    for title, shares in (("requests of a message", exams.requests), ("language to go on in", exams.languages)):
        if shares:
            console.print(_shares(title, shares))
    if exams.moods:
        console.print(_moods(exams.moods))


def _intents(scores: Mapping[str, Mapping[str, IntentScores]]) -> Table:
    heads = ("accuracy", "macro-F1", "acted on", "in scope accepted", "out of scope refused", "ECE")
    table = Table("utterances", "language", "number", *heads, title="intents")
    for name, languages in scores.items():
        for language, each in languages.items():
            figures = (each.accuracy, each.macro_f1, each.acted_accuracy, each.accepted, each.refused, each.ece)
            written = ("–" if figure is None else f"{figure:.3f}" for figure in figures)
            table.add_row(name, language, str(each.count), *written)
    return table


def _per_intent(name: str, judged: Sequence[Judged]) -> Table:
    table = Table("intent", "precision", "recall", "F1", "number", title=f"{name}: each intent, as acted on")
    for intent, each in sorted(per_intent(judged).items(), key=lambda item: item[1].f1):
        table.add_row(intent, f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}", str(each.support))
    return table


def _confusions(name: str, judged: Sequence[Judged]) -> Table:
    table = Table("meant", "acted on", "number", "such as", title=f"{name}: what is confused most")
    for intent, acted, texts in confusions(judged)[:WORST]:
        table.add_row(intent, acted, str(len(texts)), "\n".join(texts[:SHOWN]))
    return table


def _entities(entities: Mapping[str, Mapping[str, Found]]) -> Table:
    table = Table("language", "entity", "precision", "recall", "F1", "right", "spurious", "missed", title="entities")
    for language, found in entities.items():
        for name, each in found.items():
            shares = (f"{share:.3f}" for share in (each.precision, each.recall, each.f1))
            table.add_row(language, name, *shares, str(each.right), str(each.spurious), str(each.missed))
    return table


def _shares(title: str, shares: Mapping[str, Share]) -> Table:
    table = Table("language", "right", "accuracy", "wrong, such as", title=title)
    for language, each in shares.items():
        table.add_row(language, f"{each.right} of {each.count}", f"{each.accuracy:.3f}", "\n".join(each.wrong[:SHOWN]))
    return table


def _moods(moods: Mapping[str, Mapping[str, Classified]]) -> Table:
    table = Table("", "language", "number", "accuracy", "macro-F1", "wrong, such as", title="mood")
    for name, languages in moods.items():
        for language, each in languages.items():
            wrong = "\n".join(f"{text} ({label})" for text, label in each.wrong[:SHOWN])
            table.add_row(name, language, str(each.count), f"{each.accuracy:.3f}", f"{each.macro_f1:.3f}", wrong)
    return table


def _jsoned(outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _jsoned(each) if isinstance(each, Mapping) else each.as_json() for name, each in outcome.items()}
