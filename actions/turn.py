"""One turn of a conversation, as an action needs it: who asks, in which language, what, and about what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Any

from knowledge.customers.identity import Identity, unseal
from knowledge.errors import InvalidIdentity
from knowledge.graph.refine import Wishes, content_words, query_from_json
from knowledge.graph.search import SearchQuery
from knowledge.settings import seal_key

LAST = -1
LOST_ACTIONS = frozenset({"action_not_understood", "action_out_of_scope"})


@dataclass(frozen=True)
class Turn:
    """What the customer said and where the conversation stands.

    ``identity`` is what the channel sealed; whatever else says who the customer is, is not believed.
    """

    identity: Identity
    text: str
    entities: tuple[Mapping[str, Any], ...]
    shown: tuple[str | None, ...]
    reasons: Mapping[str, Mapping[str, Any]]
    product: str | None
    search: SearchQuery | None
    offset: int
    lost: int
    offered: str | None

    @classmethod
    def from_tracker(cls, tracker: Any) -> Turn:
        """Read the tracker that Rasa sends (a ``rasa_sdk.Tracker``)."""
        message = tracker.latest_message or {}
        search = tracker.get_slot("search") or {}
        return cls(
            identity=_identity(message.get("metadata"), tracker.sender_id, tracker.get_slot("language")),
            text=message.get("text") or "",
            entities=tuple(message.get("entities") or ()),
            shown=tuple(tracker.get_slot("shown") or ()),
            reasons=tracker.get_slot("reasons") or {},
            product=tracker.get_slot("product"),
            search=query_from_json(search.get("query")),
            offset=int(search.get("offset", 0)),
            lost=_lost(tracker.events),
            offered=tracker.get_slot("offered"),
        )

    @property
    def customer_id(self) -> str | None:
        """The verified customer, or None for a guest."""
        return self.identity.customer_id

    @property
    def language(self) -> str:
        """``en`` or ``zh``."""
        return self.identity.language

    def values(self, entity: str) -> list[Any]:
        """The values of every ``entity`` in the message, in order, each once."""
        found: list[Any] = []
        for each in self.entities:
            if each.get("entity") == entity and each["value"] not in found:
                found.append(each["value"])
        return found

    def wishes(self) -> Wishes:
        """What the message asks of a product."""
        price: Mapping[str, str] = next(iter(self.values("price")), {})
        sizes = [f"size={size['number']:g}-{size['unit']}" for size in self.values("size")]
        return Wishes(
            categories=tuple(self.values("category")),
            brands=tuple(self.values("brand")),
            values=(*self.values("attribute_value"), *sizes),
            price_min=Decimal(price["min"]) if price.get("min") else None,
            price_max=Decimal(price["max"]) if price.get("max") else None,
            price_order=next(iter(self.values("price_order")), None),
            text=content_words(self.text),
        )

    def place(self) -> int | None:
        """The 0-based place in ``shown`` that the message names, or None. It may lie outside of ``shown``."""
        ordinal = next(iter(self.values("ordinal")), None)
        if ordinal is None:
            return None
        return len(self.shown) - 1 if int(ordinal) == LAST else int(ordinal) - 1

    def product_meant(self) -> str | None:
        """The product that the message is about.

        Named outright, by its place in the list, the one under discussion, the page's own, or the only one shown.
        """
        named = self.values("product")
        if named:
            return str(named[0])
        place = self.place()
        if place is not None:
            return self.shown[place] if 0 <= place < len(self.shown) else None
        return self.product or (self.shown[0] if len(self.shown) == 1 else None) or self.identity.page_product


def _lost(events: Sequence[Mapping[str, Any]]) -> int:
    """How many turns in a row before this one ended in not understanding."""
    said = (each["name"] for each in reversed(events) if each.get("event") == "action")
    answers = (name for name in said if name not in ("action_listen", "action_extract_slots"))
    return sum(1 for _ in takewhile(LOST_ACTIONS.__contains__, answers))


def _identity(metadata: Mapping[str, Any] | None, conversation_id: str, language: str | None) -> Identity:
    """The sealed identity, or a guest's where none verifies (a shell, a test, a forged message)."""
    try:
        return unseal(metadata, conversation_id, seal_key())
    except InvalidIdentity:
        spoken = language or (metadata or {}).get("language")
        return Identity(conversation_id, None, spoken if spoken in ("en", "zh") else "en", None)


def joined(names: Sequence[str], language: str) -> str:
    """Names as a person lists them, the first three."""
    return ("、" if language == "zh" else ", ").join(names[:3])
