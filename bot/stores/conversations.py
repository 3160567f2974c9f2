"""Conversations in SQL as Rasa keeps them, without reading all of a conversation again at each of its turns."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, create_engine, event, func, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL
from sqlalchemy.pool import QueuePool

from bot.stores.action_schema import check_action_schema_once
from bot.threads import take_short_turns

KEPT = 256
BUSY_MILLISECONDS = 10_000

#: Number of rows of a conversation, and the highest of their ids: changed by whoever adds or removes any.
Stamp = tuple[int, int | None]
NOTHING: Stamp = (0, None)


_ROWS = SQLTrackerStore.SQLEvent.__table__
_COUNTED = select(func.count(_ROWS.c.id), func.max(_ROWS.c.id)).where(_ROWS.c.sender_id == bindparam("conversation"))


@dataclass(frozen=True)
class _Stored:
    """How many of a tracker's events the database holds, and its stamp then."""

    events: int
    stamp: Stamp
    domain: Domain


class ConversationStore(SQLTrackerStore):
    """Rasa's own tables and arguments. The trackers of the last conversations are kept in memory between turns.

    A tracker is handed out only while the database holds just what it held when the tracker was stored, so several
    assistants may share one database; and only once, so a turn that fails leaves nothing behind: the next one reads
    what is stored. SQLite writes ahead and does not wait for the disk at each turn: after a loss of power, though not
    of the process, the last turns may be missing.
    """

    engine: Engine

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Connect as Rasa's store does."""
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()
            self.engine = _sqlite(self.engine.url)
            self.sessionmaker.configure(bind=self.engine)
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        # Rasa offers no place to say so; this store is what every serving process of ours opens.
        check_action_schema_once()
        take_short_turns()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The present session of a conversation; None if there is no such conversation."""
        with self.engine.connect() as connection:
            stamp = _stamp(connection, sender_id)
        kept = self._kept.pop(sender_id, None)
        if kept is not None and _stored(kept) == _Stored(len(kept.events), stamp, self.domain):
            return kept
        if stamp == NOTHING:
            return None
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            _note(tracker, _Stored(len(tracker.events), stamp, self.domain))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events that are not stored yet."""
        sender_id, stored = tracker.sender_id, _stored(tracker)
        self._kept.pop(sender_id, None)
        _note(tracker, None)
        if stored is None:
            with self.engine.connect() as connection:
                if _stamp(connection, sender_id) == NOTHING:
                    stored = _Stored(0, NOTHING, self.domain)
        # What is stored of a tracker that was not read here is for Rasa's own query to say.
        if stored is None or self.event_broker is not None:
            await super().save(tracker)
            return
        new = list(tracker.events)[stored.events :]
        with self.engine.begin() as connection:
            if new:
                connection.execute(insert(_ROWS), [_row(sender_id, each) for each in new])
            stamp = _stamp(connection, sender_id)
        if stamp[0] == stored.stamp[0] + len(new):  # nobody else wrote
            tracker = self._present_session(tracker, new)
            _note(tracker, _Stored(len(tracker.events), stamp, stored.domain))
            self._kept[sender_id] = tracker
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _present_session(self, tracker: DialogueStateTracker, new: Sequence[Event]) -> DialogueStateTracker:
        """As Rasa would read it again: of a conversation that began anew, with nothing from before that."""
        began = max((each.timestamp for each in new if isinstance(each, SessionStarted)), default=None)
        if began is None:
            return tracker
        left = [each for each in tracker.events if each.timestamp >= began]
        return DialogueStateTracker.from_events(tracker.sender_id, left, self.domain.slots)


def last_kept(store: TrackerStore, sender_id: str) -> DialogueStateTracker | None:
    """The tracker as this process last stored it, to read only; None if it is not in memory.

    ``store``: a store of this kind, or what Rasa's agent wraps it in.
    """
    within = getattr(store, "_tracker_store", store)
    return within._kept.get(sender_id) if isinstance(within, ConversationStore) else None


def _stamp(connection: Connection, sender_id: str) -> Stamp:
    count, last = connection.execute(_COUNTED, {"conversation": sender_id}).one()
    return int(count), last


def _row(sender_id: str, each: Event) -> dict[str, Any]:
    """One row of Rasa's table of events, as Rasa fills it."""
    data = each.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": each.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _stored(tracker: DialogueStateTracker) -> _Stored | None:
    found: _Stored | None = getattr(tracker, "_stored_by_daogou", None)
    return found


def _note(tracker: DialogueStateTracker, stored: _Stored | None) -> None:
    # On the tracker itself, so that it goes when the tracker goes; trackers cannot be keys.
    tracker._stored_by_daogou = stored


def _sqlite(url: URL) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    pooling: dict[str, Any] = {} if in_memory else {"poolclass": QueuePool}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **pooling)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
