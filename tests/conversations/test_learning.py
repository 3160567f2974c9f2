"""From what a customer says in the widget, through the real assistant, to the line in the training data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.channels.backend import Backend
from bot.channels.learning import Learner
from bot.channels.rooms import Room
from bot.channels.turns import Turn, Turns
from bot.cli import app
from knowledge.catalogue.store import CatalogueStore
from knowledge.conversations.desk import ConversationDesk
from knowledge.conversations.unclear import UnclearLog
from knowledge.customers.consent import ConsentBook
from knowledge.customers.events import EventLog
from knowledge.customers.identity import Identity, seal
from knowledge.settings import seal_key

pytestmark = pytest.mark.model

NONSENSE = "qwxz plorf vrrm, my number is 13812345678"
FILE = 'version: "3.1"\n\nnlu:\n- intent: talk_to_person\n  examples: |\n    - a person please\n    - 转人工\n'


class Silence:
    """Where no widget is connected, nothing is sent."""

    async def tell(self, *_: Any) -> None: ...

    async def deliver(self, *_: Any) -> None: ...

    def get(self, _conversation_id: str) -> None: ...

    def tidy(self, _room: Room) -> None: ...


class Front:
    """What the channel needs of a shop."""

    def __init__(self, store: CatalogueStore) -> None:
        self.store, clock = store, store.clock()
        self.conversations = ConversationDesk(store, clock)
        self.events = EventLog(store, clock)
        self.consents = ConsentBook(store, clock)
        self.unclear = UnclearLog(store, clock, timedelta(days=90))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store_url: str) -> Iterator[Path]:
    for folder in ("nlu", "held"):
        (tmp_path / folder).mkdir()
    (tmp_path / "nlu" / "smalltalk.yml").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr("bot.cli.review.NLU", tmp_path / "nlu")
    monkeypatch.setattr("bot.cli.review.HELD_OUT", tmp_path / "held")
    yield tmp_path
    os.environ.pop("DAOGOU_SHOP", None)


async def test_what_was_not_understood_becomes_an_example(
    assistant: Any, store: CatalogueStore, store_url: str, project: Path
) -> None:
    front = Front(store)
    backend = Backend(lambda: front)
    learner = Learner(backend, lambda: assistant.agent, 1.0)
    rooms: Any = Silence()
    turns = Turns(rooms, backend, assistant.agent.handle_message, lambda: assistant.agent, 60.0, learner)
    # The actions look the conversation up in their own shop, the channel in its.
    for desk in (front.conversations, assistant.shop.conversations):
        desk.open_conversation("learn", None, "en")
    room = Room("learn", None, "en", "pending")
    turns.put(room, Turn(NONSENSE, seal(Identity("learn", None, "en", None), seal_key())))
    assert room.worker is not None
    await room.worker
    await learner.settle(30)

    done = CliRunner().invoke(app, ["review", "--json", "--shop", store_url])
    [group] = json.loads(done.stdout)
    [message] = group["messages"]
    assert message["text"] == "qwxz plorf vrrm, my number is [phone]"
    assert message["reason"] in ("fallback", "low_confidence")
    assert len(message["intents"]) == 3

    taught = CliRunner().invoke(app, ["review", "--label", f"{message['id']}=talk_to_person", "--shop", store_url])
    assert taught.exit_code == 0, taught.output
    written = (project / "nlu" / "smalltalk.yml").read_text(encoding="utf-8")
    line = "    - qwxz plorf vrrm, my number is 555 0100\n"
    assert written == FILE.replace("    - a person please\n", "    - a person please\n" + line)
    assert front.unclear.waiting() == ()
