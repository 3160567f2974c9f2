"""How soon a shopper is shown what they have in mind, by what the assistant asks.

    python benchmarks/guide.py [--shoppers 1000] [--json FILE]

A simulated shopper has one product in mind - drawn from what was really bought later - and answers from its
attributes; now and then they do not know, and in the second run some answers are wrong. Each way of asking meets the
same shoppers with the same seeds, sees the same facets, and shows the same page: the six of what fits that are most in
demand and were not shown before.
docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.guides.policies import PEER, POLICIES
from benchmarks.guides.shopper import Behaviour, turns_to_find
from benchmarks.guides.shops import Setting, demo_shop, tau_retail
from benchmarks.machine import describe

WITHIN = (5, 10, 15)
BEHAVIOURS = {"truthful": Behaviour(unsure=0.2, wrong=0.0), "noisy": Behaviour(unsure=0.2, wrong=0.1)}
RESAMPLES = 2_000
console = Console()


@dataclass(frozen=True)
class Outcome:
    """``success`` within 5, 10 and 15 turns; ``turns`` on average, a failure counting as 16.

    ``interval``: its 95 % bootstrap interval. ``against_peer``: turns as a share of plain maximum entropy's with the
    same shoppers, with its interval (paired bootstrap).
    """

    shop: str
    answers: str
    policy: str
    success: tuple[float, ...]
    turns: float
    interval: tuple[float, float]
    against_peer: float
    against_interval: tuple[float, float]


def measure(setting: Setting, answers: str, seed: int) -> list[Outcome]:
    """Every policy with every shopper."""
    turns: dict[str, np.ndarray] = {}
    for policy in POLICIES:
        if policy.personal and not any(each.taste for each in setting.shoppers):
            continue
        label = f"{setting.name}, {answers}: {policy.name}"
        shoppers = enumerate(track(setting.shoppers, label, console=console, transient=True))
        behaviour = BEHAVIOURS[answers]
        turns[policy.name] = np.array(
            [turns_to_find(setting, each, policy, behaviour, seed + number) for number, each in shoppers]
        )
    places = np.random.default_rng(seed).integers(len(setting.shoppers), size=(RESAMPLES, len(setting.shoppers)))
    peer = turns[PEER][places].mean(axis=1)
    outcomes = []
    for name, taken in turns.items():
        means = taken[places].mean(axis=1)
        outcomes.append(
            Outcome(
                setting.name,
                answers,
                name,
                tuple(float((taken <= most).mean()) for most in WITHIN),
                float(taken.mean()),
                _interval(means),
                float(taken.mean() / turns[PEER].mean()),
                _interval(means / peer),
            )
        )
    return outcomes


def _interval(samples: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(samples, [2.5, 97.5])
    return float(low), float(high)


def main(
    data: Annotated[Path, typer.Option(help="The folder with db.json of tau_retail")] = Path(
        "../shared/data/tau_retail"
    ),
    shoppers: Annotated[int, typer.Option(min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="Of every random choice")] = 0,
    json_file: Annotated[Path, typer.Option("--json", help="Every figure")] = Path("results/guide.json"),
) -> None:
    """Measure every policy and tell."""
    with tempfile.TemporaryDirectory() as folder:
        settings = [demo_shop(shoppers, seed)]
        if (data / "db.json").exists():
            settings.append(tau_retail(data, Path(folder) / "tau.db", shoppers, seed))
        else:
            console.print(f"[yellow]No {data}/db.json: tau_retail is left out[/]")
        outcomes = [each for setting in settings for answers in BEHAVIOURS for each in measure(setting, answers, seed)]
    table = Table("shop", "answers", "asking", *(f"≤ {most}" for most in WITHIN), "turns", "of maximum entropy's")
    for each in outcomes:
        table.add_row(
            *(each.shop, each.answers, each.policy, *(f"{share:.1%}" for share in each.success)),
            f"{each.turns:.2f} ({each.interval[0]:.2f}-{each.interval[1]:.2f})",
            f"{each.against_peer:.2f} ({each.against_interval[0]:.2f}-{each.against_interval[1]:.2f})",
        )
    console.print(table)
    json_file.parent.mkdir(parents=True, exist_ok=True)
    written = {"machine": describe(), "seed": seed, "shoppers": shoppers, "outcomes": [asdict(e) for e in outcomes]}
    json_file.write_text(json.dumps(written, indent=2), encoding="utf-8")
    console.print(f"Written to {json_file}")


if __name__ == "__main__":
    typer.run(main)
