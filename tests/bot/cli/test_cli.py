"""The command line: what a program reads from it, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.serve import check_ports
from bot.settings import Settings
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock, SystemClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.conversations.outcomes import OutcomeBook
from knowledge.customers.consent import ConsentBook
from knowledge.errors import ConfigurationError
from tests.lacking import UNTRAINED, lacking


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def empty_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shop that is not there yet; commands may leave files in the folder of the test."""
    monkeypatch.setattr("bot.cli.importing.REJECTS", tmp_path / "rejects")
    monkeypatch.delenv("DAOGOU_SHOP", raising=False)
    yield f"sqlite:///{tmp_path}/shop.db"
    os.environ.pop("DAOGOU_SHOP", None)


def test_import_reports_bad_rows_by_file_line_and_field_and_loads_the_rest(tmp_path, empty_shop):
    feed = tmp_path / "customers.csv"
    feed.write_text("customer_id,email\n1,a@example.com\n,b@example.com\n3,c@example.com\n")
    done = run("import", "customers", str(feed), "--shop", empty_shop, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["counts"]["customer"]["added"] == 2
    [reject] = report["rejects"]
    assert reject.startswith("customers.csv:3: customer_id:")
    assert Path(report["rejects_file"]).exists()


def test_an_unknown_kind_of_feed_is_refused_with_the_kinds_there_are(tmp_path, empty_shop):
    done = run("import", "amazon", str(tmp_path / "x.csv"), "--shop", empty_shop)
    assert done.exit_code == 1
    assert "google-products" in done.output


def test_the_demo_does_not_come_into_a_shop_with_customers_of_its_own(tmp_path, empty_shop):
    feed = tmp_path / "customers.csv"
    feed.write_text("customer_id,email\n1,a@example.com\n")
    assert run("import", "customers", str(feed), "--shop", empty_shop).exit_code == 0
    done = run("import", "demo", "--shop", empty_shop)
    assert done.exit_code == 1
    assert "shop of its own" in " ".join(done.output.split())


def test_a_shop_that_cannot_be_opened_says_what_to_do(tmp_path):
    broken = tmp_path / "shop.db"
    broken.write_text("this is no database" * 100)
    done = run("recommend", "--shop", f"sqlite:///{broken}")
    assert done.exit_code == 1
    assert "StoreError" in done.output


def test_check_finds_nothing_wrong_with_our_own_data(tmp_path):
    done = run("check", "--quick", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["ok"]


@pytest.fixture
def broken_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose one intent has too few examples; nothing in it is an error."""
    for name, text in (
        ("domain.yml", "intents:\n- greet\nresponses:\n  utter_greet:\n  - text: '{name}'\n"),
        ("data/nlu/a.yml", "nlu:\n- intent: greet\n  examples: |\n    - hello [you\n"),
        ("data/rules/a.yml", "rules:\n- rule: a\n  steps:\n  - intent: greet\n  - action: utter_greet\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def test_check_leaves_with_1_for_an_error_and_for_a_warning_only_where_that_is_asked(broken_project):
    done = run("check", "--quick", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["errors"], told["warnings"]) == (0, True, 0, 3)
    assert {(each["file"], each["line"], each["kind"]) for each in told["findings"]} == {
        ("data/nlu/a.yml", 4, "too-few"),
        ("data/rules/a.yml", 2, "untested"),
    }
    assert run("check", "--quick", "--strict").exit_code == 1
    (broken_project / "data/rules/a.yml").write_text("rules: []\n")
    done = run("check", "--quick")
    assert done.exit_code == 1
    assert "To mend: 1" in done.output and "domain.yml:2" in done.output
    assert done.output.index("To mend") < done.output.index("To look at")


def test_check_names_a_model_that_is_not_there(broken_project, monkeypatch):
    monkeypatch.setattr("bot.cli.check._thorough", lambda: ())
    done = run("check", "--model", "models/none.tar.gz")
    assert done.exit_code == 1 and "models/none.tar.gz" in done.output
    assert "was not checked" in run("check").output


def test_recommend_names_ids_prices_and_currency(demo_shop_url):
    done = run("recommend", "--customer", "1", "--k", "3", "--json", "--shop", demo_shop_url)
    os.environ.pop("DAOGOU_SHOP", None)
    rows = json.loads(done.stdout)
    assert len(rows) == 3
    store = CatalogueStore.open(demo_shop_url)
    for row in rows:
        assert {"product_id", "name", "price", "currency", "reason"} <= set(row)
        assert row["currency"] == store.setting("currency")
    store.close()


@pytest.fixture
def small_shop(small_store_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The small shop, with no recommender trained for it."""
    monkeypatch.setattr("knowledge.shop.DEFAULT_MODELS", Path("no-such-folder"))
    monkeypatch.setenv("DAOGOU_SHOP", small_store_url)
    return small_store_url


@pytest.mark.parametrize("command", [["ask", "hello"], ["chat"], ["recommend"]])
def test_a_customer_whom_the_shop_does_not_have_is_refused(small_shop, command):
    done = run(*command, "--customer", "nobody")
    assert done.exit_code == 1
    assert "UnknownCustomer" in done.output and "nobody" in done.output


def test_recommend_does_not_use_the_orders_of_a_customer_who_did_not_agree(small_shop):
    store = CatalogueStore.open(small_shop)
    ConsentBook(store, store.clock()).decide("ada", "personalisation", False)
    store.close()
    done = run("recommend", "--customer", "ada", "--json")
    assert done.exit_code == 0, done.output
    assert {row["reason"] for row in json.loads(done.stdout)} == {"popular"}
    assert "not agreed" in done.stderr


@pytest.mark.parametrize("key", [EOFError, KeyboardInterrupt])
def test_ctrl_d_and_ctrl_c_end_a_chat(small_shop, monkeypatch, key):
    store = CatalogueStore.open(small_shop)
    desk = ConversationDesk(store, store.clock())
    desk.open_conversation("c1", None, "en")
    desk.hand_over("c1", {})
    store.close()

    def pressed(*_args: Any, **_more: Any) -> str:
        raise key

    monkeypatch.setattr("bot.cli.chat.console.input", pressed)
    done = run("chat", "--take", "c1", "--name", "Eve")
    assert done.exit_code == 0, done.output
    assert done.exception is None


def test_a_taken_port_is_named_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port}.*DAOGOU_PAGE_PORT"):
            check_ports(Settings(page_port=port))


@pytest.mark.model
def test_ask_holds_a_conversation_and_writes_it_as_json(demo_shop_url):
    if not any(Path("models").glob("*.tar.gz")):
        lacking(UNTRAINED)
    command = [sys.executable, "-m", "bot.cli", "ask", "kids cereal", "the second one", "--customer", "1", "--json"]
    done = subprocess.run([*command, "--shop", demo_shop_url], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout)
    assert (first["intent"], second["intent"]) == ("find_products", "pick_product")
    assert first["actions"] == ["action_find_products"]
    shown = first["messages"][0]["payload"]["products"]
    assert all({"product_id", "name", "price", "currency"} <= set(each) for each in shown)
    assert second["messages"][0]["payload"]["product"]["product_id"] == shown[1]["product_id"]


def test_recommend_keeps_to_a_part_of_the_catalogue(demo_shop_url):
    everything = ["--within", "category=yogurt", "--within", "max=1.50"]
    done = run("recommend", "--customer", "1", *everything, "--json", "--shop", demo_shop_url)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert rows and all(float(row["price"]) <= 1.5 for row in rows)
    os.environ.pop("DAOGOU_SHOP", None)


@pytest.mark.parametrize(
    ("condition", "said"),
    [("category=yoghurts-of-mars", "no such"), ("yogurt", "must be category=KEY"), ("max=cheap", "is no price")],
)
def test_recommend_says_which_condition_cannot_be_read(small_shop, condition, said):
    done = run("recommend", "--within", condition)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_recommend_says_why(small_shop):
    assert "popular now" in run("recommend", "--why").output
    assert "needs a --customer" in " ".join(run("recommend", "--what", "usual").output.split())


def test_how_conversations_ended_is_told(empty_shop):
    store = CatalogueStore.open(empty_shop)
    desk = ConversationDesk(store, FixedClock(datetime.now(timezone.utc) - timedelta(hours=5)))
    desk.open_conversation("talk", None, "en")
    desk.append("talk", "customer", {"text": "where do you deliver?"})
    desk.append("talk", "assistant", {"text": "Everywhere in town."})
    OutcomeBook(store, SystemClock()).rate("talk", 5)
    store.close()
    told = json.loads(run("evaluate", "service", "--shop", empty_shop, "--json").stdout)
    assert (told["talks"]["resolved"], told["containment"], told["satisfied"]) == (1, 1.0, 1.0)
    shown = run("evaluate", "service", "--shop", empty_shop).stdout
    assert "containment" in shown and "100%" in shown
