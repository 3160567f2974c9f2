"""``daogou review`` from what was kept to the line in the file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from knowledge.catalogue.store import CatalogueStore
from knowledge.conversations.unclear import UnclearLog

FILE = "nlu:\n- intent: ask_faq\n  examples: |\n    - do you deliver\n- intent: deny\n  examples: |\n    - no\n"


@pytest.fixture
def log(store: CatalogueStore, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnclearLog]:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "held").mkdir()
    (tmp_path / "nlu" / "all.yml").write_text(FILE)
    (tmp_path / "held" / "held_out.yml").write_text("nlu:\n- intent: deny\n  examples: |\n    - nope\n")
    monkeypatch.setattr("bot.cli.review.NLU", tmp_path / "nlu")
    monkeypatch.setattr("bot.cli.review.HELD_OUT", tmp_path / "held")
    monkeypatch.setenv("DAOGOU_SHOP", store_url)
    monkeypatch.setenv("COLUMNS", "200")
    log = UnclearLog(store, store.clock(), timedelta(days=90))
    for said in ("do you ship order 31198570044 to x@y.test", "nope", "qwxz"):
        log.keep(said, "en", "fallback", [{"name": "ask_faq", "confidence": 0.4}], None)
    yield log
    os.environ.pop("DAOGOU_SHOP", None)


def run(*arguments: str, answers: str = "") -> Any:
    return CliRunner().invoke(app, ["review", *arguments], input=answers)


def number(log: UnclearLog, beginning: str) -> int:
    return next(each.id for each in log.waiting() if each.text.startswith(beginning))


def test_json_lists_what_waits_with_the_nearest_intents(log: UnclearLog) -> None:
    done = run("--json")
    assert done.exit_code == 0, done.output
    groups = json.loads(done.stdout)
    texts = {message["text"] for group in groups for message in group["messages"]}
    assert texts == {"do you ship order [order] to [email]", "nope", "qwxz"}
    assert groups[0]["nearest"] == [{"name": "ask_faq", "confidence": 0.4}]


def test_a_label_is_written_into_the_intents_block_and_the_message_waits_no_longer(
    log: UnclearLog, tmp_path: Path
) -> None:
    done = run("--label", f"{number(log, 'do you')}=ask_faq", "--drop", str(number(log, "qwxz")), "--json")
    assert done.exit_code == 0, done.output
    [taught] = json.loads(done.stdout)["taught"]
    assert (taught["line"], taught["text"]) == (5, "do you ship order 12345678 to me@example.com")
    assert (tmp_path / "nlu" / "all.yml").read_text().splitlines()[4] == f"    - {taught['text']}"
    assert [each.text for each in log.waiting()] == ["nope"]


def test_what_is_held_out_is_refused_and_waits_on(log: UnclearLog, tmp_path: Path) -> None:
    done = run("--label", f"{number(log, 'nope')}=deny")
    assert done.exit_code == 1
    assert "held out" in done.output
    assert (tmp_path / "nlu" / "all.yml").read_text() == FILE
    assert "nope" in {each.text for each in log.waiting()}


@pytest.mark.parametrize(
    ("label", "says"), [("1", "ID=INTENT"), ("{}=ask_fak", "did you mean ask_faq"), ("999=deny", "999")]
)
def test_a_label_that_cannot_be_meant_changes_nothing(log: UnclearLog, tmp_path: Path, label: str, says: str) -> None:
    done = run("--label", label.format(number(log, "nope")), "--drop", str(number(log, "qwxz")))
    assert done.exit_code == 1
    assert says in " ".join(done.output.split())
    assert len(log.waiting()) == 3
    assert (tmp_path / "nlu" / "all.yml").read_text() == FILE


def test_in_the_dialogue_a_number_an_intent_a_letter_or_a_new_name_is_an_answer(
    log: UnclearLog, tmp_path: Path
) -> None:
    order = [group["messages"][0]["text"] for group in json.loads(run("--json").stdout)]
    answers = {"do you": "1\n", "nope": "s\n", "qwxz": "ask_qwxz\ny\n"}
    said = "".join(answers[next(each for each in answers if text.startswith(each))] for text in order)
    done = run(answers=said)
    assert done.exit_code == 0, done.output
    assert "daogou train" in done.output and "domain.yml" in done.output
    assert "\x1b[" not in done.output  # no colours where there is no terminal
    written = (tmp_path / "nlu" / "all.yml").read_text()
    assert "    - do you deliver\n    - do you ship order 12345678 to me@example.com\n- intent: deny\n" in written
    assert written.endswith("- intent: ask_qwxz\n  examples: |\n    - qwxz\n")
    assert [each.text for each in log.waiting()] == ["nope"]


def test_a_group_can_be_taken_apart(log: UnclearLog) -> None:
    log.keep("qwxz?", "en", "fallback", [], None)
    for each in log.waiting():
        if not each.text.startswith("qwxz"):
            log.drop(each.id)
    assert len(json.loads(run("--json").stdout)) == 1
    done = run(answers="e\nd\ndeny\n")
    assert done.exit_code == 0, done.output
    assert log.waiting() == ()


def test_the_end_of_input_ends_the_dialogue(log: UnclearLog) -> None:
    done = run(answers="")
    assert done.exit_code == 0, done.output
    assert len(log.waiting()) == 3


def test_with_nothing_to_review_it_says_so(log: UnclearLog) -> None:
    for each in log.waiting():
        log.drop(each.id)
    assert "nothing to review" in run().output
