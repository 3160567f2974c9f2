from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from benchmarks.measure import Measured
from benchmarks.report import as_json, ratios, table
from benchmarks.sides import DEFAULT, OURS
from benchmarks.stats import turn_times

MACHINE = {"processor": "A processor", "cores": 2, "memory_gib": 8, "python": "3.10"}


def _measured(scale: float) -> Measured:
    times = turn_times([0.01 * scale, 0.02 * scale], answered=1, elapsed=1.0)
    return Measured(
        train=10 * scale, model_bytes=2**20, cold_starts=[5 * scale], assistant_starts=[4 * scale],
        resident_bytes=int(2**29 * scale), alone=times, crowd=times, stories={"accuracy": 1.0},
    )  # fmt: skip


def _drawn(measured: dict[str, Measured]) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(table(measured, MACHINE))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_ours_is_a_share_of_the_default() -> None:
    shares = ratios({OURS: _measured(1), DEFAULT: _measured(4)})
    assert shares["train"] == shares["p50"] == shares["cold_start"] == 0.25
    assert "stories" not in shares


def test_one_side_alone_has_no_share() -> None:
    assert ratios({OURS: _measured(1)}) == {}
    assert "A processor, 2 cores" in _drawn({OURS: _measured(1)})


def test_the_table_holds_figures_with_their_units_and_aims() -> None:
    drawn = _drawn({OURS: _measured(1), DEFAULT: _measured(4)})
    assert "15.0 ms" in drawn
    assert "60.0 ms" in drawn
    assert "512 MiB" in drawn
    assert "50.0%" in drawn
    assert "≤ 0.4" in drawn


def test_what_is_written_can_be_read_again() -> None:
    report = json.loads(json.dumps(as_json({OURS: _measured(1), DEFAULT: _measured(2)}, MACHINE, {"rounds": 5})))
    assert report["sides"][OURS]["cold_start"] == 5
    assert report["sides"][OURS]["alone"]["p50"] == pytest.approx(0.015)
    assert report["ratios"]["memory"] == 0.5
    assert report["aims"]["p50"] == 0.4
