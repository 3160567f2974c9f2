"""``daogou evaluate``: how well the assistant does, on what it was not taught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, reporting_errors, write_json

CONFIG = Path("config.yml")
DATA = Path("data/nlu")
HELD_OUT = Path("tests/nlu")
OUT = Path("results/nlu")

evaluate = typer.Typer(help="Say how well the assistant does, on what it was not taught.", no_args_is_help=True)


@evaluate.callback()
def _parts() -> None:
    """Say how well the assistant does, on what it was not taught."""


@evaluate.command("nlu")
@reporting_errors
def nlu(
    model: Annotated[
        Path | None, typer.Option(help="Score this model [default: one trained now from data/nlu with config.yml]")
    ] = None,
    folds: Annotated[int, typer.Option(min=0, help="Parts of data/nlu for the cross-validation; 0: none")] = 5,
    out: Annotated[Path, typer.Option(help="Where the pictures and the JSON go")] = OUT,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Cross-validate the intents, and score them and all else on the held-out files in tests/nlu."""
    from bot.evaluation.report import draw, show, write
    from bot.evaluation.run import evaluate_nlu

    choose_shop(shop)
    if folds == 1:
        raise typer.BadParameter("one part leaves nothing to learn from: 0 for none, or 2 and more")
    with Progress(console=errors, transient=True) as progress:

        def begin(what: str, total: int | None) -> Callable[[], None]:
            task = progress.add_task(what, total=total)
            return lambda: progress.advance(task)

        evaluation = evaluate_nlu(CONFIG, DATA, HELD_OUT, begin, model=model, folds=folds)
    draw(evaluation, out)
    write(evaluation, out)
    if as_json:
        write_json(evaluation.as_json())
    else:
        show(evaluation, console)
        console.print(f"Pictures and every figure: {out}")
