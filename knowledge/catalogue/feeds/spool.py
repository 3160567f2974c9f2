"""Rows put together by what they belong to, however far apart they stand in a file, in constant memory."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Parsed rows, kept in a temporary file of their own until all are read; a context manager.

    Groups come back in the order in which they first appeared, the rows of a group in theirs.
    """

    def __init__(self) -> None:
        # The empty name is SQLite's private database on disk, deleted when it is closed.
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
            "CREATE TABLE part (id INTEGER PRIMARY KEY, thing INTEGER, key TEXT UNIQUE, line INTEGER, body BLOB);"
            "BEGIN;"
        )

    def add(self, group: str, item: T, line: int, key: str | None = None) -> int | None:
        """Keep ``item`` of ``group``. With a ``key``, it takes the place of the item that had the key before.

        Returns:
            The line of the item whose place it took, or None.
        """
        run = self._rows.execute
        replaced = None
        if key is not None:
            before = run("SELECT line FROM part WHERE key = ?", (key,)).fetchone()
            if before is not None:
                replaced = int(before[0])
                run("DELETE FROM part WHERE key = ?", (key,))
        run("INSERT OR IGNORE INTO thing (name) VALUES (?)", (group,))
        run(
            "INSERT INTO part (thing, key, line, body) SELECT id, ?, ?, ? FROM thing WHERE name = ?",
            (key, line, pickle.dumps(item, 5), group),
        )
        return replaced

    def groups(self) -> Iterator[list[T]]:
        """Every group that still has an item."""
        members: list[T] = []
        current = None
        for thing, body in self._rows.execute("SELECT thing, body FROM part ORDER BY thing, id"):
            if thing != current and members:
                yield members
                members = []
            current = thing
            members.append(pickle.loads(body))
        if members:
            yield members

    def __enter__(self) -> Spool[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()
