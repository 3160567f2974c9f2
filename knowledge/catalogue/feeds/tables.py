"""Delimited text (CSV, TSV) row by row, each with the physical line it starts on; JSON Lines alike."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.records import Origin
from knowledge.errors import FeedError

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 1_000_000
MOST_LINES_A_ROW = 500
_SHOWN = 500


@dataclass(frozen=True)
class Row:
    """A row where it stands. ``pairs`` holds its cells in the file's order: a column may be there more than once."""

    origin: Origin
    pairs: Sequence[tuple[str, Any]]

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The cells by column."""
        return dict(self.pairs)


def first_character(path: Path) -> str:
    """The first character of a file that is no white space: ``{`` of JSON, ``<`` of XML. Empty for an empty file.

    Raises:
        FeedError: the file cannot be read, or is not UTF-8 at its very start.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror or error}") from error
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in start:
        raise FeedError(f"{path.name} is UTF-16: save it as UTF-8 and import it again")
    return start.decode("utf-8-sig", "replace").lstrip()[:1]


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        # Bytes that are not UTF-8 pass as lone surrogates, so that only their own rows are lost.
        file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror or error}") from error
    with file:
        try:
            yield file
        except OSError as error:
            raise FeedError(f"{path} cannot be read: {error.strerror or error}") from error


class _Lines:
    """A file's physical lines for the csv reader; those that a stray quote swallowed can be given back."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name
        self._count = 0
        self._back: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES_A_ROW:
            raise csv.Error(f"a quoted value runs over {MOST_LINES_A_ROW} lines")
        line = self._back.popleft() if self._back else self._read()
        self.taken.append(line)
        return line[1]

    def _read(self) -> tuple[int, str]:
        text = self._file.readline(LONGEST_LINE)
        if not text:
            raise StopIteration
        self._count += 1
        if len(text) == LONGEST_LINE:
            raise FeedError(f"{self._name}:{self._count}: the line is longer than {LONGEST_LINE:,} characters")
        return self._count, text

    def peek(self) -> str:
        """The next line, which stays the next; empty at the end."""
        text = next(self, "")
        self._back.extend(self.taken)
        self.begin()
        return text

    def begin(self) -> None:
        """A new row starts."""
        self.taken = []

    def give_back(self) -> None:
        """Only the first line of the row was bad: read the others again."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.taken = self.taken[:1]


def read_table(
    path: Path, required: Sequence[str], rename: Callable[[str], str] = str.strip, *, repeated: bool = False
) -> Iterator[Row | Reject]:
    """The rows of a table with a header, and a Reject for each that cannot be read as one.

    Args:
        required: columns that must be there, as ``rename`` calls them.
        rename: the name under which a header's column is known.
        repeated: whether a column may be there more than once.

    Raises:
        FeedError: there is no such table.
    """
    with _opened(path) as file:
        lines = _Lines(file, path.name)
        delimiter = max(DELIMITERS, key=lines.peek().count)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        header = _header(path.name, reader, required, rename, repeated)
        while True:
            lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if not lines.taken:
                    return
                yield _unreadable(path.name, lines.taken[0], str(error))
                lines.give_back()
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                yield _unreadable(
                    path.name, lines.taken[0], f"has {len(cells)} columns where the header has {len(header)}"
                )
                lines.give_back()
                continue
            yield _row(path.name, lines.taken[0][0], header, cells)


def _header(
    name: str, reader: Iterator[list[str]], required: Sequence[str], rename: Callable[[str], str], repeated: bool
) -> list[str]:
    try:
        cells = next(reader, None)
    except csv.Error as error:
        raise FeedError(f"{name}:1: the header cannot be read: {error}") from error
    if cells is None:
        raise FeedError(f"{name} is empty")
    header = [rename(_shown(cell)) for cell in cells]
    missing = [column for column in required if column not in header]
    if missing:
        seen = ", ".join(header)[:_SHOWN]
        raise FeedError(f"{name}:1: there is no column {', '.join(missing)}; the columns are: {seen}")
    twice = next((column for column in header if column and header.count(column) > 1), None)
    if twice is not None and not repeated:
        raise FeedError(f"{name}:1: the column {twice} is there more than once")
    return header


def _row(name: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row | Reject:
    pairs = [(column, cell) for column, cell in zip(header, cells, strict=False) if column]
    bad = next((column for column, cell in pairs if not _is_clean(cell)), None)
    if bad is not None:
        row = {column: _shown(cell) for column, cell in pairs}
        return Reject(name, line, bad, "is not UTF-8 text: save the file as UTF-8", row)
    return Row(Origin(name, line, dict(pairs)), pairs)


def read_json_lines(path: Path, required: Sequence[str]) -> Iterator[Row | Reject]:
    """The objects of a JSON Lines file, one a line; numbers are exact. Blank lines are skipped.

    Raises:
        FeedError: it is no such file.
    """
    with _opened(path) as file:
        lines = _Lines(file, path.name)
        while True:
            lines.begin()
            text = next(lines, None)
            if text is None:
                return
            if not text.strip():
                continue
            at = lines.taken[0]
            try:
                found = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
                clean = "\\u0000" not in json.dumps(found, default=str)
                json.dumps(found, ensure_ascii=False, default=str).encode()
            except UnicodeEncodeError:
                yield _unreadable(path.name, at, "is not UTF-8 text: save the file as UTF-8")
            except (ValueError, ArithmeticError, RecursionError) as error:
                yield _unreadable(path.name, at, f"is not JSON: {str(error)[:100]}")
            else:
                if not isinstance(found, dict):
                    yield _unreadable(path.name, at, "is not a JSON object")
                elif not clean:
                    yield _unreadable(path.name, at, "holds a NUL character")
                elif missing := [name for name in required if found.get(name) in (None, "")]:
                    yield Reject(path.name, at[0], missing[0], "is missing", found)
                else:
                    yield Row(Origin(path.name, at[0], found), list(found.items()))


def read_rows(path: Path, required: Sequence[str]) -> Iterator[Row | Reject]:
    """The rows of a table or of JSON Lines, whichever the file is.

    Raises:
        FeedError: it is neither.
    """
    start = first_character(path)
    if start == "[":
        raise FeedError(f"{path.name} is one JSON list: write one object a line (JSON Lines)")
    return read_json_lines(path, required) if start == "{" else read_table(path, required, _column)


def unread(name: str, columns: Sequence[str]) -> Iterator[Reject]:
    """One Reject for all the ``columns`` of file ``name`` that nothing was made of."""
    if columns:
        names = ", ".join(columns)
        yield Reject(name, 1, "columns", f"{len(columns)} not known and left out: {names[:_SHOWN]}")


def _column(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _unreadable(name: str, at: tuple[int, str], reason: str) -> Reject:
    line, text = at
    return Reject(name, line, "row", reason, {"text": _shown(text[:_SHOWN])})


def _is_clean(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _shown(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
