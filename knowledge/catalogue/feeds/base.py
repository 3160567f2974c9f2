"""What a feed is, and what an import tells of it."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from knowledge.catalogue.records import Origin, Record


@dataclass(frozen=True)
class Reject:
    """A row, or a part of one, that could not be taken over; the good rows load all the same."""

    file: str
    line: int
    field: str
    reason: str
    row: Mapping[str, Any] | None = dataclasses.field(default=None, repr=False)

    @classmethod
    def at(cls, origin: Origin, field: str, reason: str) -> Reject:
        """The reject of whatever was read at ``origin``."""
        return cls(origin.file, origin.line, field, reason, origin.row)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


class Feed(ABC):
    """A source of records. Reading is lazy: nothing is opened before ``records`` is iterated.

    ``source`` names the importer (``google``, ``shopify`` ...) and is stored with what it brings; ``path`` is the file
    or folder it reads. A feed yields what others refer to first: settings, categories, brands and attributes, products,
    customers, campaigns, promotions, redemptions, orders, events - and records of one type one after another, because
    the loader writes them in batches.
    """

    source: str
    path: Path

    @abstractmethod
    def records(self) -> Iterator[Record | Reject]:
        """Every record of the feed, and a Reject for whatever could not be read as one.

        Raises:
            FeedError: the feed as a whole cannot be read.
        """

    def expected(self) -> int | None:
        """About how many records will come, for a progress bar; None when that is not known without reading."""
        return None


class Progress(Protocol):
    """Told after every batch; draws a bar, or does nothing."""

    def __call__(self, kind: str, done: int, expected: int | None) -> None:
        """``kind``: what is being written (``product``, ``order`` ...); ``done``: records so far, of all kinds."""


def silent(kind: str, done: int, expected: int | None) -> None:
    """The Progress that shows nothing."""


@dataclass
class Counts:
    """What became of the records of one kind."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged

    def revise(self, changed: int) -> None:
        """Count as updated ``changed`` records that were unchanged themselves but for a part of them."""
        self.updated += changed
        self.unchanged -= changed


@dataclass(frozen=True)
class ImportReport:
    """A finished import. ``counts`` is by kind; ``rejects`` holds the first ones, the file all ``rejected`` of them."""

    source: str
    path: Path
    counts: Mapping[str, Counts]
    rejected: int
    rejects: tuple[Reject, ...]
    rejects_path: Path | None
    seconds: float
