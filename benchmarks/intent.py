"""How well and how dearly intents are understood: our pipeline and Rasa's default, on any set of utterances.

    python benchmarks/intent.py --data DIR [--data DIR ...] [--json FILE]
    python benchmarks/intent.py --bitext DIR

Every side is trained through Rasa on each variant that a folder holds (benchmarks/intents/data.py says which files
are read), loaded and asked the test part message by message, one after the other, each in a process of its own. With
--bitext it is trained on our own utterances and asked Bitext's. docs/benchmarks.md says what the figures mean and holds
those of the last full run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.intents import bitext
from benchmarks.intents.data import Dataset, UnreadableData, read_datasets
from benchmarks.intents.pipelines import Pipeline, pipelines
from benchmarks.intents.report import as_json, missed, table
from benchmarks.intents.run import Runner
from benchmarks.intents.scores import COST
from benchmarks.intents.stored import Earlier
from benchmarks.intents.subsets import few_shot, limited
from benchmarks.machine import describe

CONFIG = Path("config.yml")
FIGURES = Path("results/intent.json")
console = Console()
Say = Callable[[str, int, int], None]


def main(
    data: Annotated[list[Path] | None, typer.Option(help="A folder with a set; may be given several times")] = None,
    bitext_folder: Annotated[
        Path | None, typer.Option("--bitext", help="Bitext's folder: our own data and intents on its utterances")
    ] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Only these, such as 10-shot or full")] = None,
    only: Annotated[str | None, typer.Option(help="One side alone: ours or diet")] = None,
    config: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The pipeline to measure as ours")] = CONFIG,
    shots: Annotated[int | None, typer.Option(min=1, help="Learn from this many utterances an intent")] = None,
    seed: Annotated[int, typer.Option(help="Of every random choice")] = 0,
    cost: Annotated[float, typer.Option(min=0, max=1, help="In-scope accuracy that the threshold may cost")] = COST,
    limit: Annotated[int | None, typer.Option(min=1, help="A quick try on about this many a part: no figures")] = None,
    json_file: Annotated[Path, typer.Option("--json", help="Where to write every figure")] = FIGURES,
    beside: Annotated[
        Path | None, typer.Option(help="Show sides of this earlier JSON that are not measured now")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep models and logs in this folder")] = None,
) -> None:
    """Measure every side on every set and tell."""
    if not data and bitext_folder is None:
        raise typer.BadParameter("name a folder with --data or --bitext")
    mapping = bitext.read_mapping()
    try:
        read = [each for folder in data or () for each in read_datasets(folder.resolve(), seed)]
        theirs = None if bitext_folder is None else bitext.read_bitext(bitext_folder, mapping, limit, seed)
        earlier = Earlier.read(beside)
    except UnreadableData as error:
        raise typer.BadParameter(str(error)) from error
    sets = [_prepared(each, shots, limit, seed) for each in read if not variant or each.variant in variant]
    if data and not sets:
        raise typer.BadParameter(f"no set has a variant {' or '.join(variant or ())}")
    compared = pipelines(config, seed)
    if only and only not in compared:
        raise typer.BadParameter(f"no side {only!r}; there are {', '.join(compared)}")
    chosen = [compared[only]] if only else list(compared.values())
    written: dict[str, Any] = {"machine": describe(), "seed": seed, "cost": cost, "sets": []}
    misses: list[str] = []
    with _folder(keep) as folder:
        for each in sets:
            measured, notes = earlier.of(each, skip=[side.name for side in chosen])
            for number, side in enumerate(chosen):
                with _telling(side, each) as say:
                    place = folder / f"{each.title}-{side.name}".replace(" ", "-")
                    measured[side.name] = Runner(side, place, say).measure(each, seed, cost)
                shown = {name: measured[name] for name in compared if name in measured}
                # What is measured so far is kept, should a later side fail.
                report = as_json(each, shown) | {"earlier": notes}
                written["sets"] = [*written["sets"][: len(written["sets"]) - bool(number)], report]
                _write(json_file, written)
            console.print(table(each, shown))
            for note in notes:
                console.print(note, markup=False)
            misses += missed(each, shown)
        if theirs is not None:
            results: dict[str, bitext.Result] = {}
            for side in chosen:
                with _telling(side, theirs) as say:
                    results[side.name] = bitext.measure(
                        Runner(side, folder / f"bitext-{side.name}", say), theirs, mapping
                    )
                written["bitext"] = {name: result.as_json() for name, result in results.items()}
                _write(json_file, written)
            console.print(bitext.table(results, mapping))
            misses += bitext.missed(results)
    console.print("Aims missed:" if misses else "No aim is missed.")
    for miss in misses:
        console.print(f"  {miss}", markup=False)
    console.print(f"Written to {json_file}")


def _prepared(data: Dataset, shots: int | None, limit: int | None, seed: int) -> Dataset:
    data = data if shots is None else few_shot(data, shots, seed)
    return data if limit is None else limited(data, limit, seed)


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _telling(side: Pipeline, data: Dataset) -> Iterator[Say]:
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def say(what: str, done: int, total: int) -> None:
            progress.update(task, description=f"{data.title}: {side.name}: {what}", completed=done, total=total or None)

        yield say


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="daogou-intents-") as scratch:
        yield Path(scratch)


if __name__ == "__main__":
    typer.run(main)
