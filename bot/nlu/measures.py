"""Prices, sizes, quantities, dates, contacts, order numbers and places in a list: entities by rule."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.contacts import read_emails, read_phones
from bot.nlu.counts import read_counts
from bot.nlu.dates import read_dates
from bot.nlu.entities import add_entities, entity
from bot.nlu.prices import read_price, read_price_order
from bot.nlu.references import read_order_numbers, read_ordinals
from bot.nlu.sizes import read_sizes
from bot.nlu.spans import Span
from bot.nlu.vocabulary import open_shop
from knowledge.chinese import simplified
from knowledge.clock import Clock, SystemClock
from knowledge.errors import DaogouError
from knowledge.settings import shop_url

# No customer writes a price after two thousand characters; a pasted page must not keep the patterns busy.
LONGEST = 2_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MeasureEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds ``email``, ``phone``, ``order_number``, ``date``, ``price``, ``size``, ``ordinal``, ``quantity``
    and ``price_order``.

    No two overlap: of those that would, the first in this order is kept. Dates are relative to ``now`` (ISO 8601) in
    the message's metadata, else to the component's, else to the shop's clock.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["price_parser"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings.

        ``currency``: what is meant where a customer names none, as in "less than 5". ``now``: the moment that
        "yesterday" is counted from, as ISO 8601; None is the clock of the shop at ``shop`` (its URL; None is
        ``DAOGOU_SHOP``, or the demo's), or the machine's where there is no shop.
        """
        return {"currency": "USD", "now": None, "shop": None}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """A currency is a code of three capitals (ISO 4217)."""
        currency = config.get("currency", "USD")
        if not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            raise ValueError(f"{cls.__name__}: currency must be a code such as USD, not {currency!r}")
        now = config.get("now")
        if now is not None and _day(now) is None:
            raise ValueError(f"{cls.__name__}: now must be a moment such as 2026-03-05T12:00:00Z, not {now!r}")

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the shop's currency and clock."""
        self._currency = config["currency"]
        self._today = _day(config.get("now"))
        self._clock = _clock(config.get("shop")) if self._today is None else SystemClock()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MeasureEntityExtractor":
        """The extractor with this currency."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each message's text measures."""
        for message in messages:
            if text := message.get(TEXT):
                add_entities(message, self.read(text, message.get("metadata")))
        return messages

    def read(self, text: str, metadata: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The entities of ``text`` in their order."""
        text = simplified(text[:LONGEST])
        kept: list[tuple[str, Span]] = []
        for name, spans in self._readings(text, _day((metadata or {}).get("now")) or self._today):
            for span in spans:
                if span and not any(span.start < other.end and other.start < span.end for _, other in kept):
                    kept.append((name, span))
        kept.sort(key=lambda found: found[1].start)
        return [entity(name, span.value, span.start, span.end, self.name) for name, span in kept]

    def _readings(self, text: str, today: date | None) -> list[tuple[str, Iterable[Span | None]]]:
        return [
            ("email", read_emails(text)),
            ("phone", read_phones(text)),
            ("order_number", read_order_numbers(text)),
            ("date", read_dates(text, today or self._clock.now().date())),
            ("price", [read_price(text, self._currency)]),
            ("size", read_sizes(text)),
            ("ordinal", read_ordinals(text)),
            ("quantity", read_counts(text)),
            ("price_order", [read_price_order(text)]),
        ]


def _day(moment: Any) -> date | None:
    """The day of an ISO 8601 moment, or None for anything else: metadata may hold what it likes."""
    try:
        return datetime.fromisoformat(str(moment).replace("Z", "+00:00")).date()
    except ValueError:
        return None


def _clock(shop: str | None) -> Clock:
    """The clock of the shop: a demo's stands still."""
    try:
        store = open_shop(shop_url(shop))
        return SystemClock() if store is None else store.clock()
    except (SQLAlchemyError, DaogouError):
        return SystemClock()
