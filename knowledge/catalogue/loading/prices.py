"""Prices over time: what is said now is joined to what was said before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import delete, insert

from knowledge.catalogue.loading.batch import Batch
from knowledge.catalogue.loading.bulk import Row, children, chunks, update_rows
from knowledge.catalogue.models import Price
from knowledge.catalogue.records import PriceRecord

_SET = ("amount", "currency", "valid_to")


def write_prices(batch: Batch, wanted: Mapping[int, Sequence[PriceRecord]], new: Collection[int]) -> None:
    """Write the prices of variants, by their id; those in ``new`` are known to have none yet.

    A price replaces the one of its kind that began at the same moment, and ends an open one that began before. A kind
    that is no longer given ends now.
    """
    session, counts, table = batch.session, batch.count("price"), Price.__table__
    known = children(session, table, "variant_id", wanted.keys() - set(new))
    added: list[Row] = []
    changed: list[Row] = []
    gone: list[int] = []
    for variant_id, records in wanted.items():
        before = known.get(variant_id, [])
        old = {(row["kind"], row["valid_from"]): row for row in before}
        after = _timeline(variant_id, before, records, batch.now)
        for row in after:
            was = old.pop((row["kind"], row["valid_from"]), None)
            if was is None:
                added.append(row)
            elif any(was[name] != row[name] for name in _SET):
                changed.append({**row, "at_id": was["id"]})
            else:
                counts.unchanged += 1
        gone.extend(row["id"] for row in old.values())
    for chunk in chunks(gone):
        session.execute(delete(table).where(table.c.id.in_(chunk)))
    if added:
        session.execute(insert(table), added)
    update_rows(session, table, _SET, changed)
    counts.added += len(added)
    counts.updated += len(changed) + len(gone)


def _timeline(variant_id: int, before: Sequence[Row], records: Sequence[PriceRecord], now: datetime) -> list[Row]:
    """All prices of one variant once ``records`` are taken in."""
    prices = {(row["kind"], row["valid_from"]): {name: row[name] for name in _COLUMNS} for row in before}
    given = {record.kind for record in records}
    for record in records:
        start = record.valid_from
        if start is None:
            current = _current(prices.values(), record.kind, now)
            # A price that is still the same has been valid since it was first given.
            same = current is not None and (current["amount"], current["currency"]) == (record.amount, record.currency)
            start = current["valid_from"] if current is not None and same else now
        prices[record.kind, start] = {
            "variant_id": variant_id,
            "kind": record.kind,
            "amount": record.amount,
            "currency": record.currency,
            "valid_from": start,
            "valid_to": record.valid_to,
        }
    for kind in {kind for kind, _ in prices}:
        rows = sorted((row for row in prices.values() if row["kind"] == kind), key=lambda row: row["valid_from"])
        for row, following in pairwise(rows):
            if row["valid_to"] is None:
                row["valid_to"] = following["valid_from"]
        if kind not in given:
            _end(prices, rows, now)
    return list(prices.values())


_COLUMNS = ("variant_id", "kind", "amount", "currency", "valid_from", "valid_to")


def _current(prices: Collection[Row], kind: str, now: datetime) -> Row | None:
    valid = [
        row
        for row in prices
        if row["kind"] == kind and row["valid_from"] <= now and (row["valid_to"] is None or row["valid_to"] > now)
    ]
    return max(valid, key=lambda row: row["valid_from"], default=None)


def _end(prices: dict[tuple[str, datetime], Row], rows: Sequence[Row], now: datetime) -> None:
    for row in rows:
        if row["valid_from"] == now:
            del prices[row["kind"], now]
        elif row["valid_from"] < now and (row["valid_to"] is None or row["valid_to"] > now):
            row["valid_to"] = now
