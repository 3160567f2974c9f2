"""The figures as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from benchmarks.measure import Measured
from benchmarks.sides import DEFAULT, OURS
from benchmarks.stats import TurnTimes, ratio

MIB = 2**20


@dataclass(frozen=True)
class Row:
    """One figure: how to read it from what was measured, how to write it, and what ratio to the default is aimed at."""

    key: str
    title: str
    read: Callable[[Measured], float | None]
    write: str = "{:.1f} s"
    aim: float | None = None
    compared: bool = True


def _turn(of: Callable[[Measured], TurnTimes | None], name: str, scale: float = 1.0) -> Callable[[Measured], Any]:
    def read(measured: Measured) -> float | None:
        times = of(measured)
        return None if times is None else scale * float(getattr(times, name))

    return read


def _alone(measured: Measured) -> TurnTimes | None:
    return measured.alone


def _crowd(measured: Measured) -> TurnTimes | None:
    return measured.crowd


def _answered(measured: Measured) -> float | None:
    times = [each for each in (measured.alone, measured.crowd) if each is not None]
    return sum(each.answered for each in times) / sum(each.count for each in times) if times else None


ROWS = (
    Row("train", "train", lambda m: m.train),
    Row("model", "model file", lambda m: m.model_bytes / MIB, "{:.1f} MiB"),
    Row("cold_start", "cold start to first answer", lambda m: m.cold_start, aim=0.5),
    Row("assistant_start", "the same, actions already up", lambda m: m.assistant_start, aim=0.5),
    Row("memory", "resident memory of the assistant", lambda m: m.resident_bytes / MIB, "{:.0f} MiB", aim=0.8),
    Row("p50", "turn p50, 1 conversation", _turn(_alone, "p50", 1000), "{:.1f} ms", aim=0.4),
    Row("p95", "turn p95, 1 conversation", _turn(_alone, "p95", 1000), "{:.1f} ms"),
    Row("crowd_p50", "turn p50, 16 conversations", _turn(_crowd, "p50", 1000), "{:.1f} ms", aim=0.4),
    Row("crowd_p95", "turn p95, 16 conversations", _turn(_crowd, "p95", 1000), "{:.1f} ms"),
    Row("crowd_rate", "turns a second, 16 conversations", _turn(_crowd, "per_second"), "{:.1f}"),
    Row("answered", "turns that were answered", _answered, "{:.1%}", compared=False),
    Row("stories", "held-out stories right", lambda m: m.stories.get("accuracy"), "{:.1%}", compared=False),
    Row("intents", "held-out utterances: intent right", lambda m: m.intents.get("accuracy"), "{:.1%}", compared=False),
    Row("intents_f1", "held-out utterances: macro F1", lambda m: m.intents.get("macro_f1"), "{:.3f}", compared=False),
)


def ratios(measured: Mapping[str, Measured], side: str = OURS) -> dict[str, float | None]:
    """What ``side`` takes of what the default takes; empty without both."""
    if side not in measured or DEFAULT not in measured:
        return {}
    return {row.key: ratio(row.read(measured[side]), row.read(measured[DEFAULT])) for row in ROWS if row.compared}


def table(measured: Mapping[str, Measured], machine: Mapping[str, Any]) -> Table:
    """Every figure of every side, ours as a share of the default, and the share that is aimed at."""
    title = f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Python {machine['python']}"
    drawn = Table("", *measured, f"{OURS} / {DEFAULT}", "aim", title=title)
    shares = ratios(measured)
    for row in ROWS:
        values = [row.read(each) for each in measured.values()]
        share = shares.get(row.key)
        met = row.aim is None or share is None or share <= row.aim
        drawn.add_row(
            row.title,
            *("–" if value is None else row.write.format(value) for value in values),
            ""
            if share is None
            else f"{share:.2f}"
            if row.aim is None
            else f"[{'green' if met else 'red'}]{share:.2f}[/]",
            "" if row.aim is None else f"≤ {row.aim}",
        )
    return drawn


def as_json(measured: Mapping[str, Measured], machine: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that was measured, where, and how much of it."""
    return {
        "machine": dict(machine),
        "plan": dict(plan),
        "sides": {name: each.as_json() for name, each in measured.items()},
        "ratios": ratios(measured),
        "aims": {row.key: row.aim for row in ROWS if row.aim is not None},
    }
