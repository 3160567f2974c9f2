"""One turn of a conversation, as an action needs it: who asks, in which language, what, and about what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from typing import Any

from actions.memory import SearchMemory
from actions.mood import Mood, lately
from knowledge.customers.identity import Identity, unseal
from knowledge.errors import InvalidIdentity
from knowledge.graph.exclusions import Exclusions
from knowledge.graph.follow_up import read_places
from knowledge.graph.refine import Wishes, content_words
from knowledge.graph.search import SearchQuery
from knowledge.promotions.basket import ShoppingBasket
from knowledge.settings import seal_key

LANGUAGES = ("en", "zh")
LAST = -1
EXCLUDED = "excluded"
#: Excluded by what they are and by the words that were said; a brand is what it is.
SAID = frozenset({"category", "attribute_value", "word"})
LOST_ACTIONS = frozenset({"action_not_understood", "action_out_of_scope"})
# What Rasa and this project run between a message and its answer.
BOOKKEEPING = frozenset(
    {"action_listen", "action_extract_slots", "action_session_start", "action_next_request", "action_desk_resume"}
)


_NUMBERS = re.compile(r"#\w+|(?<!\w)[A-Z]\d{5,}\b|(?<!\d)\d{9,}(?!\d)")


@dataclass(frozen=True)
class Turn:
    """What the customer said and where the conversation stands.

    ``identity`` is what the channel sealed; whatever else says who the customer is, is not believed. ``language`` is
    the one spoken, ``en`` or ``zh``. ``intent``: what it was understood as; ``likely`` holds the intents that the
    message may have, the likeliest first, each with its probability. ``answered`` is the action that answered what was
    said before. ``continues``: the message is a further request of the same message, and ``text`` stands at
    ``starts_at`` in it; ``later`` holds those that follow when this one is answered. ``offered`` is what the assistant
    has just offered to do, ``desk`` what the order desk has gathered. ``mood`` is the message's own, ``lately`` that of
    the last few.
    """

    identity: Identity
    language: str
    text: str
    starts_at: int
    intent: str | None
    likely: tuple[tuple[str, float], ...]
    entities: tuple[Mapping[str, Any], ...]
    shown: tuple[str | None, ...]
    reasons: Mapping[str, Mapping[str, Any]]
    product: str | None
    memory: SearchMemory | None
    basket: ShoppingBasket
    answered: str | None
    lost: int
    offered: Any
    desk: Any
    later: tuple[Mapping[str, Any], ...]
    continues: bool
    mood: Mood
    lately: Mood

    @classmethod
    def from_tracker(cls, tracker: Any) -> Turn:
        """Read the tracker that Rasa sends (a ``rasa_sdk.Tracker``)."""
        message = tracker.latest_message or {}
        spoken = tracker.get_slot("language")
        identity = _identity(message.get("metadata"), tracker.sender_id, spoken)
        answers = _answers(tracker.events)
        # Of several requests the first is the one to answer; its entities keep their places in the message.
        request: Mapping[str, Any] = next(
            iter(message.get("requests") or ()), {"text": message.get("text") or "", "start": 0}
        )
        return cls(
            identity=identity,
            language=spoken if spoken in LANGUAGES else identity.language,
            # A button's command is no words; the channel lets none through that is typed.
            text="" if request["text"].startswith("/") else request["text"],
            starts_at=request["start"],
            intent=(message.get("intent") or {}).get("name"),
            likely=tuple((each["name"], each["confidence"]) for each in message.get("intent_ranking") or ()),
            entities=tuple(message.get("entities") or ()),
            shown=tuple(tracker.get_slot("shown") or ()),
            reasons=tracker.get_slot("reasons") or {},
            product=tracker.get_slot("product"),
            memory=SearchMemory.from_json(tracker.get_slot("search")),
            basket=ShoppingBasket.from_json(tracker.get_slot("basket")),
            answered=next((name for name in answers if name != "action_correct"), None),
            lost=sum(1 for _ in takewhile(LOST_ACTIONS.__contains__, answers)),
            offered=tracker.get_slot("offered"),
            desk=tracker.get_slot("desk"),
            later=tuple(message.get("requests") or ())[1:],
            continues=bool(message.get("continues")),
            mood=Mood.of(message),
            lately=lately(tracker.events),
        )

    @classmethod
    def quiet(cls, identity: Identity) -> Turn:
        """A turn in which nobody said anything: the assistant speaks of itself."""
        calm = Mood("neutral", 0.0, False)
        return cls(
            identity=identity,
            language=identity.language,
            text="",
            starts_at=0,
            intent=None,
            likely=(),
            entities=(),
            shown=(),
            reasons={},
            product=None,
            memory=None,
            basket=ShoppingBasket(),
            answered=None,
            lost=0,
            offered=None,
            desk=None,
            later=(),
            continues=False,
            mood=calm,
            lately=calm,
        )

    @property
    def search(self) -> SearchQuery | None:
        """The present search."""
        return self.memory.query if self.memory else None

    def aside(self) -> dict[str, Any] | None:
        """The search as it is kept while a list about some of its products is shown."""
        return self.memory.beside() if self.memory else None

    @property
    def more_to_come(self) -> bool:
        """Whether another request of the same message follows."""
        return bool(self.later)

    def again(self, text: str) -> Turn:
        """The same turn, had this been said in it, of which no more is known than the order numbers in it."""
        numbers = [{"entity": "order_number", "value": each} for each in _NUMBERS.findall(text)]
        return replace(self, text=text, starts_at=0, entities=tuple(numbers), later=())

    def known_as(self, customer_id: str | None) -> Turn:
        """The same turn of a guest who turned out to be this customer; None: of a guest still."""
        return self if customer_id is None else replace(self, identity=replace(self.identity, customer_id=customer_id))

    @property
    def customer_id(self) -> str | None:
        """The verified customer, or None for a guest."""
        return self.identity.customer_id

    def values(self, entity: str) -> list[Any]:
        """The values of every ``entity`` that the message wants, in order, each once."""
        found: list[Any] = []
        for each in self.entities:
            wanted = each.get("entity") == entity and each.get("role") != EXCLUDED
            if wanted and each["value"] not in found:
                found.append(each["value"])
        return found

    def wishes(self) -> Wishes:
        """What the message asks of a product."""
        price: Mapping[str, str] = next(iter(self.values("price")), {})
        sizes = [_size(each) for each in self.values("size")]
        return Wishes(
            categories=tuple(self.values("category")),
            brands=tuple(self.values("brand")),
            values=(*self.values("attribute_value"), *sizes),
            price_min=Decimal(price["min"]) if price.get("min") else None,
            price_max=Decimal(price["max"]) if price.get("max") else None,
            price_order=next(iter(self.values("price_order")), None),
            text=content_words(self._unrecognised()),
            without=self._without(),
            said=self._unrecognised(only_excluded=True),
        )

    def excluded(self, entity: str) -> list[Any]:
        """The values of every ``entity`` that the message does not want, in order, each once."""
        found: list[Any] = []
        for each in self.entities:
            if each.get("entity") == entity and each.get("role") == EXCLUDED and each["value"] not in found:
                found.append(each["value"])
        return found

    def _without(self) -> Exclusions:
        """What the message does not want. A kind or value is meant by its words too: "no nuts" leaves out nut bars."""
        words = [self._said(each) for each in self.entities if each.get("role") == EXCLUDED and each["entity"] in SAID]
        return Exclusions(
            categories=tuple(self.excluded("category")),
            brands=tuple(self.excluded("brand")),
            values=(*self.excluded("attribute_value"), *map(_size, self.excluded("size"))),
            words=tuple(dict.fromkeys(word for word in words if word)),
        )

    def _said(self, each: Mapping[str, Any]) -> str:
        if each["entity"] == "word":
            return str(each["value"])
        start, end = (each.get(edge, 0) - self.starts_at for edge in ("start", "end"))
        return self.text[start:end].lower() if start >= 0 else ""

    def _unrecognised(self, *, only_excluded: bool = False) -> str:
        """The text without what was recognised in it, or excluded only: "quinoa" of "quinoa under $5"."""
        text = self.text
        for each in self.entities:
            if only_excluded and each.get("role") != EXCLUDED:
                continue
            start, end = (each.get(edge, 0) - self.starts_at for edge in ("start", "end"))
            if 0 <= start < end <= len(text):
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def at(self, place: int) -> Turn:
        """The same turn, had it named this 0-based place in ``shown``."""
        ordinal = {"entity": "ordinal", "value": place + 1, "start": 0, "end": 0}
        others = (each for each in self.entities if each.get("entity") not in ("ordinal", "product"))
        return replace(self, entities=(ordinal, *others))

    def place(self) -> int | None:
        """The 0-based place in ``shown`` that the message names, or None. It may lie outside of ``shown``."""
        ordinal = next(iter(self.values("ordinal")), None)
        if ordinal is None:
            return None
        return len(self.shown) - 1 if int(ordinal) == LAST else int(ordinal) - 1

    def places(self, *, loosely: bool = False) -> list[int]:
        """Every 0-based place in ``shown`` that the message names and the list has; ``loosely`` as in read_places."""
        return self.places_among(len(self.shown), loosely=loosely)

    def places_among(self, count: int, *, loosely: bool = False) -> list[int]:
        """Every 0-based place that the message names in a list of ``count``; ``loosely`` as in read_places."""
        return read_places(self.text, [int(each) for each in self.values("ordinal")], count, loosely=loosely)

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


def _answers(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """The actions that answered what was said before, the last first."""
    ran = [each["name"] for each in reversed(events) if each.get("event") == "action"]
    return [name for name in ran if name not in BOOKKEEPING]


def _identity(metadata: Mapping[str, Any] | None, conversation_id: str, language: str | None) -> Identity:
    """The sealed identity, or a guest's where none verifies (a shell, a test, a forged message)."""
    try:
        return unseal(metadata, conversation_id, seal_key())
    except InvalidIdentity:
        spoken = language or (metadata or {}).get("language")
        return Identity(conversation_id, None, spoken if spoken in LANGUAGES else "en", None)


def _size(size: Mapping[str, Any]) -> str:
    """A size as a search asks for it: about as much, or a range."""
    if "number" in size:
        return f"size=~{size['number']:g}-{size['unit']}"
    low, high = (f"{size[bound]:g}-{size['unit']}" if bound in size else "" for bound in ("min", "max"))
    return f"size={low}..{high}"


def joined(names: Sequence[str], language: str) -> str:
    """Names as a person lists them, the first three."""
    return ("、" if language == "zh" else ", ").join(names[:3])
