"""The whole system killed while it does what a customer agreed to: nothing is lost, nothing done twice.

The orders are in a shop's own system, a real server that sees to it that the kill comes between the yes and the write,
or between the write and the reply.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from sqlalchemy import select

from bot.channels.tokens import issue_token
from knowledge.catalogue.feeds.tau_retail import TauRetail
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import OrderEvent
from knowledge.catalogue.store import CatalogueStore
from knowledge.settings import secret, token_key
from knowledge.shop import Shop
from tests.knowledge.orders.order_server import Misbehaviour, application, served
from tests.lacking import UNTRAINED, lacking
from tests.stack.stack import ROOT, Stack, running

pytestmark = pytest.mark.model

DATA = ROOT.parent / "shared" / "data" / "tau_retail"
CUSTOMER, NUMBER = "olivia_ito_3591", "#W5442520"
PATIENCE = 60.0


class Widget:
    """A customer's end of the conversation ``killed``, with every message of the log in it."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self._client = client
        self.log: dict[int, dict[str, Any]] = {}
        client.on("message", self._take)

    def _take(self, message: dict[str, Any]) -> None:
        self.log[message["seq"]] = message

    async def say(self, text: str) -> None:
        await self._client.call("message", {"client_id": text, "text": text}, timeout=PATIENCE)

    async def resume(self) -> None:
        for message in (await self._client.call("resume", {"after": 0}, timeout=PATIENCE))["messages"]:
            self._take(message)

    async def hears(self, *words: str) -> str:
        """What the assistant has said since the customer last spoke, once one of ``words`` is in it."""
        ends = asyncio.get_running_loop().time() + PATIENCE
        while True:
            said = [self.log[seq] for seq in sorted(self.log)]
            last = max((at for at, each in enumerate(said) if each["sender"] == "customer"), default=-1)
            answer = " ".join(each.get("text", "") for each in said[last + 1 :])
            if any(each in answer for each in words):
                return answer
            assert asyncio.get_running_loop().time() < ends, f"none of {words} in {answer!r}"
            await asyncio.sleep(0.05)


@asynccontextmanager
async def talking(stack: Stack) -> AsyncIterator[Widget]:
    client = socketio.AsyncClient(reconnection=False)
    widget = Widget(client)
    token = issue_token("killed", token_key(), customer_id=CUSTOMER)
    await client.connect(stack.assistant, auth={"token": token}, transports=["websocket"], wait_timeout=PATIENCE)
    try:
        await widget.resume()
        yield widget
    finally:
        await client.disconnect()


@pytest.mark.parametrize(
    ("store_url", "part", "moment"),
    [("sqlite", "actions", "before_step"), ("postgresql", "assistant", "after_step")],
    indirect=["store_url"],
)
async def test_an_order_is_cancelled_once_and_the_customer_is_told_so(
    store_url: str, part: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not any((ROOT / "models").glob("*.tar.gz")):
        lacking(UNTRAINED)
    monkeypatch.setattr(aiohttp, "ClientWSTimeout", lambda ws_close: ws_close, raising=False)
    store = CatalogueStore.open(store_url)
    import_feed(store, TauRetail(DATA))
    bad, killed = Misbehaviour(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def once(kill: Callable[[str], None]) -> Callable[[], None]:
        def strike() -> None:
            if not killed.is_set():
                kill(part)
                loop.call_soon_threadsafe(killed.set)

        return strike

    with served(application(store, bad)) as orders:
        settings = {"DAOGOU_SECRET": secret(), "DAOGOU_ORDERS_URL": orders}
        with running(store_url, tmp_path, **settings) as stack:
            setattr(bad, moment, once(stack.kill))
            async with talking(stack) as widget:
                await widget.say(f"cancel {NUMBER}, I ordered it by mistake")
                await widget.hears("Shall I do it?")
                await widget.say("yes please")
                await asyncio.wait_for(killed.wait(), PATIENCE)
        # Nothing more is said: what was agreed to is answered once the system is back.
        with running(store_url, tmp_path, **settings) as stack:
            async with talking(stack) as widget:
                told = await widget.hears("cancelled", "went wrong", "not sure", "already")
                if "cancelled" not in told and "already" not in told:
                    await widget.say("yes, please do it")
                    told = await widget.hears("cancelled", "already")
                await widget.say("where is order #W5442520?")
                assert "cancelled" in await widget.hears("#W5442520")
    with store.session() as session:
        steps = session.execute(select(OrderEvent)).scalars().all()
    assert [each.step for each in steps] == ["cancel"]
    assert Shop.open(store_url).orders.order(CUSTOMER, NUMBER).status == "cancelled"
    store.close()
