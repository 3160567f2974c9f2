"""``daogou check``: for staff: what is wrong with the data, the wording and what the model makes of them, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.checks.dialogue import check_answered, check_tested
from bot.checks.findings import Finding
from bot.checks.training_data import check_alike, check_examples, check_held_out
from bot.checks.wording import check_faq, check_wording
from bot.cli.common import AsJson, console, errors, write_json
from knowledge.errors import ModelFileError

CONFIG, DOMAIN = Path("config.yml"), Path("domain.yml")
DATA, ACTIONS = Path("data"), Path("actions")
HELD_OUT, STORIES = Path("tests/nlu"), Path("tests/stories")
MODELS = Path("models")


def check(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what needs Rasa, an encoder or the trained model")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with status 1 for warnings too")] = False,
    model: Annotated[Path | None, typer.Option(help="The trained model [default: the newest in models/]")] = None,
    as_json: AsJson = False,
) -> None:
    """Check training data, wording and understanding. Leaves with status 1 where there is an error."""
    findings = sorted({*_quick(), *(() if quick else (*_thorough(), *_with_model(model)))})
    counts = Counter(finding.severity for finding in findings)
    ok = not counts["error"] and not (strict and counts["warning"])
    if as_json:
        told = {"ok": ok, "errors": counts["error"], "warnings": counts["warning"]}
        write_json({**told, "findings": [asdict(finding) for finding in findings]})
    else:
        _show(findings)
    raise typer.Exit(0 if ok else 1)


def _quick() -> Iterator[Finding]:
    yield from check_examples(DATA / "nlu", DOMAIN)
    yield from check_held_out(DATA / "nlu", HELD_OUT)
    yield from check_answered(DOMAIN, DATA / "rules", DATA / "stories")
    yield from check_tested(DATA / "rules", DATA / "stories", STORIES)
    yield from check_wording(DOMAIN)
    yield from check_faq(DATA / "faq")


def _thorough() -> Iterator[Finding]:
    from bot.checks.rasa_says import check_with_rasa

    yield from check_with_rasa(CONFIG, DOMAIN, DATA, ACTIONS)
    yield from check_alike(DATA / "nlu")


def _with_model(given: Path | None) -> Iterator[Finding]:
    from bot.checks.understanding import check_quick_replies, check_understood

    newest = max(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)
    path = given or newest
    if path is None:
        errors.print("There is no trained model: what it understands was not checked. Run `daogou train`.")
        return
    if not path.is_file():
        raise ModelFileError(f"there is no model {path}; leave --model out for the newest in {MODELS}/")
    parse = _parser(path)
    yield from check_understood(DATA / "nlu", HELD_OUT, parse)
    yield from check_quick_replies(DOMAIN, DATA / "nlu", parse)


def _parser(path: Path) -> Any:
    """The model's reading of a text."""
    from bot.evaluation.model import NluModel

    loaded = NluModel(path)
    return lambda text: loaded.parse(text).data


def _show(findings: list[Finding]) -> None:
    for severity, colour, title in (("error", "red", "To mend"), ("warning", "yellow", "To look at")):
        of_it = [finding for finding in findings if finding.severity == severity]
        if not of_it:
            continue
        table = Table(title=f"{title}: {len(of_it)}", title_style=colour, title_justify="left", show_lines=True)
        table.add_column("where", overflow="fold")
        table.add_column("what", overflow="fold", ratio=1)
        for finding in of_it:
            table.add_row(f"{finding.file}:{finding.line}", finding.what.replace("[", r"\["))
        console.print(table)
    if not findings:
        console.print("Nothing to mend.")
