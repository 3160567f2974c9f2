"""``daogou train``: the assistant (Rasa) and the recommender, each only where something has changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import ShopUrl, choose_shop, console, errors
from knowledge.errors import ModelFileError

MODELS = Path("models")
LINES_SHOWN = 40
STAMP = MODELS / "trained-from"
SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "bot/nlu")


class What(str, Enum):
    """What can be trained."""

    all = "all"
    assistant = "assistant"
    recommender = "recommender"


class Engine(str, Enum):
    """Where neighbours are computed."""

    embedded = "embedded"
    spark = "spark"


def train(
    what: Annotated[What, typer.Argument(help="all, assistant or recommender")] = What.all,
    force: Annotated[bool, typer.Option(help="Train even if nothing has changed")] = False,
    engine: Annotated[Engine, typer.Option(help="What computes the recommender's neighbours")] = Engine.embedded,
    master: Annotated[str, typer.Option(help="For --engine spark: local[2], spark://host:7077, yarn")] = "local[*]",
    staging: Annotated[
        Path | None, typer.Option(help="For --engine spark: a folder that every worker sees, for the purchases")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="A folder of product pictures, each named by its product's id")
    ] = None,
    shop: ShopUrl = None,
) -> None:
    """Train the assistant and the recommender."""
    choose_shop(shop)
    if what in (What.all, What.assistant):
        train_assistant(force)
    if what in (What.all, What.recommender):
        train_recommender(shop, master if engine is Engine.spark else None, staging, pictures)


def train_assistant(force: bool = False) -> None:
    """Run ``rasa train`` unless the last model was trained from the very same files.

    Raises:
        ModelFileError: Rasa could not train; its own messages stand above.
    """
    present = _digest()
    if not force and STAMP.is_file() and STAMP.read_text() == present and any(MODELS.glob("*.tar.gz")):
        console.print("The assistant is trained.")
        return
    command = [sys.executable, "-m", "bot.without_tensorflow", "train"]
    command += ["--out", str(MODELS), "--fixed-model-name", "assistant"]
    with console.status("Training the assistant (about a minute) …"):
        done = subprocess.run(
            [*command, *(["--force"] if force else [])],
            env=os.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        errors.print("\n".join(done.stdout.splitlines()[-LINES_SHOWN:]), markup=False, highlight=False)
        raise ModelFileError("rasa train failed, as above; `daogou check` says what is wrong with the data")
    console.print("The assistant is trained.")
    STAMP.write_text(present)


def train_recommender(
    shop: str | None = None, master: str | None = None, staging: Path | None = None, pictures: Path | None = None
) -> None:
    """Train the recommender on the shop's orders and publish it; on Spark at ``master``, where there is one."""
    from knowledge.recommend.training import train as fit
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    with ExitStack() as stack:
        walk = None
        if master is not None:
            from knowledge.recommend.blend.blend import RECENCY
            from knowledge.recommend.spark.rp3beta import SparkRp3BetaRecommender
            from knowledge.recommend.spark.session import spark_session

            spark = stack.enter_context(spark_session(master))
            walk = SparkRp3BetaRecommender(spark, staging, recency=RECENCY)
        status = stack.enter_context(console.status("Training the recommender …"))

        def tell(step: str) -> None:
            status.update(f"Training the recommender: {step} …")

        seen = None
        if pictures is not None:
            from knowledge.recommend.picture_files import read_pictures

            seen = read_pictures(pictures, lambda reason: errors.print(f"  {reason}", highlight=False, markup=False))
        published = fit(open_shop.store, MODELS, open_shop.clock, tell, walk, pictures=seen)
    console.print(f"Recommender trained: {published}")
    open_shop.close()


def _digest() -> str:
    digest = hashlib.sha256()
    for source in SOURCES:
        root = Path(source)
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix in (".yml", ".py"):
                digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
