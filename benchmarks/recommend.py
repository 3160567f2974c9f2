"""How well recommenders guess what customers buy next: ours, other libraries', and the code that tutorials have.

    python benchmarks/recommend.py --peers PYTHON [--retail FILE] [--movielens FILE] [--json FILE]

One run, the same data and splits, every product a candidate, the same measures (binary relevance, k 10). ``--peers``
is the Python of an environment made from benchmarks/recommends/peers.txt; MovieLens-100k is read from RecBole's wheel
there unless ``--movielens`` says where it is. Fits of other libraries are timed inside their own process, after its
start.
docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe
from benchmarks.recommends.data import Task, complete_journey, movielens, online_retail
from benchmarks.recommends.ours import chosen, recommenders
from benchmarks.recommends.peers import PeerFailed, ask, peers_for
from knowledge.recommend.evaluation.run import Outcome, Wanted, evaluate, fit
from knowledge.recommend.evaluation.significance import interval, paired_p_value

RETAIL = Path("../shared/data/online_retail/online_retail.parquet")
SHOWN = ("ndcg", "recall", "precision", "hit_rate", "map", "mrr", "novelty")
console = Console()


@dataclass(frozen=True, eq=False)
class Line:
    """A row of a table; ``note`` says what was chosen, or how a peer failed."""

    name: str
    outcome: Outcome | None
    note: str = ""


def run(task: Task, wanted: Wanted, k: int, python: Path | None) -> list[Line]:
    """Every recommender on one task."""
    lines = []
    with console.status("") as status:
        for name, make in recommenders(task).items():
            status.update(f"{task.name}, {wanted}: {name}")
            recommender = make()
            seconds = fit(recommender, task.split)
            outcome = evaluate(recommender, task.split, wanted, k, kind=task.kind, fit_seconds=seconds, name=name)
            lines.append(Line(name, outcome))
        for peer in peers_for(task) if python else []:
            status.update(f"{task.name}, {wanted}: {peer}")
            try:
                lines.append(Line(peer, ask(peer, task, wanted, k, python)))
            except PeerFailed as failure:
                lines.append(Line(peer, None, str(failure)))
        status.update(f"{task.name}, {wanted}: choosing ours")
        note, ours = chosen(task)
        seconds = fit(ours, task.split)
        outcome = evaluate(ours, task.split, wanted, k, kind=task.kind, fit_seconds=seconds, name="Daogou")
        lines.append(Line("Daogou", outcome, note))
    return lines


def show(task: Task, wanted: Wanted, lines: list[Line]) -> None:
    """A table, the best first."""
    ours = next(line.outcome for line in lines if line.name == "Daogou")
    asked = "" if wanted == "all" else ", new to the customer only"
    title = f"{task.name}{asked}: {len(ours.customers):,} customers x {len(task.split.train.products):,} products"
    table = Table("", *SHOWN, "covered", "fit s", "ms a list", "p against ours", title=title)
    for line in sorted(lines, key=lambda each: -each.outcome.mean("ndcg") if each.outcome else 1.0):
        outcome = line.outcome
        if outcome is None:
            table.add_row(line.name, line.note)
            continue
        between = interval(outcome.each["ndcg"])
        p_value = "" if outcome is ours else f"{paired_p_value(ours.each['ndcg'], outcome.each['ndcg']):.4f}"
        first = f"{between.mean:.4f} [{between.low:.3f}, {between.high:.3f}]"
        rest = [f"{outcome.mean(metric):.3f}" for metric in SHOWN[1:]]
        spent = f"{np.median(outcome.milliseconds):.2f}"
        name = f"{line.name} ({line.note})" if line.note else line.name
        table.add_row(name, first, *rest, f"{outcome.coverage:.3f}", f"{outcome.fit_seconds:.1f}", spent, p_value)
    console.print(table)


def as_json(task: Task, wanted: Wanted, lines: list[Line]) -> dict[str, object]:
    """Every figure."""
    rows = [{"name": line.name, "note": line.note, **_figures(line.outcome)} for line in lines]
    return {"task": task.name, "wanted": wanted, "products": len(task.split.train.products), "rows": rows}


def _figures(outcome: Outcome | None) -> dict[str, object]:
    if outcome is None:
        return {}
    between = interval(outcome.each["ndcg"])
    return {
        "customers": len(outcome.customers),
        "coverage": outcome.coverage,
        "fit_seconds": outcome.fit_seconds,
        "milliseconds": float(np.median(outcome.milliseconds)),
        "ndcg_interval": [between.low, between.high],
        **{metric: outcome.mean(metric) for metric in outcome.each},
    }


def main(
    peers: Annotated[Path | None, typer.Option(help="Python that has benchmarks/recommends/peers.txt")] = None,
    film_ratings: Annotated[Path | None, typer.Option("--movielens", help="ml-100k.inter")] = None,
    retail: Annotated[Path, typer.Option(help="online_retail.parquet")] = RETAIL,
    only: Annotated[str, typer.Option(help="Only tasks whose name has this in it")] = "",
    k: Annotated[int, typer.Option(min=1)] = 10,
    as_json_file: Annotated[Path | None, typer.Option("--json", help="Also write every figure here")] = None,
) -> None:
    """Compare recommenders."""
    films = film_ratings or (_of_recbole(peers) if peers else None)
    tasks = [
        *(movielens(films) if films else []),
        *(online_retail(retail) if retail.is_file() else []),
        *complete_journey(),
    ]
    if films is None:
        console.print("No MovieLens-100k: name it with --movielens, or an environment that has RecBole with --peers.")
    if not retail.is_file():
        console.print(f"No Online Retail: {retail} is missing.")
    found = []
    for task in tasks:
        if only not in task.name:
            continue
        for wanted in task.wanted:
            lines = run(task, wanted, k, peers)
            show(task, wanted, lines)
            found.append(as_json(task, wanted, lines))
            if as_json_file:
                as_json_file.write_text(json.dumps({"machine": describe(), "tables": found}, indent=1) + "\n")


def _of_recbole(python: Path) -> Path | None:
    code = "import importlib.util as u; print(u.find_spec('recbole').submodule_search_locations[0])"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    file = Path(done.stdout.strip()) / "dataset_example/ml-100k/ml-100k.inter"
    return file if done.returncode == 0 and file.is_file() else None


if __name__ == "__main__":
    typer.run(main)
