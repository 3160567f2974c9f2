"""Sets of utterances with their intents, read from a folder whose files are recognised by their names and headers.

| file | read as |
|---|---|
| ``train.csv`` ``train.tsv``, ``train_10.tsv`` | the training part; a number makes a variant, as "10-shot" |
| ``test.csv`` ``test.tsv`` | the test part of every variant, of the same format first |
| ``val`` ``valid`` ``validation`` ``dev`` with either ending | the validation part |
| ``*.json`` with a list ``train`` | all parts of one variant: ``train val test oos_train oos_val oos_test`` |
| one other csv or tsv file | the whole set; its test part is split off, the same for every run with one seed |

A csv file has a header; in a tsv file it may be missing, and then the text comes first. Every part may hold
out-of-scope utterances: those with one of the labels :data:`OUT_OF_SCOPE_LABELS`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCOPE_LABELS = frozenset({"oos", "ood", "out_of_scope", "out-of-scope"})
TEXT_COLUMNS = ("text", "utterance", "sentence", "query", "question", "message", "example")
INTENT_COLUMNS = ("intent", "label", "category", "class")
VALIDATION_NAMES = ("val", "valid", "validation", "dev")
TEST_SHARE = 0.2
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


class UnreadableData(ValueError):
    """A folder or file that is in none of the known formats; the message says what was found and what is known."""


@dataclass(frozen=True)
class Utterance:
    """A text and its intent, :data:`OUT_OF_SCOPE` where it has none of the set's."""

    text: str
    intent: str


@dataclass(frozen=True)
class Dataset:
    """One variant of a set. ``notes`` say what was done to it: figures of a part are not those of the whole."""

    name: str
    variant: str
    train: tuple[Utterance, ...]
    validation: tuple[Utterance, ...]
    test: tuple[Utterance, ...]
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The set and its variant."""
        return f"{self.name} {self.variant}"

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that are taught, out of scope not among them."""
        return tuple(sorted({each.intent for each in self.train} - {OUT_OF_SCOPE}))

    @property
    def tests_out_of_scope(self) -> bool:
        """Whether the test part has out-of-scope utterances."""
        return any(each.intent == OUT_OF_SCOPE for each in self.test)

    def noted(self, note: str, **parts: Sequence[Utterance]) -> Dataset:
        """The set with other ``parts``, and what was done to them."""
        return replace(self, notes=(*self.notes, note), **{name: tuple(part) for name, part in parts.items()})  # type: ignore[arg-type]


def read_datasets(folder: Path, seed: int = 0) -> tuple[Dataset, ...]:
    """Every variant in ``folder``, the one with fewest training utterances first.

    Raises:
        UnreadableData: there is none, or a file of it cannot be read; the message names the file and line.
    """
    if not folder.is_dir():
        raise UnreadableData(f"{folder}: there is no such folder")
    tables = {path.stem.lower(): path for path in sorted(folder.iterdir()) if path.suffix in _DELIMITERS}
    trains = [path for path in sorted(folder.iterdir()) if path.suffix in _DELIMITERS and _shots(path) is not None]
    found = [_of_json(path, content) for path in sorted(folder.glob("*.json")) if (content := _parts(path))]
    if trains:
        found += [_of_tables(path, folder) for path in trains]
    elif not found and len(tables) == 1:
        (path,) = tables.values()
        found = [Dataset(folder.name, "split", read_table(path), (), ())]
    if not found:
        names = ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"
        raise UnreadableData(
            f"{folder}: no data set found; expected train.csv and test.csv (or .tsv), a json file with the parts train "
            f"and test, or one csv or tsv file; there is {names}"
        )
    whole = [each if each.test else _split(each, seed) for each in found]
    return tuple(sorted((_checked(each, folder) for each in whole), key=lambda each: len(each.train)))


def read_table(path: Path) -> tuple[Utterance, ...]:
    """The utterances of a csv or tsv file.

    Raises:
        UnreadableData: the header names no known column, or a line lacks its text or intent.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix == ".tsv":
                rows = enumerate((line.rstrip("\r\n").split("\t") for line in file), start=1)
                return tuple(_utterances(path, rows, needs_header=False))
            reader = csv.reader(file, delimiter=_DELIMITERS[path.suffix])
            return tuple(_utterances(path, ((reader.line_num, row) for row in reader), needs_header=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableData(f"{path}: not a table in UTF-8: {error}") from error


def _utterances(path: Path, rows: Iterable[tuple[int, list[str]]], needs_header: bool) -> Iterator[Utterance]:
    text_at, intent_at = 0, 1
    for place, (number, row) in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        if place == 0:
            columns = _columns(row)
            if columns:
                text_at, intent_at = columns
                continue
            if needs_header:
                raise UnreadableData(
                    f"{path}:1: the header is {', '.join(row)}; it must name the text ({', '.join(TEXT_COLUMNS)}) and "
                    f"the intent ({', '.join(INTENT_COLUMNS)})"
                )
        if len(row) <= max(text_at, intent_at) or not row[text_at].strip() or not row[intent_at].strip():
            raise UnreadableData(f"{path}:{number}: a text and its intent are expected, not {row!r}")
        yield _utterance(row[text_at], row[intent_at])


def _columns(header: list[str]) -> tuple[int, int] | None:
    names = [cell.strip().lower() for cell in header]
    text = next((names.index(name) for name in TEXT_COLUMNS if name in names), None)
    intent = next((names.index(name) for name in INTENT_COLUMNS if name in names), None)
    return None if text is None or intent is None else (text, intent)


def _utterance(text: str, intent: str) -> Utterance:
    label = intent.strip()
    return Utterance(text.strip(), OUT_OF_SCOPE if label.lower() in OUT_OF_SCOPE_LABELS else label)


def _shots(path: Path) -> str | None:
    """The variant that a training file is of, None where it is not one."""
    match = re.fullmatch(r"train(?:ing)?(?:[_-]?(\w+))?", path.stem.lower())
    if match is None:
        return None
    suffix = match.group(1)
    return "full" if not suffix else f"{suffix}-shot" if suffix.isdigit() else suffix


def _of_tables(train: Path, folder: Path) -> Dataset:
    def part(*names: str) -> tuple[Utterance, ...]:
        endings = sorted(_DELIMITERS, key=lambda ending: ending != train.suffix)
        paths = [folder / f"{name}{ending}" for ending in endings for name in names]
        return next((read_table(path) for path in paths if path.is_file()), ())

    return Dataset(folder.name, _shots(train) or "full", read_table(train), part(*VALIDATION_NAMES), part("test"))


def _parts(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableData(f"{path}: not JSON: {error}") from error
    return content if isinstance(content, dict) and isinstance(content.get("train"), list) else None


def _of_json(path: Path, content: dict[str, Any]) -> Dataset:
    def part(*names: str) -> tuple[Utterance, ...]:
        rows = [(name, place, row) for name in names for place, row in enumerate(content.get(name, []))]
        for name, place, row in rows:
            if not (isinstance(row, list) and len(row) == 2 and all(isinstance(c, str) and c.strip() for c in row)):
                raise UnreadableData(f"{path}: {name}[{place}]: a text and its intent are expected, not {row!r}")
        return tuple(_utterance(*row) for _, _, row in rows)

    variant = path.stem.lower().removeprefix("data").strip("_-") or "full"
    return Dataset(
        path.parent.name,
        variant,
        part("train", "oos_train"),
        next((found for name in VALIDATION_NAMES if (found := part(name, f"oos_{name}"))), ()),
        part("test", "oos_test"),
    )


def _split(data: Dataset, seed: int) -> Dataset:
    from sklearn.model_selection import train_test_split

    intents = [each.intent for each in data.train]
    try:
        train, test = train_test_split(list(data.train), test_size=TEST_SHARE, stratify=intents, random_state=seed)
    except ValueError as error:
        raise UnreadableData(f"{data.title}: no test part, and none can be split off: {error}") from error
    return data.noted(f"test part: a fifth of the training part, split off with seed {seed}", train=train, test=test)


def _checked(data: Dataset, folder: Path) -> Dataset:
    if len(data.intents) < 2:
        raise UnreadableData(f"{folder}: {data.title} teaches {len(data.intents)} intents; two are the least")
    untaught = sorted({each.intent for each in data.test} - {OUT_OF_SCOPE, *data.intents})
    if untaught:
        return data.noted(
            f"{len(untaught)} intents are tested and not taught, and count as wrong: {', '.join(untaught[:5])}"
        )
    return data
