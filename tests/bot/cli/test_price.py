"""``daogou price``: a basket's lowest total, with the working shown."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app

BANANAS, BREAD = "1082185", "883404"


@pytest.fixture(autouse=True)
def demo(demo_shop_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_SHOP", demo_shop_url)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["price", *arguments])


def test_the_working_adds_up_to_the_total() -> None:
    told = json.loads(run(f"{BANANAS}:2,{BREAD}", "--customer", "1", "--json").stdout)
    assert [(line["product_id"], line["quantity"]) for line in told["lines"]] == [(BANANAS, 2), (BREAD, 1)]
    paid = sum(Decimal(line["pay"]) for line in told["lines"]) - sum(
        Decimal(step["discount"]) for step in told["order"]
    )
    assert paid == Decimal(told["total"]) < Decimal(told["shelf"])
    assert told["proved"]


def test_a_person_reads_what_each_promotion_takes_off() -> None:
    shown = run(f"{BREAD}:2", "--customer", "1").stdout
    assert "Member price" in shown
    assert "total" in shown


def test_a_basket_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "basket.txt"
    file.write_text(f"{BANANAS}:2\n{BREAD}\n")
    assert len(json.loads(run(str(file), "--json").stdout)["lines"]) == 2


@pytest.mark.parametrize("basket", [f"{BREAD}:none", f"{BREAD}:0", ","])
def test_a_basket_that_cannot_be_read_is_refused_with_an_example(basket: str) -> None:
    done = run(basket)
    assert done.exit_code == 2
    assert "such as" in re.sub(r"[\s│]+", " ", done.output)


def test_an_unknown_product_is_named() -> None:
    done = run("no-such-product")
    assert done.exit_code == 1
    assert "no-such-product" in done.output
