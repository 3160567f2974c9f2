"""Prices, sizes, order numbers and places in a list: entities by rule."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import add_entities, entity
from bot.nlu.prices import Span, read_price, read_price_order
from bot.nlu.quantities import read_order_number, read_ordinal, read_sizes

# No customer writes a price after two thousand characters; a pasted page must not keep the patterns busy.
LONGEST = 2_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MeasureEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds ``order_number``, ``price``, ``size``, ``ordinal`` and ``price_order``.

    No two overlap: of those that would, the first in this order is kept.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["price_parser"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``currency``: what is meant where a customer names none, as in "less than 5"."""
        return {"currency": "USD"}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """A currency is a code of three capitals (ISO 4217)."""
        currency = config.get("currency", "USD")
        if not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            raise ValueError(f"{cls.__name__}: currency must be a code such as USD, not {currency!r}")

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the shop's currency."""
        self._currency = config["currency"]

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
                add_entities(message, self.read(text[:LONGEST]))
        return messages

    def read(self, text: str) -> list[dict[str, Any]]:
        """The entities of ``text`` in their order."""
        kept: list[tuple[str, Span]] = []
        for name, spans in (
            ("order_number", [read_order_number(text)]),
            ("price", [read_price(text, self._currency)]),
            ("size", list(read_sizes(text))),
            ("ordinal", [read_ordinal(text)]),
            ("price_order", [read_price_order(text)]),
        ):
            for span in spans:
                if span and not any(span.start < other.end and other.start < span.end for _, other in kept):
                    kept.append((name, span))
        kept.sort(key=lambda found: found[1].start)
        return [entity(name, span.value, span.start, span.end, self.name) for name, span in kept]
