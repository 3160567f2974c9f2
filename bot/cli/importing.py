"""``daogou import``: bring the shop's own catalogue, promotions, customers, orders and events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, console, errors, write_json
from knowledge.catalogue.feeds.base import ImportReport
from knowledge.catalogue.feeds.detect import KINDS
from knowledge.errors import ConfigurationError
from knowledge.settings import shop_url

REJECTS_SHOWN = 10
REJECTS = Path(".daogou/rejects")


def import_feed(
    kind: Annotated[
        str,
        typer.Argument(
            help=f"One of {', '.join(KINDS)}",
            show_default=False,
        ),
    ],
    path: Annotated[Path | None, typer.Argument(help="The feed's file; not needed for the demo shop")] = None,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Bring a feed into the shop. Bad rows are reported and kept in a file; the good ones load."""
    report = run_import(kind, path, shop)
    if as_json:
        write_json(
            {
                "source": report.source,
                "counts": {kind: vars(counts) for kind, counts in report.counts.items()},
                "rejected": report.rejected,
                "rejects": [str(each) for each in report.rejects],
                "rejects_file": report.rejects_path,
                "seconds": round(report.seconds, 2),
            }
        )
        return
    _show(report)


def run_import(kind: str, path: Path | None, shop: str | None) -> ImportReport:
    """Import the feed at ``path`` into the shop at URL ``shop``, drawing its progress."""
    from knowledge.catalogue.feeds import open_feed
    from knowledge.catalogue.loading import import_feed as load
    from knowledge.catalogue.store import CatalogueStore

    store = CatalogueStore.open(shop_url(shop))
    try:
        if kind == "demo":
            _refuse_beside_a_real_shop(store)
        feed = open_feed(kind, path, currency=store.setting("currency"))
        with _bar() as progress:
            task = progress.add_task("reading", total=None)

            def advance(kind: str, done: int, expected: int | None) -> None:
                progress.update(task, description=kind, completed=done, total=expected)

            return load(store, feed, rejects_dir=REJECTS, progress=advance)
    finally:
        store.close()


def _refuse_beside_a_real_shop(store: Any) -> None:
    """The demo lets anybody shop as any customer: it must not come into a shop that has its own.

    Raises:
        ConfigurationError: something else was imported into this database.
    """
    from sqlalchemy import select

    from knowledge.catalogue.models import ImportRun

    with store.session() as session:
        sources = set(session.execute(select(ImportRun.source)).scalars())
    if not store.setting("demo") and sources - {"complete-journey"}:
        raise ConfigurationError("this database holds a shop of its own: name another for the demo with --shop")


@contextmanager
def _bar() -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        yield progress


def _show(report: ImportReport) -> None:
    table = Table("", "added", "updated", "unchanged", title=f"{report.source}, {report.seconds:.1f} s")
    for kind, counts in report.counts.items():
        table.add_row(kind, f"{counts.added:,}", f"{counts.updated:,}", f"{counts.unchanged:,}")
    console.print(table)
    if report.rejected:
        errors.print(f"[yellow]{report.rejected:,} rows were not taken over[/]; all are kept in {report.rejects_path}")
        for reject in report.rejects[:REJECTS_SHOWN]:
            errors.print(f"  {reject}", highlight=False, markup=False)
