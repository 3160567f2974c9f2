"""Our own intents on the Bitext customer-service utterances, which nothing learns; bitext.yml says what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.table import Table

from benchmarks.intents.data import Dataset, UnreadableData, Utterance, read_table
from benchmarks.intents.pipelines import DIET
from benchmarks.intents.run import Runner
from benchmarks.intents.scores import Answer
from benchmarks.intents.subsets import limited
from bot.checks.examples import by_normal, normal, read_examples

MAPPING = Path(__file__).parent / "bitext.yml"
TRAINING = Path("data/nlu")
AIM = 0.90
SHOWN = 3


@dataclass(frozen=True)
class Correspondence:
    """Our intents for each of theirs, and those of theirs that have none."""

    mapped: Mapping[str, frozenset[str]]
    unmapped: frozenset[str]


@dataclass(frozen=True)
class OfIntent:
    """What became of one of their intents: ``taken`` counts our intents, as the pipeline decided, fallback among them.

    ``right`` is a share, None where nothing is right or wrong; ``wrong`` holds utterances and what they were taken for.
    """

    count: int
    right: float | None
    taken: Mapping[str, int]
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Result:
    """``accuracy`` over all mapped utterances, ``macro`` the mean over their intents.

    ``always`` is the accuracy of taking every message for the one intent that is right most often: the accuracy is to
    be held against it, since the mapping leads most of their intents to one of ours.
    """

    count: int
    accuracy: float
    macro: float
    always: float
    intents: Mapping[str, OfIntent]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Everything."""
        return asdict(self)


def read_mapping(path: Path = MAPPING) -> Correspondence:
    """What the mapping file says."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Correspondence(
        {name: frozenset(each["as"]) for name, each in content["mapped"].items()}, frozenset(content["unmapped"])
    )


def read_bitext(
    folder: Path, mapping: Correspondence, limit: int | None, seed: int, training: Path = TRAINING
) -> Dataset:
    """The utterances, as the test part of a set, without those that stand in ``training`` too.

    Raises:
        UnreadableData: there is no ``utterances.csv``, or it holds an intent that the mapping does not name.
    """
    path = folder / "utterances.csv"
    if not path.is_file():
        raise UnreadableData(f"{path}: there is no such file")
    utterances = read_table(path)
    unknown = {each.intent for each in utterances} - set(mapping.mapped) - mapping.unmapped
    if unknown:
        raise UnreadableData(f"{path}: {MAPPING.name} does not name {', '.join(sorted(unknown))}")
    taught = by_normal(read_examples(training))
    data = Dataset("bitext", "ours", (), (), tuple(each for each in utterances if normal(each.text) not in taught))
    return data if limit is None else limited(data, limit, seed)


def measure(runner: Runner, data: Dataset, mapping: Correspondence) -> Result:
    """Train the side on our own utterances and score what it makes of theirs."""
    model, _ = runner.train(TRAINING)
    answers, _ = runner.ask(model, data.test)
    return score(data.test, answers, mapping, data.notes)


def score(
    utterances: Sequence[Utterance], answers: Sequence[Answer], mapping: Correspondence, notes: tuple[str, ...] = ()
) -> Result:
    """The figures of ``answers``, one for each utterance; at least one must be mapped."""
    intents: dict[str, OfIntent] = {}
    for name in sorted({each.intent for each in utterances}):
        pairs = [(u.text, str(a.decided)) for u, a in zip(utterances, answers, strict=True) if u.intent == name]
        accepted = mapping.mapped.get(name)
        wrong = () if accepted is None else tuple(pair for pair in pairs if pair[1] not in accepted)
        right = None if accepted is None else 1 - len(wrong) / len(pairs)
        intents[name] = OfIntent(len(pairs), right, dict(Counter(taken for _, taken in pairs).most_common()), wrong)
    scored = [(name, each, each.right) for name, each in intents.items() if each.right is not None]
    count = sum(each.count for _, each, _ in scored)
    always = Counter[str]()
    for name, each, _ in scored:
        always.update(dict.fromkeys(mapping.mapped[name], each.count))
    return Result(
        count=count,
        accuracy=sum(right * each.count for _, each, right in scored) / count,
        macro=sum(right for *_, right in scored) / len(scored),
        always=always.most_common(1)[0][1] / count,
        intents=intents,
        notes=notes,
    )


def missed(results: Mapping[str, Result]) -> list[str]:
    """The sides other than DIET that understand less than is aimed at."""
    return [
        f"bitext, {name}: {result.accuracy:.1%} of the mapped utterances, aim {AIM:.0%}"
        for name, result in results.items()
        if name != DIET and result.accuracy < AIM and not result.notes
    ]


def table(results: Mapping[str, Result], mapping: Correspondence) -> Table:
    """Each of their intents with what it was taken for, worst of the first side first."""
    first = next(iter(results.values()))
    notes = "".join(f"; {note}" for note in first.notes)
    title = f"bitext: {first.count} mapped utterances; always the commonest: {first.always:.1%}{notes}"
    drawn = Table("their intent", "ours", *results, *(f"{name} took it for" for name in results), title=title)
    for name in sorted(first.intents, key=lambda name: _or_last(first.intents[name].right)):
        rights = [_share(result.intents[name].right) for result in results.values()]
        taken = [_most(result.intents[name].taken) for result in results.values()]
        drawn.add_row(name, " ".join(sorted(mapping.mapped.get(name, ()))), *rights, *taken)
    drawn.add_row("all mapped", f"≥ {AIM:.0%}", *(_share(result.accuracy) for result in results.values()))
    drawn.add_row("mean over intents", "", *(_share(result.macro) for result in results.values()))
    return drawn


def _or_last(right: float | None) -> float:
    return 2.0 if right is None else right


def _share(value: float | None) -> str:
    return "not scored" if value is None else f"{value:.1%}"


def _most(taken: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in list(taken.items())[:SHOWN])
