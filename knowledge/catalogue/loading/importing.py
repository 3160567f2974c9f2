"""One feed into the shop: batches, rejects, counts, and a single transaction around it all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge.catalogue.feeds.base import Feed, ImportReport, Progress, Reject, silent
from knowledge.catalogue.loading.bulk import chunks
from knowledge.catalogue.loading.checks import complaint, key_of
from knowledge.catalogue.loading.rejects import RejectsFile
from knowledge.catalogue.loading.writer import Writer
from knowledge.catalogue.models import ImportRun
from knowledge.catalogue.records import Record
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock, SystemClock

RECORDS_A_BATCH = 2000


def import_feed(
    store: CatalogueStore,
    feed: Feed,
    *,
    rejects_dir: Path | None = None,
    progress: Progress = silent,
    clock: Clock | None = None,
) -> ImportReport:
    """Write everything that ``feed`` yields into ``store``, in place, in ONE transaction.

    Nothing is seen by readers before the end, and nothing at all is left of an import that fails or is killed. Bad rows
    are reported, written to ``<source>-<name>.rejects.jsonl`` in ``rejects_dir`` (None: nowhere) and skipped. A record
    whose key the feed gave before is a reject too, but for events, whose repetition is harmless.

    Args:
        clock: tells from when a price without a date is valid; the shop's own clock by default.

    Raises:
        FeedError: the feed as a whole cannot be read.
    """
    began = time.monotonic()
    clock = clock or store.clock()
    with RejectsFile(rejects_dir, feed) as rejects:
        with store.transaction() as session:
            writer = Writer(session, feed.source, clock.now(), rejects.add)
            expected, done = feed.expected(), 0
            for batch in _batches(feed, rejects):
                kind = writer.write(batch)
                done += len(batch)
                progress(kind, done, expected)
            _note(session, feed, writer, rejects.count)
        store.settle()
        return ImportReport(
            source=feed.source,
            path=feed.path,
            counts=writer.counts,
            rejected=rejects.count,
            rejects=tuple(rejects.first),
            rejects_path=rejects.keep(),
            seconds=time.monotonic() - began,
        )


def _batches(feed: Feed, rejects: RejectsFile) -> Iterator[list[Record]]:
    for _, run in groupby(_good(feed, rejects), type):
        yield from chunks(run, RECORDS_A_BATCH)


def _good(feed: Feed, rejects: RejectsFile) -> Iterator[Record]:
    """The records that can be written as they stand."""
    seen: set[tuple[type, object]] = set()
    for item in feed.records():
        if isinstance(item, Reject):
            rejects.add(item)
            continue
        wrong = complaint(item)
        if wrong is None:
            named = key_of(item)
            if named is not None:
                key = (type(item), named[1])
                if key in seen:
                    wrong = (named[0], f"{named[1]!r} is in this feed already")
                seen.add(key)
        if wrong is None:
            yield item
        else:
            rejects.add(Reject.at(item.origin, *wrong))


def _note(session: Session, feed: Feed, writer: Writer, rejected: int) -> None:
    counts = {f"{kind}.{name}": number for kind, each in writer.counts.items() for name, number in asdict(each).items()}
    finished = SystemClock().now()
    session.add(
        ImportRun(source=feed.source, path=str(feed.path), finished_at=finished, counts=counts, rejects=rejected)
    )
