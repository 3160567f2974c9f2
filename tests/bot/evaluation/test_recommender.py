"""The evaluation of the recommenders, from a shop's database to a page that its owner can read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from knowledge.catalogue.models import Brand, Category, Customer, Product, ShopSetting
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from tests.knowledge.conftest import NOW
from tests.orders import Orders


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Sixty customers who buy three things each every week, half of them families."""
    url = f"sqlite:///{tmp_path_factory.mktemp('bakery')}/shop.db"
    store, chance = CatalogueStore.open(url), np.random.default_rng(2)
    with store.transaction() as session:
        kinds = [Category(key=f"bakery/{each}", name=each) for each in ("bread", "cake")]
        brands = [Brand(key="ours", name="Ours", private_label=True), Brand(key="mill", name="Mill")]
        session.add_all([*kinds, *brands])
        session.flush()
        for number in range(20):
            kind, brand = kinds[number % 2].id, brands[number % 4 == 0].id
            name = f"p{number:02}"
            session.add(Product(product_id=name, name=name, category_id=kind, brand_id=brand, source="test"))
        for number in range(60):
            household = "family" if number % 2 else "single"
            session.add(Customer(customer_id=f"c{number:02}", traits={"household": household}, source="test"))
    store.close()
    store = CatalogueStore.open(url)
    orders = Orders(store, FixedClock(NOW))
    for number in range(60):
        staples = chance.choice(20, 3, replace=False)
        for week in range(10):
            products = {*staples, int(chance.integers(0, 20))}
            orders.place(f"c{number:02}", *(f"p{each:02}" for each in sorted(products)), days_ago=7 * week + 1)
    with store.transaction() as session:
        session.merge(ShopSetting(key="clock", value=NOW.isoformat()))
    store.close()
    yield url
    os.environ.pop("DAOGOU_SHOP", None)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["evaluate", "recommender", *arguments])


def test_it_tells_how_good_for_whom_and_whose_products_and_writes_a_page(bakery: str, tmp_path: Path) -> None:
    done = run("--shop", bakery, "--days", "14", "--clicks", "--out", str(tmp_path), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    by_name = {each["name"]: each for each in told["recommenders"]["all"]}
    assert by_name["own purchases"]["ndcg"] > 1.5 * by_name["popular"]["ndcg"]
    assert by_name["blend"]["p_value"] is None
    assert "household" in {each["trait"] for each in told["groups"]["all"]}
    assert {each["group"] for each in told["exposure"]["all"]} <= {
        "the shop's own brand",
        "large brands",
        "small brands",
        "no brand",
    }
    assert told["clicks"] == {"rates": [], "off_policy": []}
    assert json.loads((tmp_path / "evaluation.json").read_text()) == told
    page = (tmp_path / "report.html").read_text()
    assert page.count("<svg") >= 4 and "household" in page and "http" not in page.split("<svg")[0]


def test_a_person_reads_tables(bakery: str, tmp_path: Path) -> None:
    done = run("--shop", bakery, "--days", "14", "--only", "blend", "--wanted", "all", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    for word in ("blend", "nDCG@10", "best less worst", "report.html"):
        assert word in done.output


def test_an_unknown_recommender_and_a_shop_without_orders_are_said_to_be(bakery: str, tmp_path: Path) -> None:
    wrong = run("--shop", bakery, "--days", "14", "--only", "magic", "--out", str(tmp_path))
    assert wrong.exit_code == 2 and "no such recommender: 'magic'" in " ".join(wrong.output.split())
    empty = run("--shop", f"sqlite:///{tmp_path}/empty.db", "--out", str(tmp_path))
    assert empty.exit_code == 2 and "nothing was held out" in " ".join(empty.output.split())


@pytest.mark.parametrize("split", ["last-share", "leave-one-out", "random", "random-of-products"])
def test_purchases_can_be_held_out_in_other_ways(bakery: str, tmp_path: Path, split: str) -> None:
    done = run("--shop", bakery, "--split", split, "--only", "own purchases", "--out", str(tmp_path), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["recommenders"]["all"][0]["ndcg"] > 0
