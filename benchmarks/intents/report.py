"""The table and the JSON of what was measured of each side, with the aims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from benchmarks.intents.data import Dataset
from benchmarks.intents.pipelines import DIET
from benchmarks.intents.run import Measured
from benchmarks.intents.scores import Refusal
from benchmarks.stats import ratio

MIB = 2**20
#: What is aimed at on the sets that there are published figures of: by set and variant, then by row.
AIMS: Mapping[str, Mapping[str, float]] = {
    "banking77 10-shot": {"accuracy": 0.88},
    "banking77 full": {"accuracy": 0.943},
    "clinc150 10-shot": {"accuracy": 0.935},
    "clinc150 full": {"in_scope": 0.965, "recall": 0.70},
}


@dataclass(frozen=True)
class Row:
    """One figure: how to read it, how to write it, and at most what share of DIET's it should be."""

    key: str
    title: str
    read: Callable[[Measured], float | None]
    write: str = "{:.1%}"
    share: float | None = None
    compared: bool = False


def _at_threshold(read: Callable[[Refusal], float | None]) -> Callable[[Measured], float | None]:
    return lambda m: None if m.scores.at_threshold is None else read(m.scores.at_threshold)


ROWS = (
    Row("accuracy", "accuracy, in scope", lambda m: m.scores.accuracy),
    Row("macro_f1", "macro-F1, in scope", lambda m: m.scores.macro_f1, "{:.3f}"),
    Row("mcc", "MCC, all messages", lambda m: m.scores.mcc, "{:.3f}"),
    Row("auroc", "AUROC, in against out of scope", lambda m: m.scores.auroc, "{:.3f}"),
    Row("threshold", "threshold chosen", lambda m: m.scores.threshold, "{:.3f}"),
    Row("in_scope", "in-scope accuracy at it", _at_threshold(lambda r: r.in_scope_accuracy)),
    Row("recall", "out-of-scope recall at it", _at_threshold(lambda r: r.out_of_scope_recall)),
    Row("own_in_scope", "in-scope accuracy as configured", lambda m: m.scores.as_configured.in_scope_accuracy),
    Row("own_recall", "out-of-scope recall as configured", lambda m: m.scores.as_configured.out_of_scope_recall),
    Row("train", "training, whole process", lambda m: m.training.seconds, "{:.1f} s", share=0.2),
    Row("fit", "training, without imports", lambda m: m.training.fit, "{:.1f} s", compared=True),
    Row("cpu", "training, processor time", lambda m: m.training.cpu, "{:.1f} s", compared=True),
    Row("p50", "parse p50", lambda m: 1000 * m.serving.p50, "{:.1f} ms", share=0.5),
    Row("p95", "parse p95", lambda m: 1000 * m.serving.p95, "{:.1f} ms", compared=True),
    Row("parse_cpu", "parse p50, processor time", lambda m: 1000 * m.serving.cpu_p50, "{:.1f} ms", compared=True),
    Row("load", "model load", lambda m: m.serving.load, "{:.1f} s", compared=True),
    Row("memory", "memory, serving (peak)", lambda m: m.serving.peak_bytes / MIB, "{:.0f} MiB", share=0.7),
    Row("train_memory", "memory, training (peak)", lambda m: m.training.peak_bytes / MIB, "{:.0f} MiB", share=0.7),
    Row("model", "model file", lambda m: m.training.model_bytes / MIB, "{:.1f} MiB", compared=True),
)


def aims_of(data: Dataset) -> Mapping[str, float]:
    """What is aimed at on the set as it was published; nothing on a part of it."""
    return {} if data.notes else AIMS.get(data.title, {})


def ratios(measured: Mapping[str, Measured]) -> dict[str, dict[str, float | None]]:
    """What each side takes of what DIET takes; empty without DIET."""
    if DIET not in measured:
        return {}
    rows = [row for row in ROWS if row.compared or row.share is not None]
    return {
        name: {row.key: ratio(row.read(each), row.read(measured[DIET])) for row in rows}
        for name, each in measured.items()
        if name != DIET
    }


def table(data: Dataset, measured: Mapping[str, Measured]) -> Table:
    """Every figure of every side, the others as shares of DIET's, and what is aimed at."""
    notes = "".join(f"; {note}" for note in data.notes)
    title = (
        f"{data.title}: {len(data.train)} to learn from, {len(data.test)} to test, {len(data.intents)} intents{notes}"
    )
    aims, shares = aims_of(data), ratios(measured)
    drawn = Table("", *measured, *(f"{name} / {DIET}" for name in shares), "aim", title=title)
    for row in ROWS:
        aim = aims.get(row.key)
        values = [_value(row, each, None if name == DIET else aim) for name, each in measured.items()]
        shared = [_share(row, of.get(row.key)) for of in shares.values()]
        drawn.add_row(row.title, *values, *shared, _aim(row, aim))
    return drawn


def as_json(data: Dataset, measured: Mapping[str, Measured]) -> dict[str, Any]:
    """Everything that was measured on one set."""
    parts = {name: len(getattr(data, name)) for name in ("train", "validation", "test", "intents")}
    return {
        "set": data.name,
        "variant": data.variant,
        "notes": list(data.notes),
        **parts,
        "sides": {name: asdict(each) for name, each in measured.items()},
        "ratios": ratios(measured),
        "aims": dict(aims_of(data)) | {row.key: row.share for row in ROWS if row.share is not None},
    }


def missed(data: Dataset, measured: Mapping[str, Measured]) -> Sequence[str]:
    """The aims that the sides other than DIET do not meet, each with what was measured."""
    aims, shares, said = aims_of(data), ratios(measured), []
    for name, each in measured.items():
        for row in ROWS if name != DIET else ():
            value, share = row.read(each), shares.get(name, {}).get(row.key)
            if (aim := aims.get(row.key)) is not None and value is not None and value < aim:
                said.append(f"{data.title}, {name}: {row.title} {row.write.format(value)}, aim {row.write.format(aim)}")
            if row.share is not None and share is not None and share > row.share:
                said.append(f"{data.title}, {name}: {row.title} {share:.2f} of {DIET}'s, aim {row.share}")
    return said


def _value(row: Row, measured: Measured, aim: float | None) -> str:
    value = row.read(measured)
    if value is None:
        return "–"
    written = row.write.format(value)
    return written if aim is None else f"[{'green' if value >= aim else 'red'}]{written}[/]"


def _share(row: Row, share: float | None) -> str:
    if share is None:
        return ""
    return f"{share:.2f}" if row.share is None else f"[{'green' if share <= row.share else 'red'}]{share:.2f}[/]"


def _aim(row: Row, aim: float | None) -> str:
    if aim is not None:
        return f"≥ {row.write.format(aim)}"
    return "" if row.share is None else f"≤ {row.share} of {DIET}'s"
