"""What shoppers did, as CSV or JSON Lines; the columns are in docs/feeds.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timezone, tzinfo
from pathlib import Path

from knowledge.catalogue.feeds.base import Feed, Reject
from knowledge.catalogue.feeds.fields import BadField, Cells, unless_bad
from knowledge.catalogue.feeds.tables import Row, read_rows, unread
from knowledge.catalogue.records import EventRecord, Record

_REQUIRED = ("event_id", "name", "at", "product_id")
_COLUMNS = (*_REQUIRED, "customer_id", "conversation_id", "list_name", "position", "quantity", "value")


class Events(Feed):
    """The events at ``path``, streamed as they come: one that is given twice is written once.

    ``zone`` and ``currency`` are those of dates and amounts that name none.
    """

    source = "events"

    def __init__(self, path: Path, zone: tzinfo = timezone.utc, currency: str = "USD") -> None:
        self.path = path
        self._zone = zone
        self._currency = currency

    def records(self) -> Iterator[Record | Reject]:
        columns: dict[str, None] = {}
        for row in read_rows(self.path, _REQUIRED):
            if isinstance(row, Reject):
                yield row
                continue
            columns.update(dict.fromkeys(column for column, _ in row.pairs))
            problems: list[Reject] = []
            record = unless_bad(row.origin, problems, self._event, row)
            yield from problems
            if record is not None:
                yield record
        yield from unread(self.path.name, [name for name in columns if name not in _COLUMNS])

    def _event(self, row: Row) -> EventRecord:
        cells = Cells(row.values, self._zone, self._currency)
        event_id, name = cells.required("event_id"), cells.required("name")
        at, value = cells.moment("at"), cells.money("value")
        if at is None:
            raise BadField("at", "is missing")
        return EventRecord(
            origin=row.origin,
            event_id=event_id,
            name=name,
            at=at,
            product_id=cells.required("product_id"),
            customer_id=cells.text("customer_id"),
            conversation_id=cells.text("conversation_id"),
            list_name=cells.text("list_name"),
            position=cells.whole("position"),
            quantity=cells.whole("quantity"),
            value=None if value is None else value[0],
        )
