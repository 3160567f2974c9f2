"""The shop's database: opened by URL, migrated to the present schema, used through short sessions."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from knowledge.catalogue.migrations import migrate
from knowledge.catalogue.models import ShopSetting
from knowledge.clock import Clock, FixedClock, SystemClock
from knowledge.errors import ConfigurationError, StoreError

BUSY_MILLISECONDS = 10_000
"""How long SQLite's one writer is waited for."""


class CatalogueStore:
    """One shop's database. Safe to share between threads; sessions are not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = sessionmaker(engine, future=True, expire_on_commit=False)
        # SQLite refuses a transaction that reads first and writes after somebody else did; one that announces its
        # writing at the start waits for its turn instead.
        writing = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._writers = sessionmaker(writing, future=True, expire_on_commit=False)
        # SQLite itself looks again only now and then whether it is its turn; within a process threads can be told.
        self._turn = Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, url: str) -> CatalogueStore:
        """Open ``url`` (``sqlite:///path`` or ``postgresql://...``), bringing its schema up to date.

        Raises:
            StoreError: the database cannot be reached, or its schema is newer than this program.
        """
        try:
            parsed = make_url(url)
            # What customers type and who they are would otherwise stand in the message of a failed statement.
            engine = create_engine(parsed, future=True, hide_parameters=True, **_pooling(parsed))
        except (ArgumentError, ImportError) as error:
            shown = re.sub(r"(?<=:)[^:/@]*(?=@)", "***", url)
            raise StoreError(
                f"{shown!r} names no database that can be used here. Use sqlite:///PATH or postgresql://..."
            ) from error
        shown = parsed.render_as_string(hide_password=True)
        if engine.dialect.name == "sqlite":
            _make_folder(parsed, shown)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            migrate(engine)
        except DBAPIError as error:
            engine.dispose()
            raise StoreError(f"The shop's database {shown} cannot be used: {error.orig}") from error
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for reading; nothing is written."""
        with self._readers() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed as a whole at the end, or not at all.

        Raises:
            StoreError: SQLite's one writer, in this process, is not done in time.
        """
        if self._turn is not None and not self._turn.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise StoreError("The shop's database is busy with another change; try again")
        try:
            with self._writers.begin() as session:
                yield session
        finally:
            if self._turn is not None:
                self._turn.release()

    def setting(self, key: str, default: Any = None) -> Any:
        """What the shop says of itself under ``key``."""
        with self.session() as session:
            found = session.get(ShopSetting, key)
            return default if found is None else found.value

    def clock(self) -> Clock:
        """The clock that the setting ``clock`` fixes, as in the demo shop; without it, the machine's own.

        Raises:
            ConfigurationError: the setting is no moment with a timezone.
        """
        at = self.setting("clock")
        if at is None:
            return SystemClock()
        try:
            return FixedClock(datetime.fromisoformat(at))
        except (TypeError, ValueError) as error:
            raise ConfigurationError(
                f"The shop's setting clock is {at!r}; it must be a moment such as 2018-01-01T05:00:00+00:00"
            ) from error

    def settle(self) -> None:
        """After much writing: let the planner see what there is now, and let SQLite's log shrink."""
        with self.transaction() as session:
            session.execute(text("ANALYZE"))
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:
                connection.close()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _pooling(url: URL) -> dict[str, Any]:
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return {}
    # A connection costs more to open and prepare than most of our queries; the pool gives it to one thread at a time.
    return {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}}


def _make_folder(url: URL, shown: str) -> None:
    if not url.database or url.database == ":memory:":
        return
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder of the shop's database {shown} cannot be made: {error}") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own idea of when a transaction begins leaves DDL and reads outside of it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    _use_wal(cursor)
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    # Turning a new file to WAL needs it whole, and SQLite does not wait for that when two processes try at once.
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
