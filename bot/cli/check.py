"""``daogou check``: for staff, before training: what is wrong with the data and the wording, and where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.checks.findings import Finding
from bot.checks.training_data import check_answered, check_examples
from bot.checks.wording import check_wording
from bot.cli.common import AsJson, console, write_json

DOMAIN = Path("domain.yml")
DATA = Path("data")


def check(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out Rasa's own validation, which takes longer")] = False,
    as_json: AsJson = False,
) -> None:
    """Check training data and wording. Leaves with status 1 where there is an error."""
    findings = [
        *check_examples(DATA / "nlu"),
        *check_answered(DOMAIN, DATA / "rules", DATA / "stories"),
        *check_wording(DOMAIN),
        *([] if quick else _validated_by_rasa()),
    ]
    failed = any(finding.severity == "error" for finding in findings)
    if as_json:
        write_json({"ok": not failed, "findings": [asdict(finding) for finding in sorted(findings)]})
    else:
        for finding in sorted(findings):
            colour = "red" if finding.severity == "error" else "yellow"
            console.print(f"[{colour}]{finding.severity}[/]  {finding.file}:{finding.line}  ", end="", highlight=False)
            console.print(finding.what, markup=False, highlight=False)
        console.print("Something must be mended." if failed else "Nothing that would stop training.")
    raise typer.Exit(1 if failed else 0)


def _validated_by_rasa() -> list[Finding]:
    """Rasa's own errors, its log lines stripped to what they say."""
    command = [sys.executable, "-m", "rasa", "data", "validate"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if done.returncode == 0:
        return []
    said = re.findall(r"(?:ERROR|UserWarning)[^-:]*[-:]\s*(.+)", done.stdout + done.stderr)
    return [
        Finding("data", 1, "error", f"Rasa says: {line.strip()}") for line in said or ["the data does not validate"]
    ]
