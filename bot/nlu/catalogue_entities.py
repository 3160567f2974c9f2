"""Product words, brands and attribute values: entities from the shop's catalogue, as it is now."""

import logging
import time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.entities import add_entities, entity
from bot.nlu.gazetteer import BRAND, CATEGORY, PRODUCT, VALUE, Gazetteer
from bot.nlu.vocabulary import open_shop, shared_gazetteer
from knowledge.catalogue.models import ImportRun
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import DaogouError
from knowledge.settings import shop_url

logger = logging.getLogger(__name__)

#: Nobody names a product after so many characters.
LONGEST = 2_000

ENTITY_NAMES = {CATEGORY: "category", BRAND: "brand", VALUE: "attribute_value", PRODUCT: "product"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Reads the catalogue's vocabulary when it is loaded, and again after each import; nothing of it is trained.

    Without a shop it extracts nothing, so that a model can be trained anywhere; when the shop appears it is taken up.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer: its word boundaries decide on names of one Chinese character."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["rapidfuzz", "pypinyin", "opencc", "jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``shop``: its URL; None is ``DAOGOU_SHOP``, or the demo's. ``refresh``: seconds between looks at it."""
        return {"shop": None, "refresh": 30.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every configuration will do."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the vocabulary, if the shop is there."""
        self._url = shop_url(config.get("shop"))
        self._refresh = float(config["refresh"])
        self._store: CatalogueStore | None = None
        self._last_import: int | None = None
        self._gazetteer = Gazetteer([])
        self._warned = False
        self._look()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CatalogueEntityExtractor":
        """The extractor for the configured shop."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add ``category``, ``brand``, ``attribute_value`` and ``product`` entities to each message."""
        if time.monotonic() >= self._next_look:
            self._look()
        for message in messages:
            if text := message.get(TEXT):
                boundaries = {
                    edge for token in message.get(TOKENS_NAMES[TEXT], []) for edge in (token.start, token.end)
                }
                mentions = self._gazetteer.find(text[:LONGEST], boundaries or None)
                add_entities(
                    message,
                    [entity(ENTITY_NAMES[m.kind], m.key, m.start, m.end, self.name, m.confidence) for m in mentions],
                )
        return messages

    @property
    def vocabulary(self) -> Gazetteer:
        """The index in use; shared with every other extractor of the same shop in the process."""
        return self._gazetteer

    def _look(self) -> None:
        """Take up the shop's vocabulary if the shop has imported anything since the last look."""
        self._next_look = time.monotonic() + self._refresh
        try:
            store = self._store = self._store or open_shop(self._url)
            if store is None:
                self._warn_once("there is no shop at the configured address yet; load one with `daogou import`")
                return
            with store.session() as session:
                last_import = session.execute(select(func.max(ImportRun.id))).scalar() or 0
            if last_import != self._last_import:
                self._gazetteer = shared_gazetteer(self._url, last_import, store)
                self._last_import = last_import
        except (SQLAlchemyError, DaogouError) as error:
            self._warn_once(f"the shop cannot be read ({type(error).__name__})")

    def _warn_once(self, why: str) -> None:
        if not self._warned:
            logger.warning("Product words are not recognised for now: %s.", why)
            self._warned = True
