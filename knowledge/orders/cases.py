"""What went wrong with an order, or with the shop, for a person to look after."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.catalogue.models import ServiceCase
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock

KINDS = ("missing", "damaged", "complaint")
LONGEST = 2_000
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else when read out
_case = columns(ServiceCase)


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


class CaseBook:
    """All cases. Safe to use from several threads and processes at once."""

    def __init__(self, store: CatalogueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, case: Case, key: str) -> str:
        """Keep the case, once for each ``key``, and give its reference.

        Raises:
            ValueError: there is no such kind or severity.
        """
        if case.kind not in KINDS or case.severity not in ("normal", "high"):
            raise ValueError("no such kind of case, or no such severity")
        with self._store.transaction() as session:
            known = session.execute(select(_case.reference).where(_case.key == key)).scalar()
            if known is not None:
                return str(known)
            reference = "C-" + "".join(secrets.choice(_ALPHABET) for _ in range(7))
            session.add(
                ServiceCase(
                    reference=reference,
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
            )
            return reference
