"""Photos of what went wrong, kept with the case that they belong to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, desc, func, select

from knowledge.catalogue.models import Photo, ServiceCase
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import BadPhoto
from knowledge.orders.pictures import cleaned, thumbnail
from knowledge.orders.references import new_reference

MOST = 10
"""So many photos are kept of one conversation."""
UNCLAIMED = timedelta(days=1)
"""So long is a photo kept that belongs to no case."""

_photo, _case = columns(Photo), columns(ServiceCase)


@dataclass(frozen=True)
class KeptPhoto:
    """``thumbnail``: a small copy as a ``data:`` URL; ``case``: the reference of the case that it was put with."""

    reference: str
    thumbnail: str
    case: str | None


class PhotoBook:
    """All photos. Safe to use from several threads and processes at once."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, conversation_id: str, sent: bytes) -> KeptPhoto:
        """Keep a photo, with the conversation's last case if there is one, else for the next.

        The same photo again is the one that was kept.

        Raises:
            BadPhoto: it cannot be taken; the message says why.
        """
        content, digest, now = cleaned(sent), hashlib.sha256(sent).hexdigest(), self._clock.now()
        small = thumbnail(content)  # before anything is locked
        with self._store.transaction() as session:
            session.execute(delete(Photo).where(_photo.case_id.is_(None), _photo.at < now - UNCLAIMED))
            theirs = select(Photo).where(_photo.conversation_id == conversation_id)
            last = select(ServiceCase).where(_case.conversation_id == conversation_id).order_by(desc(_case.id)).limit(1)
            case = session.execute(last).scalar()
            kept = session.execute(theirs.where(_photo.digest == digest)).scalar()
            if kept is None:
                if session.execute(select(func.count()).select_from(theirs.subquery())).scalar() >= MOST:
                    raise BadPhoto(f"a conversation has at most {MOST} photos")
                kept = Photo(
                    reference=new_reference("P"),
                    conversation_id=conversation_id,
                    case_id=case.id if case else None,
                    digest=digest,
                    content=content,
                    at=now,
                )
                session.add(kept)
            return KeptPhoto(kept.reference, small, case.reference if case else None)

    def case_of(self, reference: str, conversation_id: str) -> str | None:
        """The case that a photo of this conversation was put with; None: with none yet."""
        query = (
            select(_case.reference)
            .join(Photo, _photo.case_id == _case.id)
            .where(_photo.reference == reference, _photo.conversation_id == conversation_id)
        )
        with self._store.session() as session:
            return session.execute(query).scalar()

    def of_case(self, reference: str) -> dict[str, bytes]:
        """The photos of a case as JPEG, by their references, the first first."""
        query = select(_photo.reference, _photo.content).join(ServiceCase, _photo.case_id == _case.id)
        with self._store.session() as session:
            found = session.execute(query.where(_case.reference == reference).order_by(_photo.id))
            return {name: bytes(content) for name, content in found}
