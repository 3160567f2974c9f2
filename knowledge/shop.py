"""The one door to everything a shop knows."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from threading import Lock

from knowledge.answers.encoder import SentenceEncoder
from knowledge.answers.faq import FaqBook
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock, SystemClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.customers.consent import ConsentBook
from knowledge.customers.events import EventLog
from knowledge.graph.graph import ProductGraph
from knowledge.orders.desk import OrderDesk
from knowledge.promotions.offers import OfferBook
from knowledge.recommend.base import Reason, Recommendation
from knowledge.recommend.service import RecommendService
from knowledge.settings import shop_url

DEFAULT_MODELS = Path("models")
DEFAULT_FAQ = Path("data/faq")


class Shop:
    """A shop, opened by the URL of its database. Services are made at first use and shared between threads."""

    def __init__(self, store: CatalogueStore, clock: Clock, models: Path, faq: Path) -> None:
        self.store = store
        self.clock = clock
        self.models = models
        self._faq = faq
        self._graph: ProductGraph | None = None
        self._building = Lock()

    @classmethod
    def open(
        cls, url: str | None = None, *, models: Path | None = None, faq: Path | None = None, clock: Clock | None = None
    ) -> Shop:
        """Open the shop at ``url``, or at ``DAOGOU_SHOP``, or the demo's.

        Raises:
            StoreError: its database cannot be opened.
        """
        store = CatalogueStore.open(shop_url(url))
        return cls(store, clock or store.clock(), models or DEFAULT_MODELS, faq or DEFAULT_FAQ)

    @property
    def name(self) -> str:
        """What the shop calls itself."""
        return str(self.store.setting("name", "Shop"))

    @cached_property
    def currency(self) -> str:
        """ISO 4217 code of the shop's prices."""
        return str(self.store.setting("currency", "USD"))

    @property
    def graph(self) -> ProductGraph:
        """The present product graph; hold on to it for the length of a turn, since a reload swaps it."""
        if self._graph is None:
            with self._building:
                if self._graph is None:
                    self._graph = ProductGraph.build(self.store, self.clock)
        return self._graph

    @cached_property
    def offers(self) -> OfferBook:
        """What is on offer, and what a product costs whom."""
        return OfferBook(self.store, self.clock, lambda: self.graph)

    @cached_property
    def recommender(self) -> RecommendService:
        """Recommendations from the last trained model."""
        return RecommendService.open(self.store, self.models, self.clock, self._available)

    @cached_property
    def orders(self) -> OrderDesk:
        """Customers' orders."""
        return OrderDesk(self.store, self.clock)

    @cached_property
    def answers(self) -> FaqBook:
        """Answers to questions about the shop."""
        return FaqBook.load(self._faq, SentenceEncoder.shared())

    @cached_property
    def consents(self) -> ConsentBook:
        """What each customer has agreed to."""
        return ConsentBook(self.store, self.clock)

    @cached_property
    def events(self) -> EventLog:
        """What shoppers did."""
        return EventLog(self.store, self.clock)

    @cached_property
    def conversations(self) -> ConversationDesk:
        """Who speaks in each conversation, and what was said; people talk in real time."""
        return ConversationDesk(self.store, SystemClock())

    def goes_with(self, product_id: str, k: int = 10) -> list[Recommendation]:
        """What goes with a product: as the recommender learnt, then as baskets beyond chance have it; may be none.

        Raises:
            UnknownProduct: no active product has this id.
        """
        learnt = [each for each in self.recommender.for_product(product_id, k) if each.reason.kind == "goes_with"]
        known = {each.product_id for each in learnt}
        reason = Reason("goes_with", (product_id,))
        beside = [
            Recommendation(each.product_id, each.weight, reason)
            for each in self.graph.bought_with(product_id, k)
            if each.product_id not in known and self.graph.product(each.product_id).in_stock
        ]
        return (learnt + beside)[:k]

    def warm_up(self) -> None:
        """Make ready all that the first turn would otherwise wait for."""
        self.graph.categories()
        self.offers.current(k=1)
        self.recommender.popular(1)
        self.answers.answer("warm up")

    def reload(self) -> None:
        """Take in a changed catalogue: the new graph is built beside the old one, then swapped whole."""
        with self._building:
            self._graph = ProductGraph.build(self.store, self.clock)
        self.offers.reload()
        self.recommender.reload()

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    def _available(self) -> Collection[str]:
        return self.graph.product_ids(in_stock=True)
