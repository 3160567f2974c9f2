"""``daogou profile``: what a shop knows of its customers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from knowledge.catalogue.models import ShopSetting
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.consent import ConsentBook
from tests.knowledge.conftest import NOW
from tests.orders import Orders


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Eighty customers, half of whom come weekly; all agreed but the last."""
    url = f"sqlite:///{tmp_path_factory.mktemp('profiles')}/shop.db"
    store, chance = CatalogueStore.open(url), np.random.default_rng(6)
    clock = FixedClock(NOW)
    orders, consents = Orders(store, clock), ConsentBook(store, clock)
    for number in range(80):
        every = 7 if number % 2 else 40
        for day in np.arange(chance.uniform(1, every), 200, every):
            orders.place(f"c{number:02}", ("milk", 2, f"{chance.uniform(2, 9):.2f}"), days_ago=float(day))
        consents.decide(f"c{number:02}", "personalisation", number < 79)
    with store.transaction() as session:
        session.merge(ShopSetting(key="clock", value=NOW.isoformat()))
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAOGOU_SHOP", url)
        yield url


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["profile", *arguments])


def test_one_customer_is_shown(shop: str) -> None:
    told = json.loads(run("show", "c01", "--json").stdout)
    assert told["orders"] >= 28 and told["gap"] == pytest.approx(7)
    assert "days ago" in run("show", "c01").output


def test_who_did_not_agree_has_no_profile(shop: str) -> None:
    done = run("show", "c79")
    assert done.exit_code == 1 and "No profile" in done.output
    assert run("outlook", "--customer", "c79").exit_code == 1
    assert run("show", "nobody").exit_code == 1


def test_segments_are_named_and_drawn(shop: str, tmp_path: Path) -> None:
    told = json.loads(run("segments", "--out", str(tmp_path), "--json").stdout)
    assert sum(len(each["customers"]) for each in told["clusters"]) == 79
    assert {each["customer_id"] for each in told["rfm"]} >= {"c00", "c78"}
    assert (tmp_path / "segments-k-means.png").stat().st_size > 10_000
    assert "silhouette" in run("segments", "--out", str(tmp_path), "--method", "mixture").output


def test_the_outlook_comes_with_how_far_it_was_right(shop: str, tmp_path: Path) -> None:
    told = json.loads(run("outlook", "--days", "28", "--out", str(tmp_path), "--json").stdout)
    expected = {each["customer_id"]: each["orders"] for each in told["outlook"]}
    assert expected["c01"] > 2 * expected["c00"]
    assert told["calibration"]["error"] < 1.5
    assert (tmp_path / "outlook.png").exists()


def test_without_records_there_are_no_traits_to_guess(shop: str) -> None:
    assert json.loads(run("traits", "--json").stdout) == []
