"""A real Sanic server with the web channel registered as Rasa registers it, and real Socket.IO clients."""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from jsonschema import Draft7Validator, FormatChecker
from rasa.core.channels.channel import UserMessage, register
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic
from sanic.touchup.service import TouchUp

from bot.channels.outgoing import schema
from bot.channels.tokens import issue_token
from bot.channels.web import WebChannel
from bot.settings import Settings
from knowledge.catalogue.models import Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import SystemClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.conversations.outcomes import OutcomeBook
from knowledge.conversations.unclear import UnclearLog
from knowledge.customers.consent import ConsentBook
from knowledge.customers.events import EventLog
from knowledge.customers.sign_in import SignInDesk
from knowledge.orders.desk import OrderDesk
from knowledge.orders.photos import PhotoBook
from knowledge.orders.policy import read_policy
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.variants import VariantBook

ROOT = Path(__file__).resolve().parents[3]
PAGE = "http://shop.test"
TOKEN_KEY = "the key of the tokens, at least thirty-two bytes"
SEAL_KEY = "the key of the seals, at least thirty-two bytes"
PATIENCE = 5.0

_numbers = itertools.count()
_touched: list[bool] = []
_message = Draft7Validator(schema(), format_checker=FormatChecker())


class Front:
    """A shop with what the channel needs of it."""

    def __init__(self, url: str) -> None:
        self.store = CatalogueStore.open(url)
        self.conversations = ConversationDesk(self.store, SystemClock())
        self.events = EventLog(self.store, SystemClock())
        self.consents = ConsentBook(self.store, SystemClock())
        self.unclear = UnclearLog(self.store, SystemClock(), timedelta(days=90))
        self.photos = PhotoBook(self.store, SystemClock())
        self.outcomes = OutcomeBook(self.store, SystemClock())
        self.sign_ins = SignInDesk(self.store, SystemClock(), TOKEN_KEY, None)
        self.orders = OrderDesk(
            StoreBackEnd(self.store, SystemClock()),
            VariantBook(self.store, SystemClock()),
            read_policy(ROOT / "data/orders/policy.yml"),
            SystemClock(),
        )
        self.name = "Corner Shop"


class StandInAgent:
    """In Rasa's place: remembers what it was asked, reads it as ``parsed`` and answers with ``answer``."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.nlg = TemplatedNaturalLanguageGenerator(domain.responses)
        self.tracker_store = InMemoryTrackerStore(domain)
        self.processor = self
        self.parsed: dict[str, Any] = {"intent": {"name": "greet", "confidence": 1.0}, "entities": []}
        self.asked: list[UserMessage] = []
        self.ready = True
        self.answer: Callable[[UserMessage], Awaitable[None]] = self.echo

    def is_ready(self) -> bool:
        return self.ready

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append(message)
        parsed = await self.parse_message(message)
        heard = UserUttered(message.text, parsed["intent"], parsed["entities"], parsed, message_id=message.message_id)
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(heard)
        await self.tracker_store.save(tracker)
        await self.answer(message)

    async def parse_message(self, message: UserMessage) -> dict[str, Any]:
        return {"text": message.text, **self.parsed}

    @staticmethod
    async def echo(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": f"You said: {message.text}"})

    @property
    def texts(self) -> list[str | None]:
        return [message.text for message in self.asked]


@dataclass
class Client:
    """A widget: everything it was sent, in the order it came. Every message is checked against the schema."""

    service: Service
    conversation: str = "conversation-a"
    customer: str | None = "ada"
    token: str | None = None
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusal: dict[str, Any] | None = None
    sio: socketio.AsyncClient = field(default_factory=lambda: socketio.AsyncClient(reconnection=False))

    async def connect(self, *, origin: str | None = PAGE, transports: list[str] | None = None, **auth: Any) -> None:
        self.sio.on("*", self._take)
        self.sio.on("connect_error", self._refused)
        token = self.token if self.token is not None else self.service.token(self.conversation, self.customer)
        await self.sio.connect(
            self.service.url,
            auth={"token": token, **auth},
            headers={"Origin": origin} if origin else {},
            transports=transports or ["websocket"],
            wait_timeout=PATIENCE,
        )

    async def _take(self, event: str, body: dict[str, Any]) -> None:
        if event == "message":
            _message.validate(body)
        self.received.append((event, body))

    async def _refused(self, reason: Any) -> None:
        self.refusal = reason

    async def call(self, event: str, body: Any) -> dict[str, Any]:
        acknowledgement: dict[str, Any] = await self.sio.call(event, body, timeout=PATIENCE)
        return acknowledgement

    async def say(self, text: Any, client_id: str | None = None, **more: Any) -> dict[str, Any]:
        return await self.call("message", {"client_id": client_id or f"m{next(_numbers)}", "text": text, **more})

    async def resume(self, after: int = 0) -> dict[str, Any]:
        answer = await self.call("resume", {"after": after})
        for message in answer.get("messages", ()):
            _message.validate(message)
        return answer

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [body for event, body in self.received if event == "message"]

    @property
    def texts(self) -> list[str]:
        return [message.get("text", "") for message in self.messages]

    @property
    def answered(self) -> int:
        """The ``seq`` of the assistant's last message."""
        return max(message["seq"] for message in self.messages if message["sender"] == "assistant")

    @property
    def statuses(self) -> list[str]:
        return [body["status"] for event, body in self.received if event == "status"]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until ``condition`` holds; fail if it never does."""
        ends = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < ends, f"never came true; received: {self.received}"
            await asyncio.sleep(0.01)

    async def until_texts(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.texts for text in texts))

    async def settled(self) -> None:
        """Wait until the assistant has answered and has stopped typing."""
        await self.until(lambda: bool(self.received) and self.received[-1] == ("typing", {"on": False}))


@dataclass
class Service:
    """A running channel."""

    url: str
    agent: StandInAgent
    front: Front
    shop_url: str
    clients: list[Client] = field(default_factory=list)

    def token(self, conversation: str, customer: str | None, lifetime: timedelta = timedelta(hours=1)) -> str:
        who = {"customer_id": customer} if customer else {"guest_id": "g1"}
        return issue_token(conversation, TOKEN_KEY, lifetime=lifetime, **who)

    def client(
        self, conversation: str = "conversation-a", customer: str | None = "ada", token: str | None = None
    ) -> Client:
        client = Client(self, conversation, customer, token)
        self.clients.append(client)
        return client

    async def connected(self, conversation: str = "conversation-a", customer: str | None = "ada") -> Client:
        client = self.client(conversation, customer)
        await client.connect()
        return client


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def shop_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def front(shop_url: str) -> Front:
    front = Front(shop_url)
    with front.store.transaction() as session:
        session.add_all(Product(product_id=each, name=each, source="test") for each in ("P1", 'P"2}'))
    return front


Serve = Callable[..., Any]


@pytest.fixture
def serve(domain: Domain, front: Front, shop_url: str) -> Serve:
    @asynccontextmanager
    async def serving(open_shop: Callable[[], Any] | None = None, **limits: Any) -> AsyncIterator[Service]:
        settings = replace(Settings(), origins=(PAGE,), **{"messages_burst": 100, "requests_burst": 500, **limits})
        channel = WebChannel(settings, open_shop or (lambda: front), TOKEN_KEY, SEAL_KEY)
        app = Sanic(f"channel-{next(_numbers)}", configure_logging=False)
        register([channel], app, route="/webhooks/")
        app.ctx.agent = StandInAgent(domain)
        listening = socket.create_server(("127.0.0.1", 0))
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        service = Service(f"http://127.0.0.1:{listening.getsockname()[1]}", app.ctx.agent, front, shop_url)
        try:
            yield service
        finally:
            for client in service.clients:
                await client.sio.shutdown()
            await server.before_stop()
            server.close()
            await server.wait_closed()
            await server.after_stop()

    return serving


@pytest.fixture
async def service(serve: Serve) -> AsyncIterator[Service]:
    async with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def websocket_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa holds aiohttp at 3.9, where a timeout is a number; python-socketio's client knows newer ones only."""
    monkeypatch.setattr(aiohttp, "ClientWSTimeout", lambda ws_close: ws_close, raising=False)


@pytest.fixture(autouse=True)
def many_servers_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """At start Sanic rewrites its own classes' methods to be faster, and trips over what it rewrote before."""
    touch_up = TouchUp.run

    def once(app: Sanic) -> None:
        if not _touched:
            touch_up(app)
            _touched.append(True)

    monkeypatch.setattr(TouchUp, "run", once)


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    logging.getLogger("rasa").setLevel(logging.WARNING)
