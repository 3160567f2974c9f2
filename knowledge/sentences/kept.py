"""Vectors of training examples kept on disk, so that training again encodes only what is new.

One SQLite file, which several processes may use at once. A vector is found by its encoder's fingerprint and
the digest of its text: other weights, or another way to compute, never meet an old vector, and no text is kept. The
vectors that no training has used for longest go first when there are too many. Customers' messages never get here.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from knowledge.sentences.encoder import SentenceEncoder, Vectors, readable_text

logger = logging.getLogger(__name__)

KEPT_VECTORS = Path(".daogou/sentences.db")
MOST_KEPT = 100_000
"""About 200 MB on disk at 512 dimensions."""
_AT_ONCE = 500  # below SQLite's limit of variables in a statement
_WAIT = 10.0  # seconds for another process's writing


class KeptVectors:
    """Encodes as an encoder does, but each text once for all trainings; ``file`` is made at first use.

    A file that cannot be used (no permission, disk full, not a database) costs a warning and time, nothing else.
    """

    def __init__(self, file: Path = KEPT_VECTORS, most: int = MOST_KEPT) -> None:
        self._file = file
        self._most = most

    def encode(self, encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
        """What ``encoder.encode(texts)`` gives."""
        keys = [hashlib.sha256(readable_text(text).encode()).digest() for text in texts]
        found: dict[bytes, Vectors] = {}
        try:
            with self._opened() as database:
                found = _read(database, encoder, set(keys))
        except (sqlite3.Error, OSError) as error:
            self._warn(error)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            # The short ones together: some encoders put several in one product.
            ordered = sorted(new, key=lambda key: len(new[key]))
            found.update(zip(ordered, encoder.encode([new[key] for key in ordered]), strict=True))
        try:
            with self._opened() as database:
                self._write(database, encoder, {key: found[key] for key in keys})
        except (sqlite3.Error, OSError) as error:
            self._warn(error)
        if not keys:
            return encoder.encode([])
        return np.stack([found[key] for key in keys])

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database, database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text BLOB, vector BLOB, used INTEGER, "
                "PRIMARY KEY (encoder, text)) WITHOUT ROWID"
            )
            yield database

    def _write(self, database: sqlite3.Connection, encoder: SentenceEncoder, used: dict[bytes, Vectors]) -> None:
        (now,) = database.execute("SELECT COALESCE(MAX(used), 0) + 1 FROM vectors").fetchone()
        database.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
            [(encoder.kind.fingerprint, key, vector.tobytes(), now) for key, vector in used.items()],
        )
        database.execute(
            "DELETE FROM vectors WHERE (encoder, text) IN "
            "(SELECT encoder, text FROM vectors ORDER BY used DESC LIMIT -1 OFFSET ?)",
            (self._most,),
        )

    def _warn(self, error: Exception) -> None:
        logger.warning(
            "Sentence vectors are computed anew, for %s cannot be used (%s). Delete it if this goes on.",
            self._file,
            type(error).__name__,
        )


def _read(database: sqlite3.Connection, encoder: SentenceEncoder, keys: set[bytes]) -> dict[bytes, Vectors]:
    found: dict[bytes, Vectors] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = database.execute(
            f"SELECT text, vector FROM vectors WHERE encoder = ? AND text IN ({', '.join('?' * len(some))})",
            [encoder.kind.fingerprint, *some],
        )
        for key, vector in rows:
            row = np.frombuffer(vector, dtype=np.float32)
            if row.shape == (encoder.dimension,):
                found[key] = row
    return found
