"""``daogou orders`` and ``daogou cases``: the shop's side of what customers ask of the order desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from knowledge.catalogue.feeds.base import Feed
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from knowledge.orders.cases import Case
from knowledge.shop import Shop
from tests.knowledge.orders.outfitter import Outfitter


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    url = f"sqlite:///{tmp_path}/shop.db"
    store, feed = CatalogueStore.open(url), Outfitter()
    checked: Feed = feed
    assert import_feed(store, checked).rejected == 0
    store.close()
    monkeypatch.setenv("DAOGOU_SHOP", url)
    opened = Shop.open(url)
    yield opened
    opened.store.close()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})


def told(number: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(run("orders", "show", number, "--json").stdout)
    return read


def test_the_shop_takes_an_order_through_its_own_steps(shop: Shop) -> None:
    for step, status in (("process", "processed"), ("ship", "shipped"), ("deliver", "delivered")):
        assert f"now {status}" in run("orders", "take", "#W-BEN", step).output
    order = told("w-ben")
    assert order["order"]["status"] == "delivered" and order["order"]["delivered_at"]
    assert [(each["step"], each["actor"], each["status"]) for each in order["history"]] == [
        ("process", "shop", "processed"),
        ("ship", "shop", "shipped"),
        ("deliver", "shop", "delivered"),
    ]
    assert "may now: nothing" in run("orders", "show", "W-BEN").output


def test_a_step_with_the_same_key_is_taken_once(shop: Shop) -> None:
    assert "done" in run("orders", "take", "W-BEN", "process", "--key", "scan-17").output
    assert "had been done before" in run("orders", "take", "W-BEN", "process", "--key", "scan-17").output
    assert len(told("W-BEN")["history"]) == 1


@pytest.mark.parametrize(
    ("number", "step", "why"),
    [
        ("W-BEN", "deliver", "has no step deliver"),
        ("W-BEN", "cancel", "its steps are"),
        ("W404", "ship", "no order W404"),
    ],
)
def test_what_cannot_be_done_says_why(shop: Shop, number: str, step: str, why: str) -> None:
    done = run("orders", "take", number, step)
    assert done.exit_code == 1 and why in done.output


def test_the_shop_takes_no_steps_with_orders_that_are_in_another_system(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_ORDERS_URL", "http://127.0.0.1:9")
    done = run("orders", "take", "W-BEN", "process")
    assert done.exit_code == 1 and "DAOGOU_ORDERS_URL" in done.output


def test_cases_are_listed_and_their_photos_written(shop: Shop, tmp_path: Path) -> None:
    assert "no cases" in run("cases").output
    drawn = BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG")
    case = shop.cases.open(Case("damaged", "a crack in the cup", "talk-1", "ada", "high", "W-BEN", [1]), "key")
    kept = shop.photos.keep("talk-1", drawn.getvalue())
    assert case in run("cases").output
    (read,) = json.loads(run("cases", "--json").stdout)
    assert (read["reference"], read["order_number"], read["positions"], read["photos"]) == (case, "W-BEN", [1], 1)
    (read,) = json.loads(run("cases", case, "--photos", str(tmp_path / "photos"), "--json").stdout)
    assert read["reference"] == case
    assert Image.open(tmp_path / "photos" / f"{kept.reference}.jpg").size == (40, 30)
    assert run("cases", "C-NONE").exit_code == 1
    of_none = run("cases", "--photos", str(tmp_path))
    assert of_none.exit_code == 2 and case not in of_none.output
