"""Upserts in place, a batch at a time, with plain inserts and updates that every database has.

What is there is read first and compared, so that a second import of the same feed writes nothing and can say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.feeds.base import Counts

Row = dict[str, Any]
KEYS_A_QUERY = 5000


def chunks(keys: Iterable[Any], size: int = KEYS_A_QUERY) -> Iterator[list[Any]]:
    """``keys`` in lists, short enough for one statement's parameters."""
    rest = iter(keys)
    while chunk := list(islice(rest, size)):
        yield chunk


def ids_by_key(session: Session, table: Table, column: str, keys: Collection[Any]) -> dict[Any, int]:
    """The primary ``id`` of every row of ``table`` whose ``column`` is among ``keys``."""
    return known_values(session, table, column, "id", keys)


def known_values(session: Session, table: Table, key: str, column: str, keys: Collection[Any]) -> dict[Any, Any]:
    """``column`` of every row of ``table`` whose ``key`` is among ``keys``, by that."""
    found: dict[Any, Any] = {}
    for chunk in chunks(keys):
        found.update(
            tuple(row) for row in session.execute(select(table.c[key], table.c[column]).where(table.c[key].in_(chunk)))
        )
    return found


@dataclass(frozen=True)
class Upserted:
    """The primary ``id`` of every row by its key; the ids of the rows that are new, and of those left as they were."""

    ids: dict[Any, int]
    new: frozenset[int]
    unchanged: frozenset[int]


def upsert(session: Session, table: Table, column: str, rows: Sequence[Row], counts: Counts) -> Upserted:
    """Insert or update ``rows``, which all have the same columns, by the external key in ``column``."""
    known: dict[Any, Row] = {}
    for chunk in chunks([row[column] for row in rows]):
        for found in session.execute(select(table).where(table.c[column].in_(chunk))).mappings():
            known[found[column]] = dict(found)
    new, changed, unchanged = [], [], []
    for row in rows:
        old = known.get(row[column])
        if old is None:
            new.append(row)
        elif any(old[name] != value for name, value in row.items()):
            changed.append({**row, "at_id": old["id"]})
        else:
            unchanged.append(int(old["id"]))
    counts.added += len(new)
    counts.updated += len(changed)
    counts.unchanged += len(unchanged)
    if new:
        session.execute(insert(table), new)
    if changed:
        _update(session, table, ["id"], [name for name in rows[0] if name != column], changed)
    ids = {key: int(old["id"]) for key, old in known.items()}
    fresh = ids_by_key(session, table, column, [row[column] for row in new])
    return Upserted({**ids, **fresh}, frozenset(fresh.values()), frozenset(unchanged))


def children(session: Session, table: Table, parent: str, parents: Collection[int]) -> dict[int, list[Row]]:
    """The rows of ``table`` under each of ``parents``."""
    found: dict[int, list[Row]] = {}
    for chunk in chunks(parents):
        for row in session.execute(select(table).where(table.c[parent].in_(chunk))).mappings():
            found.setdefault(row[parent], []).append(dict(row))
    return found


def replace_children(
    session: Session,
    table: Table,
    parent: str,
    wanted: Mapping[int, Sequence[Row]],
    new_parents: Collection[int] = (),
    told_by: Sequence[str] | None = None,
) -> set[int]:
    """Make the rows of ``table`` under each parent exactly those ``wanted``, all of the same columns.

    A row is told from its siblings by the columns ``told_by``, or the table's primary key. ``new_parents`` are known
    to have none yet.

    Returns:
        The parents under which something changed.
    """
    primary = list(told_by or (column.name for column in table.primary_key))
    old = children(session, table, parent, wanted.keys() - set(new_parents))
    new: list[Row] = []
    changed: list[Row] = []
    gone: list[Row] = []
    touched: set[int] = set()
    for parent_id, rows in wanted.items():
        if parent_id not in old:
            new.extend(rows)
            if rows:
                touched.add(parent_id)
            continue
        before = {tuple(row[name] for name in primary): row for row in old[parent_id]}
        for row in rows:
            was = before.pop(tuple(row[name] for name in primary), None)
            if was is None:
                new.append(row)
            elif any(was[name] != value for name, value in row.items()):
                changed.append({**row, **{f"at_{name}": row[name] for name in primary}})
            else:
                continue
            touched.add(parent_id)
        if before:
            touched.add(parent_id)
            gone.extend({f"at_{name}": row[name] for name in primary} for row in before.values())
    if gone:
        session.connection().execute(delete(table).where(_at(table, primary)), gone)
    if new:
        session.execute(insert(table), new)
    if changed:
        _update(session, table, primary, [name for name in changed[0] if name in table.c], changed)
    return touched


def update_rows(session: Session, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Set the columns ``names`` of the rows whose ``id`` is ``at_id``."""
    if rows:
        _update(session, table, ["id"], names, rows)


def _update(session: Session, table: Table, primary: Sequence[str], names: Sequence[str], rows: Sequence[Row]) -> None:
    values = {name: bindparam(f"to_{name}") for name in names if name not in primary}
    if not values:
        return
    parameters = [
        {**{f"to_{name}": row[name] for name in values}, **{f"at_{name}": row[f"at_{name}"] for name in primary}}
        for row in rows
    ]
    session.connection().execute(update(table).where(_at(table, primary)).values(values), parameters)


def _at(table: Table, primary: Sequence[str]) -> Any:
    return and_(*(table.c[name] == bindparam(f"at_{name}") for name in primary))
