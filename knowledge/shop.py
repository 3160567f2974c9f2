"""The one door to everything a shop knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import and_, func, or_, select

from knowledge.answers.faq import FaqBook
from knowledge.catalogue.models import ImportRun, Price
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock, SystemClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.conversations.outcomes import OutcomeBook
from knowledge.conversations.unclear import UnclearLog
from knowledge.customers.alerts import AlertDesk, AlertView
from knowledge.customers.consent import PERSONALISATION, ConsentBook
from knowledge.customers.events import EventLog
from knowledge.customers.profile import ProfileBook
from knowledge.customers.sign_in import SignInDesk, chosen_sender
from knowledge.errors import ConfigurationError
from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import NO_TASTE
from knowledge.guide.occasions import Occasion, read_occasions
from knowledge.guide.sensitivity import unsure_for
from knowledge.orders.back_end import OrderBackEnd
from knowledge.orders.cases import CaseBook
from knowledge.orders.desk import OrderDesk
from knowledge.orders.fulfilment import FulfilmentDesk
from knowledge.orders.photos import PhotoBook
from knowledge.orders.policy import read_policy
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.variants import VariantBook
from knowledge.promotions.offers import OfferBook
from knowledge.recommend.artefacts import current_version
from knowledge.recommend.base import Reason, Recommendation
from knowledge.recommend.purchases import count_orders
from knowledge.recommend.rules import read_rules
from knowledge.recommend.service import RecommendService
from knowledge.recommend.shown import ShownLog
from knowledge.recommend.taste import read_taste
from knowledge.settings import code_key, orders_token, orders_url, shop_url, unclear_days

DEFAULT_MODELS = Path("models")
DEFAULT_FAQ = Path("data/faq")
OCCASIONS = "occasions.yml"
RECOMMENDATION_RULES = "recommendations.yml"
ORDER_POLICIES = "orders"


@dataclass(frozen=True)
class Edition:
    """What a shop in memory was made from: the last import, the published recommender, and the shop's time."""

    last_import: int
    recommender: str | None
    read_at: datetime


class Shop:
    """A shop, opened by the URL of its database. Services are made at first use and shared between threads."""

    def __init__(self, store: CatalogueStore, clock: Clock, models: Path, faq: Path) -> None:
        self.store = store
        self.clock = clock
        self.models = models
        self._faq = faq
        self._graph: ProductGraph | None = None
        self._edition: Edition | None = None
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
        graph = self._graph
        if graph is None:
            with self._building:
                graph = self._build() if self._graph is None else self._graph
        return graph

    @cached_property
    def offers(self) -> OfferBook:
        """What is on offer, and what a product costs whom."""
        return OfferBook(self.store, self.clock, lambda: self.graph)

    @cached_property
    def recommender(self) -> RecommendService:
        """Recommendations from the last trained model."""
        return RecommendService(
            self.store, self.models, self.clock, self._available, read_rules(self._faq.parent / RECOMMENDATION_RULES)
        )

    @cached_property
    def shown(self) -> ShownLog:
        """How recommended products came to their places."""
        return ShownLog(self.store, self.clock)

    @cached_property
    def orders(self) -> OrderDesk:
        """Customers' orders, and what may be done with them."""
        policy = self._faq.parent / ORDER_POLICIES / f"{self.store.setting('order_policy', 'policy')}.yml"
        return OrderDesk(self._order_back_end(), VariantBook(self.store, self.clock), read_policy(policy), self.clock)

    @cached_property
    def fulfilment(self) -> FulfilmentDesk:
        """The shop's own steps with orders.

        Raises:
            ConfigurationError: the orders are in the shop's own system, which takes them.
        """
        if orders_url():
            raise ConfigurationError("DAOGOU_ORDERS_URL is set: the shop's own order system packs, sends and refunds")
        return FulfilmentDesk(self.store, VariantBook(self.store, self.clock), self.clock)

    @cached_property
    def cases(self) -> CaseBook:
        """What went wrong, for people to look after."""
        return CaseBook(self.store, self.clock)

    @cached_property
    def photos(self) -> PhotoBook:
        """What customers show of what went wrong."""
        return PhotoBook(self.store, self.clock)

    @cached_property
    def sign_ins(self) -> SignInDesk:
        """Who guests turn out to be; codes live in real time."""
        return SignInDesk(self.store, SystemClock(), code_key(), chosen_sender(bool(self.store.setting("demo"))))

    @cached_property
    def answers(self) -> FaqBook:
        """Answers to questions about the shop."""
        return FaqBook.load(self._faq)

    @cached_property
    def occasions(self) -> tuple[Occasion, ...]:
        """What people shop for together, as the shop's staff wrote it."""
        return read_occasions(self._faq.parent / OCCASIONS)

    @cached_property
    def consents(self) -> ConsentBook:
        """What each customer has agreed to."""
        return ConsentBook(self.store, self.clock)

    @cached_property
    def alerts(self) -> AlertDesk:
        """What customers asked to be told of products."""
        return AlertDesk(self.store, self.clock, self.consents)

    @cached_property
    def profiles(self) -> ProfileBook:
        """What the shop knows of customers who agreed to it."""
        return ProfileBook(self.store, self.clock, self.consents)

    @cached_property
    def events(self) -> EventLog:
        """What shoppers did."""
        return EventLog(self.store, self.clock)

    @cached_property
    def conversations(self) -> ConversationDesk:
        """Who speaks in each conversation, and what was said; people talk in real time."""
        return ConversationDesk(self.store, SystemClock())

    @cached_property
    def outcomes(self) -> OutcomeBook:
        """How conversations ended, and how content customers were."""
        return OutcomeBook(self.store, SystemClock())

    @cached_property
    def unclear(self) -> UnclearLog:
        """What the assistant did not understand well, for people to teach it with."""
        return UnclearLog(self.store, self.clock, timedelta(days=unclear_days()))

    def known(self, customer_id: str | None) -> str | None:
        """The customer, where they agreed that what they bought is used; None for all others and for guests."""
        agreed = customer_id is not None and self.consents.allows(customer_id, PERSONALISATION)
        return customer_id if agreed else None

    def taste(self, customer_id: str | None) -> Mapping[str, float]:
        """The products that the customer is known to like, with weights from 0 to 1.

        None for a guest, and for a customer who has not agreed to personalisation.
        """
        known = self.known(customer_id)
        return NO_TASTE if known is None else read_taste(self.store, known, self.clock.now())

    def unsure(self, customer_id: str | None) -> Mapping[str, float]:
        """How many of those like the customer have no answer to a question, by facet; see ``guide.questions.UNSURE``.

        Of a guest, and of a customer who has not agreed to personalisation, nothing is known.
        """
        return unsure_for(None if customer_id is None else self.profiles.profile(customer_id))

    def times_bought(self, customer_id: str | None, product_id: str) -> int:
        """On how many of their orders the customer had the product; 0 without consent, as :meth:`taste`."""
        known = self.known(customer_id)
        return 0 if known is None else count_orders(self.store, known, product_id, self.clock.now())

    def due_alerts(self) -> list[AlertView]:
        """The alerts that are to be told as the shop is now."""

        def price(product_id: str, customer_id: str) -> Decimal | None:
            return self.offers.quote(product_id, customer_id).pay if self.graph.has(product_id) else None

        available = self.graph.product_ids(in_stock=True)
        return self.alerts.due(available.__contains__, price)

    def goes_with(self, product_id: str, k: int = 10) -> list[Recommendation]:
        """What goes with a product: as the recommender learnt, then as baskets beyond chance have it; may be none.

        Nothing of the product's own category: that takes its place rather than going with it.

        Raises:
            UnknownProduct: no active product has this id.
        """
        graph = self.graph
        own = graph.product(product_id).category_key
        learnt = [each for each in self.recommender.for_product(product_id, 3 * k) if each.reason.kind == "goes_with"]
        reason = Reason("goes_with", (product_id,))
        beside = [Recommendation(each.product_id, each.weight, reason) for each in graph.bought_with(product_id, 3 * k)]
        found = {each.product_id: each for each in [*beside, *learnt]}
        ranked = dict.fromkeys(each.product_id for each in [*learnt, *beside])
        views = {each: graph.product(each) for each in ranked if graph.has(each)}
        return [found[each] for each, view in views.items() if view.in_stock and view.category_key != own][:k]

    def warm_up(self) -> None:
        """Make ready all that the first turn would otherwise wait for."""
        self.graph.categories()
        _ = self.graph.facets
        self.offers.current(k=1)
        self.recommender.popular(1)
        self.profiles.prepare()
        self.answers.answer("warm up")

    def reload(self) -> None:
        """Take in a changed catalogue: the new graph is built beside the old one, then swapped whole."""
        with self._building:
            self._build()
        self.__dict__.pop("currency", None)
        self.offers.reload()
        self._reload_recommender()

    def refresh_if_changed(self) -> bool:
        """Reload what an import, a training or the date of a price has changed; whether there was anything.

        Cheap where nothing has. Promotions need no reload at their dates: they are compared with the clock when asked.
        """
        built = self._edition
        if built is None:
            return False
        present = self._present_edition()
        if present.last_import != built.last_import or self._prices_changed(built.read_at, present.read_at):
            self.reload()
            return True
        if present.recommender != built.recommender:
            self._edition = replace(built, recommender=present.recommender)
            self._reload_recommender()
            return True
        return False

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    def _order_back_end(self) -> OrderBackEnd:
        url = orders_url()
        if url is None:
            return StoreBackEnd(self.store, self.clock)
        from knowledge.orders.rest_back_end import RestBackEnd  # only who needs it waits for it

        return RestBackEnd(url, orders_token())

    def _build(self) -> ProductGraph:
        edition = self._present_edition()  # read first: what is imported meanwhile is then found at the next look
        graph = ProductGraph.build(self.store, self.clock)
        if self._graph is not None:  # a swap must not make the next turn wait
            graph.prepare()
        self._graph, self._edition = graph, edition
        return graph

    def _present_edition(self) -> Edition:
        with self.store.session() as session:
            last_import = session.execute(select(func.max(ImportRun.id))).scalar() or 0
        return Edition(last_import, current_version(self.models), self.clock.now())

    def _prices_changed(self, since: datetime, until: datetime) -> bool:
        """Whether a price began or ended after ``since`` and up to ``until``."""
        price: Any = Price  # its columns are annotated as the values of an instance
        dates = [and_(date > since, date <= until) for date in (price.valid_from, price.valid_to)]
        with self.store.session() as session:
            return session.execute(select(price.id).where(or_(*dates)).limit(1)).first() is not None

    def _reload_recommender(self) -> None:
        if "recommender" in self.__dict__:  # else it will be read, as new as it is, when somebody asks
            self.recommender.reload()

    def _available(self) -> Collection[str]:
        return self.graph.product_ids(in_stock=True)
