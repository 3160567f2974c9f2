"""The curve of accuracy against cost: our pipeline with less and with more to read a message with, and Rasa's default.

    python benchmarks/intent_cost.py --data DIR [--variant 10-shot] [--json FILE] [--picture FILE]

Each reading of benchmarks/intents/curve.py is trained and asked through Rasa as benchmarks/intent.py does it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.intents.curve import READINGS, draw, table, with_reading
from benchmarks.intents.data import UnreadableData, read_datasets
from benchmarks.intents.pipelines import DIET, OURS, pipelines
from benchmarks.intents.run import Measured, Runner
from benchmarks.machine import describe

console = Console()


def main(
    data: Annotated[Path, typer.Option(help="A folder with a set")],
    variant: Annotated[str, typer.Option(help="Such as 10-shot or full")] = "10-shot",
    diet: Annotated[bool, typer.Option(help="Rasa's default too, which takes most of the time")] = True,
    seed: Annotated[int, typer.Option(help="Of every random choice")] = 0,
    json_file: Annotated[Path, typer.Option("--json", help="Every figure")] = Path("results/intent-cost.json"),
    picture: Annotated[Path, typer.Option(help="The curve")] = Path("results/intent-cost.png"),
) -> None:
    """Measure every reading and tell."""
    try:
        chosen = [each for each in read_datasets(data.resolve(), seed) if each.variant == variant]
    except UnreadableData as error:
        raise typer.BadParameter(str(error)) from error
    if not chosen:
        raise typer.BadParameter(f"{data} has no variant {variant}")
    (dataset,) = chosen
    sides = pipelines(Path("config.yml"), seed)
    compared = [with_reading(sides[OURS], reading) for reading in READINGS] + [sides[DIET]] * diet
    measured: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="daogou-intents-") as scratch, console.status("") as status:
        for number, side in enumerate(compared):

            def say(what: str, done: int, total: int, name: str = side.name) -> None:
                status.update(f"{name}: {what} {done} of {total}" if total else f"{name}: {what}")

            measured[side.name] = Runner(side, Path(scratch, str(number)), say).measure(dataset, seed)
            written = {name: each.as_json() for name, each in measured.items()}
            json_file.parent.mkdir(parents=True, exist_ok=True)
            json_file.write_text(json.dumps({"machine": describe(), "set": dataset.title, "sides": written}, indent=2))
    console.print(table(dataset.title, measured))
    draw(dataset.title, measured, picture)
    console.print(f"Written to {json_file} and {picture}")


if __name__ == "__main__":
    typer.run(main)
