"""``daogou demo``: the demo shop, from nothing to an open page."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bot.cli.common import console
from bot.cli.importing import run_import
from bot.cli.serve import serve_all
from bot.cli.train import MODELS, train_assistant, train_recommender
from bot.settings import Settings
from knowledge.settings import DEFAULT_SHOP


def demo(
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="Load and train, but serve nothing")] = False,
) -> None:
    """Load the demo shop, train what is not trained yet, and open it on loopback."""
    os.environ["DAOGOU_SHOP"] = DEFAULT_SHOP
    _load()
    if _has_recommender():
        console.print("The recommender is trained.")
    else:
        train_recommender()
    train_assistant()
    if not prepare_only:
        console.print("Starting; this takes about half a minute.")
        serve_all(Settings.from_environment())


def _load() -> None:
    from knowledge.catalogue.store import CatalogueStore

    store = CatalogueStore.open(DEFAULT_SHOP)
    loaded = store.setting("demo") is True
    store.close()
    if loaded:
        console.print("The demo shop is loaded.")
        return
    console.print("Loading the demo shop (about a minute) …")
    report = run_import("demo", None, DEFAULT_SHOP)
    console.print(f"The demo shop is loaded, in {report.seconds:.0f} s.")


def _has_recommender() -> bool:
    """Whether the published recommender learnt from the demo's orders, and not from another shop's or older ones."""
    from knowledge.catalogue.store import CatalogueStore
    from knowledge.recommend.training import is_current

    store = CatalogueStore.open(DEFAULT_SHOP)
    try:
        return is_current(store, MODELS, store.clock())
    finally:
        store.close()
