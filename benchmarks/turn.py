"""What a turn costs under our configuration and under Rasa's default, on the same data, actions and script.

    python benchmarks/turn.py [--quick]

Every side is trained, started and talked to by itself, one after the other, in one run. docs/benchmarks.md says what
the figures mean and holds those of the last full run.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.machine import describe
from benchmarks.measure import Bench, Measured, Plan
from benchmarks.report import as_json, table
from benchmarks.sides import sides

SCRIPT = Path(__file__).parent / "script.yml"
console = Console()


def main(
    out: Annotated[Path, typer.Option(help="Where to write the figures as JSON")] = Path("results/turn.json"),
    side: Annotated[list[str] | None, typer.Option(help="Only these: ours, default, 'ours with TED'")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Times through the script at 1 conversation")] = 5,
    crowd: Annotated[int, typer.Option(min=2, help="Conversations at once")] = 16,
    starts: Annotated[int, typer.Option(min=1, help="Cold starts; their median counts")] = 3,
    customer: Annotated[str, typer.Option(help="The household that talks")] = "1",
    keep: Annotated[Path | None, typer.Option(help="Keep models and logs in this folder")] = None,
    quick: Annotated[bool, typer.Option(help="Two epochs, one round, one start: a smoke test, no figures")] = False,
) -> None:
    """Measure every side and tell."""
    script = tuple(yaml.safe_load(SCRIPT.read_text(encoding="utf-8")))
    plan = Plan(script, customer, rounds, crowd, starts=starts)
    if quick:
        plan = Plan(script, customer, rounds=1, crowd=crowd, crowd_rounds=1, starts=1)
    compared = sides(yaml.safe_load(Path("config.yml").read_text(encoding="utf-8")), quick)
    chosen = side or list(compared)
    unknown = [name for name in chosen if name not in compared]
    if unknown:
        raise typer.BadParameter(f"no side {unknown[0]!r}; there are {', '.join(compared)}")
    machine = describe()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    measured: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="daogou-benchmark-") as scratch, _progress() as progress:
        folder = (keep or Path(scratch)).resolve()
        for name in chosen:
            task = progress.add_task(name, total=None)

            def say(what: str, task=task, name=name) -> None:
                progress.update(task, description=f"{name}: {what}", total=None, completed=0)

            def turned(turns: int, task=task) -> None:
                if turns > 0:
                    progress.reset(task, total=turns)
                else:
                    progress.advance(task)

            measured[name] = Bench(compared[name], folder / name.replace(" ", "-"), say, turned).run(plan)
            progress.update(task, description=f"{name}: done", total=1, completed=1)
            # What is measured so far is kept, should a later side fail.
            out.parent.mkdir(parents=True, exist_ok=True)
            report = as_json(measured, machine, asdict(plan) | {"quick": quick})
            out.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(table(measured, machine))
    console.print(f"Written to {out}" + (" (a smoke test: not to be quoted)" if quick else ""))


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    )


if __name__ == "__main__":
    typer.run(main)
