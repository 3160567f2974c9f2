"""What went wrong with an order, or with the shop, for a person to look after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, select, update

from knowledge.catalogue.models import Photo, ServiceCase
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import NotFoundError
from knowledge.orders.references import new_reference

KINDS = ("missing", "damaged", "complaint")
LONGEST = 2_000
_case, _photo = columns(ServiceCase), columns(Photo)


@dataclass(frozen=True)
class Case:
    """A case as it is reported; ``severity`` is ``normal`` or ``high``, ``positions`` are lines of the order."""

    kind: str
    text: str
    conversation_id: str
    customer_id: str | None = None
    severity: str = "normal"
    order_number: str | None = None
    positions: Sequence[int] = ()


@dataclass(frozen=True)
class CaseView:
    """A case as people look after it; ``photos``: how many the customer sent."""

    reference: str
    case: Case
    opened_at: datetime
    photos: int


class CaseBook:
    """All cases. Safe to use from several threads and processes at once."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, case: Case, key: str) -> str:
        """Keep the case, once for each ``key``, with the photos sent before it, and give its reference.

        Raises:
            ValueError: there is no such kind or severity.
        """
        if case.kind not in KINDS or case.severity not in ("normal", "high"):
            raise ValueError("no such kind of case, or no such severity")
        with self._store.transaction() as session:
            known = session.execute(select(_case.reference).where(_case.key == key)).scalar()
            if known is not None:
                return str(known)
            made = ServiceCase(
                reference=new_reference("C"),
                key=key,
                kind=case.kind,
                severity=case.severity,
                customer_id=case.customer_id,
                conversation_id=case.conversation_id,
                order_number=case.order_number,
                positions=list(case.positions),
                text=case.text[:LONGEST],
                opened_at=self._clock.now(),
            )
            session.add(made)
            session.flush()
            waiting = update(Photo).where(_photo.conversation_id == case.conversation_id, _photo.case_id.is_(None))
            session.execute(waiting.values(case_id=made.id).execution_options(synchronize_session=False))
            return str(made.reference)

    def all(self) -> tuple[CaseView, ...]:
        """Every case, the grave ones first, then the newest."""
        return self._found(select(ServiceCase))

    def case(self, reference: str) -> CaseView:
        """The case with this reference.

        Raises:
            NotFoundError: there is none.
        """
        found = self._found(select(ServiceCase).where(_case.reference == reference.strip().upper()))
        if not found:
            raise NotFoundError(f"no case has the reference {reference}; `daogou cases` lists them")
        return found[0]

    def _found(self, query: Any) -> tuple[CaseView, ...]:
        photos = select(func.count(_photo.id)).where(_photo.case_id == _case.id).scalar_subquery()
        query = query.add_columns(photos).order_by(_case.severity, desc(_case.opened_at), desc(_case.id))
        with self._store.session() as session:
            return tuple(_view(each, number) for each, number in session.execute(query))


def _view(row: ServiceCase, photos: int) -> CaseView:
    names = (each.name for each in fields(Case))
    return CaseView(row.reference, Case(**{name: getattr(row, name) for name in names}), row.opened_at, photos)
