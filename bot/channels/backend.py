"""The channel's questions to the shop. They block, so each runs in a thread and never on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import select

from bot.channels.requests import EventIn
from bot.channels.tokens import Claims
from knowledge.catalogue.models import Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.conversations.desk import ConversationDesk, ConversationView
from knowledge.conversations.log import LoggedMessage
from knowledge.conversations.outcomes import OutcomeBook
from knowledge.conversations.unclear import Reason, UnclearLog
from knowledge.customers.consent import ConsentBook
from knowledge.customers.events import EventLog, ShopperEventIn
from knowledge.customers.sign_in import SignInDesk
from knowledge.errors import UnknownOrder
from knowledge.orders.desk import OrderDesk
from knowledge.orders.photos import KeptPhoto, PhotoBook

PAGE = 200

logger = logging.getLogger(__name__)


class ShopFront(Protocol):
    """What the channel needs of a shop; ``knowledge.shop.Shop`` has it."""

    @property
    def store(self) -> CatalogueStore: ...
    @property
    def conversations(self) -> ConversationDesk: ...
    @property
    def events(self) -> EventLog: ...
    @property
    def consents(self) -> ConsentBook: ...
    @property
    def outcomes(self) -> OutcomeBook: ...
    @property
    def orders(self) -> OrderDesk: ...
    @property
    def sign_ins(self) -> SignInDesk: ...
    @property
    def photos(self) -> PhotoBook: ...
    @property
    def name(self) -> str: ...
    @property
    def unclear(self) -> UnclearLog: ...


class Backend:
    """The shop, opened at first use; a failed opening is tried again at the next question."""

    def __init__(self, open_shop: Callable[[], ShopFront]) -> None:
        self._open_shop = open_shop
        self._opening = Lock()
        self._shop: ShopFront | None = None

    async def open_conversation(self, claims: Claims) -> tuple[ConversationView, int]:
        """The conversation that a token is bound to, and the ``seq`` of its last message (0 for none).

        Raises:
            NotAllowed: it belongs to somebody else.
        """

        def call(desk: ConversationDesk) -> tuple[ConversationView, int]:
            view = desk.open_conversation(claims.conversation_id, claims.customer_id, claims.language)
            return view, max((message.seq for message in desk.last_messages(view.conversation_id, 1)), default=0)

        return await self._desk(call)

    async def append(
        self, conversation_id: str, sender: str, body: Mapping[str, Any], client_id: str | None = None
    ) -> LoggedMessage:
        """Log a message."""
        return await self._desk(lambda desk: desk.append(conversation_id, sender, body, client_id))

    async def status(self, conversation_id: str) -> str:
        """Who speaks."""
        return await self._desk(lambda desk: desk.status(conversation_id))

    async def news(self, cursors: Mapping[str, int]) -> tuple[Sequence[LoggedMessage], Mapping[str, str]]:
        """What came after each cursor, a page at most, and every conversation's status."""
        return await self._desk(lambda desk: (desk.news(cursors, PAGE), desk.statuses(cursors)))

    async def history(self, conversation_id: str, after: int) -> list[LoggedMessage]:
        """All messages after ``after``; of a conversation that is new to the client, the last page."""

        def call(desk: ConversationDesk) -> list[LoggedMessage]:
            if not after:
                return list(desk.last_messages(conversation_id, PAGE))
            found: list[LoggedMessage] = []
            while page := desk.messages(conversation_id, found[-1].seq if found else after, PAGE):
                found.extend(page)
            return found

        return await self._desk(call)

    async def unanswered(self, conversation_id: str, since: datetime) -> LoggedMessage | None:
        """What the customer said last, after ``since``, if the assistant has the word and nobody said anything then."""

        def call(desk: ConversationDesk) -> LoggedMessage | None:
            last = next(iter(desk.last_messages(conversation_id, 1)), None)
            waits = last is not None and last.sender == "customer" and last.at >= since
            return last if waits and desk.status(conversation_id) == "pending" else None

        return await self._desk(call)

    async def set_language(self, conversation_id: str, language: str) -> None:
        """Keep the language that the customer chose."""
        await self._desk(lambda desk: desk.set_language(conversation_id, language))

    async def feedback(self, conversation_id: str, seq: int, value: int) -> None:
        """Keep a thumb on a message.

        Raises:
            NotFoundError: there is no such message to rate.
        """
        await self._desk(lambda desk: desk.feedback(conversation_id, seq, value))

    async def satisfaction(self, conversation_id: str, score: int, word: str | None) -> None:
        """Keep how content the customer is with the conversation."""
        await asyncio.to_thread(lambda: self._front().outcomes.rate(conversation_id, score, word))

    async def invoice(self, conversation_id: str, customer_id: str | None, number: str, language: str) -> bytes:
        """The PDF invoice of an order of this customer, or of whom the guest of this conversation turned out to be.

        Raises:
            UnknownOrder: they have no such order; so it is for a guest who is nobody.
        """

        def call() -> bytes:
            from knowledge.orders.invoice import invoice  # not before it is needed: it brings a PDF library along

            shop = self._front()
            customer = customer_id or shop.sign_ins.customer(conversation_id)
            if customer is None:
                raise UnknownOrder("only a customer who is signed in has invoices")
            return invoice(shop.orders.order(customer, number), shop.name, language)

        return await asyncio.to_thread(call)

    async def keep_photo(self, conversation_id: str, sent: bytes) -> KeptPhoto:
        """Keep a photo.

        Raises:
            BadPhoto: it cannot be taken.
        """
        return await asyncio.to_thread(lambda: self._front().photos.keep(conversation_id, sent))

    async def said_before(self, conversation_id: str, seq: int) -> str | None:
        """What the customer last said before message ``seq``; None where nothing of it is left."""
        before = await self._desk(lambda desk: desk.said_before(conversation_id, seq))
        return None if before is None else before.body.get("text")

    async def keep_unclear(
        self, customer_id: str | None, text: str, language: str, reason: Reason, intents: Sequence[Mapping[str, Any]]
    ) -> bool:
        """Keep what was not understood well, as far as that is allowed; whether it was kept."""
        return await asyncio.to_thread(lambda: self._front().unclear.keep(text, language, reason, intents, customer_id))

    async def prune_unclear(self) -> int:
        """Delete what may no longer be kept of that; how many that were."""
        return await asyncio.to_thread(lambda: self._front().unclear.prune())

    async def has_product(self, product_id: str) -> bool:
        """Whether the shop sells this product."""

        def call() -> bool:
            query = select(Product.id).where(Product.product_id == product_id, Product.active)
            with self._front().store.session() as session:
                return session.execute(query).first() is not None

        return await asyncio.to_thread(call)

    async def record(self, claims: Claims, events: Sequence[EventIn]) -> int:
        """Keep shopper events; return how many were new.

        Where the customer did not agree to that, neither their id is kept nor the conversation's, which leads to them.

        Raises:
            UnknownProduct: an event names a product that the shop never had.
        """

        def call() -> int:
            shop = self._front()
            customer_id, conversation_id = claims.customer_id, claims.conversation_id
            if customer_id is not None and not shop.consents.allows(customer_id, "analytics"):
                customer_id = conversation_id = None
            return shop.events.record(
                ShopperEventIn(
                    event_id=event.event_id,
                    name=event.name,
                    product_id=event.product_id,
                    customer_id=customer_id,
                    conversation_id=conversation_id,
                    list_name=event.list_name,
                    position=event.position,
                )
                for event in events
            )

        return await asyncio.to_thread(call)

    async def is_open(self) -> bool:
        """Whether the shop is open; opens it where that has not been done, so that no customer waits for it."""
        try:
            await asyncio.to_thread(self._front)
        except Exception as error:
            logger.error("the shop cannot be opened: %s", type(error).__name__)
            return False
        return True

    async def _desk(self, call: Callable[[ConversationDesk], Any]) -> Any:
        return await asyncio.to_thread(lambda: call(self._front().conversations))

    def _front(self) -> ShopFront:
        with self._opening:
            if self._shop is None:
                self._shop = self._open_shop()
            return self._shop
