from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.stores.conversations import KEPT, ConversationStore, last_kept

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  shown:
    type: any
    mappings: [{type: custom}]
actions: [action_greet]
"""
)


def session_start() -> tuple[Event, ...]:
    return SessionStarted(), ActionExecuted("action_listen"), ActionExecuted("action_session_start")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN, db=str(path))


def say(tracker: DialogueStateTracker, text: str, *, session: bool = False) -> None:
    events = [*(session_start() if session else ()), UserUttered(text, intent={"name": "greet", "confidence": 0.9})]
    for event in [*events, SlotSet("shown", [text]), BotUttered(f"you said {text}"), ActionExecuted("action_listen")]:
        tracker.update(event, DOMAIN)


async def turn(store: TrackerStore, text: str, conversation: str = "ann") -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    say(tracker, text, session=not tracker.events)
    await store.save(tracker)
    return tracker


def told(tracker: DialogueStateTracker | None) -> dict[str, object]:
    assert tracker is not None
    return tracker.current_state(EventVerbosity.ALL)


async def test_a_tracker_between_turns_is_what_rasas_own_store_reads(store: ConversationStore, path: Path) -> None:
    for text in ("hello", "milk", "bread", "thanks"):
        await turn(store, text)
    rasas = await SQLTrackerStore(DOMAIN, db=str(path)).retrieve("ann")
    kept = await store.retrieve("ann")
    assert told(kept) == told(rasas)
    assert kept is not None and kept.get_slot("shown") == ["thanks"]


async def test_a_conversation_is_never_read_again_while_nobody_else_writes(
    store: ConversationStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(SQLTrackerStore, "_event_query", lambda *_args, **_keywords: read.append(1))
    as_the_agent_has_it = FailSafeTrackerStore(store)
    for text in ("hello", "milk", "bread"):
        await turn(as_the_agent_has_it, text)
        assert last_kept(as_the_agent_has_it, "ann") is not None
    kept = await store.retrieve("ann")
    monkeypatch.undo()
    assert read == []
    assert told(kept) == told(await SQLTrackerStore(DOMAIN, db=str(path)).retrieve("ann"))


async def test_what_another_assistant_stored_is_seen(store: ConversationStore, path: Path) -> None:
    other = ConversationStore(DOMAIN, db=str(path))
    for text in ("hello", "milk"):
        await turn(store, text)
    await turn(other, "bread")
    await turn(store, "thanks")
    said = [e.text for e in (await other.retrieve("ann")).events if isinstance(e, UserUttered)]  # type: ignore[union-attr]
    assert said == ["hello", "milk", "bread", "thanks"]


async def test_a_turn_that_fails_leaves_nothing_behind(store: ConversationStore) -> None:
    for text in ("hello", "milk"):
        await turn(store, text)
    say(await store.retrieve("ann"), "never saved")  # type: ignore[arg-type]
    tracker = await store.retrieve("ann")
    assert tracker is not None and tracker.get_slot("shown") == ["milk"]


async def test_an_erased_conversation_is_gone(store: ConversationStore) -> None:
    for text in ("hello", "milk"):
        await turn(store, text)
    with store.session_scope() as session:
        session.query(store.SQLEvent).delete()
        session.commit()
    assert await store.retrieve("ann") is None


async def test_a_new_session_starts_without_the_old_ones_events(store: ConversationStore, path: Path) -> None:
    for text in ("hello", "milk"):
        await turn(store, text)
    tracker = await store.retrieve("ann")
    assert tracker is not None
    say(tracker, "back again", session=True)
    await store.save(tracker)
    rasas = await SQLTrackerStore(DOMAIN, db=str(path)).retrieve("ann")
    present = await store.retrieve("ann")
    assert told(present) == told(rasas)
    assert present is not None
    assert [e.text for e in present.events if isinstance(e, UserUttered)] == ["back again"]


async def test_of_many_conversations_the_oldest_leave_memory_but_not_the_store(store: ConversationStore) -> None:
    for number in range(KEPT + 5):
        for text in ("hello", "milk"):
            await turn(store, text, str(number))
    assert len(store._kept) == KEPT
    assert (await store.retrieve("0")).get_slot("shown") == ["milk"]  # type: ignore[union-attr]
