"""``daogou evaluate``: how well the assistant does, on what it was not taught."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, reporting_errors, write_json

CONFIG = Path("config.yml")
DATA = Path("data/nlu")
HELD_OUT = Path("tests/nlu")
OUT = Path("results/nlu")
RECOMMENDER_OUT = Path("results/recommender")

evaluate = typer.Typer(help="Say how well the assistant does, on what it was not taught.", no_args_is_help=True)


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


@evaluate.command("service")
@reporting_errors
def service(
    days: Annotated[float, typer.Option(min=0.01, help="Of the talks that began in the last so many days")] = 30.0,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Tell how conversations ended - resolved, handed over, abandoned, reopened - and how content customers were."""
    from knowledge.clock import SystemClock
    from knowledge.shop import Shop

    choose_shop(shop)
    open_shop = Shop.open(shop)
    try:
        found = open_shop.outcomes.service(SystemClock().now() - timedelta(days=days))
    finally:
        open_shop.close()
    if as_json:
        write_json({**asdict(found), "containment": found.containment, "satisfied": found.satisfied})
        return
    table = Table("", "", title=f"Talks of the last {days:g} days")
    for name, number in found.talks.items():
        table.add_row(name.replace("_", " "), f"{number:,}")
    for name, share in (("containment", found.containment), ("satisfied (4 or 5)", found.satisfied)):
        table.add_row(name, "" if share is None else f"{share:.0%}")
    table.add_row("scores 1 to 5", " ".join(str(number) for number in found.scores.values()))
    console.print(table)


class HeldOut(str, Enum):
    """Ways to hold purchases out."""

    last_days = "last-days"
    last_share = "last-share"
    leave_one_out = "leave-one-out"
    random = "random"
    random_of_products = "random-of-products"


class Wanted(str, Enum):
    """What counts as right."""

    both = "both"
    all = "all"
    novel = "novel"


@evaluate.command("recommender")
@reporting_errors
def recommender(
    split: Annotated[HeldOut, typer.Option(help="What is held out: the last --days, or a --share")] = HeldOut.last_days,
    days: Annotated[float, typer.Option(min=1, help="For last-days")] = 28.0,
    share: Annotated[float, typer.Option(min=0.01, max=0.9, help="For last-share, random, random-of-products")] = 0.2,
    wanted: Annotated[Wanted, typer.Option(help="Right is all that was bought, or what was new to them")] = Wanted.both,
    k: Annotated[int, typer.Option(min=1, max=100, help="Length of the lists")] = 10,
    supported: Annotated[int, typer.Option(min=1, help="Customers who must have bought a product")] = 2,
    only: Annotated[list[str] | None, typer.Option(help="Only this recommender; may be given again")] = None,
    clicks: Annotated[bool, typer.Option("--clicks", help="Also what customers did with what was shown")] = False,
    clicks_days: Annotated[float | None, typer.Option(min=0, help="Only clicks of the last so many days")] = None,
    out: Annotated[Path, typer.Option(help="Where the page and the JSON go")] = RECOMMENDER_OUT,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare the recommenders on purchases that they did not see: how good, for whom, and whose products."""
    from bot.evaluation.recommender.findings import show
    from bot.evaluation.recommender.page import write_page
    from bot.evaluation.recommender.run import evaluate_recommender
    from knowledge.shop import Shop

    choose_shop(shop)
    open_shop = Shop.open(shop)
    with Progress(console=errors, transient=True) as progress:

        def begin(what: str, total: int) -> Callable[[], None]:
            task = progress.add_task(what, total=total)
            return lambda: progress.advance(task)

        try:
            findings = evaluate_recommender(
                open_shop,
                split=split.value,
                days=days,
                share=share,
                k=k,
                wanted=("all", "novel") if wanted is Wanted.both else (wanted.value,),
                only=only or (),
                clicks=clicks,
                clicks_days=clicks_days,
                supported=supported,
                begin=begin,
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        finally:
            open_shop.close()
    page = write_page(findings, out)
    figures = findings.as_json()
    (out / "evaluation.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if as_json:
        write_json(figures)
    else:
        show(findings, console)
        console.print(f"As a page with pictures, and every figure: {page}, {out / 'evaluation.json'}")
