"""Rejects as they come: counted, the first ones kept, and all of them in a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import TracebackType
from typing import IO

from knowledge.catalogue.feeds.base import Feed, Reject

KEPT = 1000
"""How many rejects a report holds; the file has them all."""


class RejectsFile:
    """JSON Lines of rejects, one a line with the row as it was; there is no file where nothing was rejected.

    The file takes its name only when ``keep`` is called, so an import that fails leaves the last one's.
    """

    def __init__(self, folder: Path | None, feed: Feed) -> None:
        name = re.sub(r"[^\w.-]+", "-", f"{feed.source}-{feed.path.name}")
        self.path = None if folder is None else folder / f"{name}.rejects.jsonl"
        self.count = 0
        self.first: list[Reject] = []
        self._file: IO[str] | None = None

    def add(self, reject: Reject) -> None:
        self.count += 1
        if len(self.first) < KEPT:
            self.first.append(reject)
        if self.path is None:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part(self.path).open("w", encoding="utf-8")
        entry = {
            "file": reject.file,
            "line": reject.line,
            "field": reject.field,
            "reason": reject.reason,
            "row": None if reject.row is None else dict(reject.row),
        }
        self._file.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")

    def keep(self) -> Path | None:
        """The file's path, or None where there is none; a file of an earlier import of the same feed is replaced."""
        if self.path is None:
            return None
        if self._file is None:
            self.path.unlink(missing_ok=True)
            return None
        self._file.close()
        self._file = None
        return self._part(self.path).rename(self.path)

    @staticmethod
    def _part(path: Path) -> Path:
        return path.with_name(path.name + ".part")

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None and self.path is not None:
            self._file.close()
            self._part(self.path).unlink(missing_ok=True)
