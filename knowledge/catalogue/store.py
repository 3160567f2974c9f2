"""The shop's database: opened by URL, migrated to the present schema, used through short sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import Session, sessionmaker

from knowledge.catalogue.models import Base, ShopSetting


class CatalogueStore:
    """One shop's database. Safe to share between threads; sessions are not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, future=True, expire_on_commit=False)

    @classmethod
    def open(cls, url: str) -> CatalogueStore:
        """Open ``url`` (``sqlite:///path`` or ``postgresql://...``), bringing its schema up to date.

        Raises:
            StoreError: the database cannot be reached, or its schema is newer than this program.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, future=True)
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        Base.metadata.create_all(engine)
        return cls(engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for reading; nothing is written."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed as a whole at the end, or not at all."""
        with self._sessions.begin() as session:
            yield session

    def setting(self, key: str, default: Any = None) -> Any:
        """What the shop says of itself under ``key``."""
        with self.session() as session:
            found = session.get(ShopSetting, key)
            return default if found is None else found.value

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
