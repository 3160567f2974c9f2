"""Rasa's own checks, gated on the reports that it writes, since ``rasa test`` leaves with status 0 on failures.

    python -m tests.gate

runs ``rasa data validate``, ``rasa test core`` on tests/stories and ``rasa test nlu`` on tests/nlu/development.yml and
tests/nlu/held_out.yml with the newest model, and fails where a story fails or utterances are understood worse than the
floors below. Errors may be looked at in the first of the two; the second is only ever scored.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot import environment

RESULTS = Path("results/gate")
STORIES = Path("tests/stories")
#: The least accuracy and macro-F1 of the intents in each file, a little below what is measured (docs/benchmarks.md).
FLOORS = {
    Path("tests/nlu/development.yml"): (0.96, 0.96),
    Path("tests/nlu/held_out.yml"): (0.86, 0.86),
}

console = Console()


def main() -> int:
    """Run everything and tell; 0 where all floors hold."""
    environment.prepare()
    shutil.rmtree(RESULTS, ignore_errors=True)
    rasa("data", "validate")
    rasa("test", "core", "--stories", str(STORIES), "--out", str(RESULTS / "core"))
    stories = json.loads((RESULTS / "core" / "story_report.json").read_text())
    conversations = stories["conversation_accuracy"]
    rows = [
        ("stories", conversations["accuracy"], 1.0, f"{conversations['correct']} of {conversations['total']}"),
    ]
    for utterances, (accuracy, macro_f1) in FLOORS.items():
        out = RESULTS / utterances.stem
        rasa("test", "nlu", "--nlu", str(utterances), "--out", str(out), "--no-plot")
        intents = json.loads((out / "intent_report.json").read_text())
        total = f"{intents['weighted avg']['support']} utterances"
        rows.append((f"{utterances.stem} accuracy", intents["accuracy"], accuracy, total))
        rows.append((f"{utterances.stem} macro-F1", intents["macro avg"]["f1-score"], macro_f1, total))
    table = Table("", "measured", "floor", "of")
    for name, measured, floor, of in rows:
        colour = "green" if measured >= floor else "red"
        table.add_row(name, f"[{colour}]{measured:.3f}[/]", f"{floor:.2f}", of)
    console.print(table)
    failed = sum(measured < floor for _, measured, floor, _ in rows)
    console.print(f"gate: {len(rows) - failed} passed, {failed} failed")
    return 1 if failed or not conversations["total"] else 0


def rasa(*arguments: str) -> None:
    """Run a Rasa command; its failure is ours."""
    console.rule("rasa " + " ".join(arguments))
    subprocess.run([sys.executable, "-m", "rasa", *arguments], check=True, env=os.environ)


if __name__ == "__main__":
    sys.exit(main())
