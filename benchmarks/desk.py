"""The order desk under load: many customers at once over the real channel, for some minutes.

    python benchmarks/desk.py [--customers 200] [--minutes 3] [--data ../shared/data/tau_retail] [--json FILE]

``daogou serve`` runs on a copy of the retail shop. Each customer keeps a Socket.IO connection, reads and types for 4 to
12 seconds between two turns (drawn, the same in every run), and goes through a script over their own orders again and
again, in new conversations: asking where an order is, beginning to cancel, interrupting, agreeing or not, returning. A
turn is from sending to the first answer; an error is a turn that is refused, apologised for, or not answered within
30 s.
docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import numpy as np
import socketio
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import select

from benchmarks.machine import describe
from benchmarks.processes import daogou, free_port, resident_bytes, running, wait_for_port
from bot.channels.tokens import issue_token
from knowledge.catalogue.feeds.tau_retail import TauRetail
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.settings import token_key
from knowledge.shop import Shop

if not hasattr(aiohttp, "ClientWSTimeout"):  # the Socket.IO client asks for a newer aiohttp than Rasa allows
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = (4.0, 12.0)
SORRY = ("went wrong", "taking too long")
console = Console()


@dataclass
class Tally:
    """``seconds`` of each turn that was answered; ``errors`` by kind."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)

    def failed(self, kind: str) -> None:
        """Count an error."""
        self.errors[kind] = self.errors.get(kind, 0) + 1


def scripts(shop: Shop, most: int) -> list[tuple[str, list[str]]]:
    """Customers with what each says."""
    found = []
    with shop.store.session() as session:
        customers = list(session.execute(select(Customer.customer_id).order_by(Customer.id)).scalars())
    for customer in customers:
        orders = shop.orders.all(customer)
        pending = next((each for each in orders if each.status == "pending"), None)
        delivered = next((each for each in orders if each.status == "delivered"), None)
        if pending is None and delivered is None:
            continue
        says = ["where are my orders?"]
        if pending is not None:
            says += [
                f"cancel order {pending.number}",
                "what is your return policy?",
                "I ordered it by mistake",
                "no thanks",
            ]
        if delivered is not None:
            says += [f"I want to return an item from order {delivered.number}", "the first item", "yes please"]
        if pending is not None:
            says += [f"cancel {pending.number}, it is no longer needed", "yes please"]
        found.append((customer, says))
        if len(found) == most:
            break
    return found


@asynccontextmanager
async def connected(server: str, conversation: str, customer: str) -> AsyncIterator[tuple[Any, asyncio.Queue[Any]]]:
    """The connection of a customer's widget, and what comes over it."""
    client, answers = socketio.AsyncClient(reconnection=False), asyncio.Queue[Any]()
    client.on("message", answers.put)
    token = issue_token(conversation, token_key(), customer_id=customer)
    patience = {"wait_timeout": PATIENCE_SECONDS, "socketio_path": "/socket.io"}
    await client.connect(server, auth={"token": token}, transports=["websocket"], **patience)
    try:
        await client.call("resume", {"after": 0})
        yield client, answers
    finally:
        await client.disconnect()


async def talk(server: str, number: int, customer: str, says: list[str], ends: float, tally: Tally) -> None:
    """One customer, until the time is over."""
    chance, again = random.Random(number), 0
    run = uuid.uuid4().hex[:8]  # conversations of an earlier run are still in Rasa's store
    await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS[1]))  # not all in the same moment
    while time.monotonic() < ends:
        conversation = f"desk-{run}-{number}-{again}"
        again += 1
        try:
            async with connected(server, conversation, customer) as (client, answers):
                for turn, text in enumerate(says):
                    if time.monotonic() >= ends:
                        break
                    await _turn(client, answers, f"{conversation}-{turn}", text, tally)
                    await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))
        except Exception as error:  # whatever the network does is counted
            tally.failed(type(error).__name__)
            await asyncio.sleep(1)


async def _turn(client: Any, answers: asyncio.Queue[Any], client_id: str, text: str, tally: Tally) -> None:
    while not answers.empty():
        answers.get_nowait()
    began = time.perf_counter()
    try:
        taken = await client.call("message", {"client_id": client_id, "text": text}, timeout=PATIENCE_SECONDS)
        if not taken["ok"]:
            tally.failed(taken["error"]["code"])
            return
        while True:
            message = await asyncio.wait_for(answers.get(), PATIENCE_SECONDS)
            if message["sender"] == "assistant":
                break
    except Exception as error:
        tally.failed(type(error).__name__)
        return
    tally.seconds.append(time.perf_counter() - began)
    if any(each in message.get("text", "") for each in SORRY):
        tally.failed("sorry")


def main(
    customers: Annotated[int, typer.Option(min=1)] = 200,
    minutes: Annotated[float, typer.Option(min=0.1)] = 3.0,
    data: Annotated[Path, typer.Option(help="The folder of tau2-bench's db.json")] = Path("../shared/data/tau_retail"),
    as_json_file: Annotated[Path | None, typer.Option("--json", help="Also write every figure here")] = None,
) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/shop.db"
        store = CatalogueStore.open(url)
        import_feed(store, TauRetail(data))
        store.close()
        shop = Shop.open(url)
        people = scripts(shop, customers)
        shop.close()
        ports = {f"DAOGOU_{name}_PORT": str(free_port()) for name in ("ASSISTANT", "ACTIONS", "PAGE")}
        server = f"http://127.0.0.1:{ports['DAOGOU_ASSISTANT_PORT']}"
        environment = {"DAOGOU_SHOP": url, **ports}
        with running(daogou("serve"), Path(folder) / "serve.log", environment) as process:
            for port in ports.values():
                wait_for_port(int(port), 240)
            asyncio.run(_until_ready(server, people[0][0]))
            before = resident_bytes(process)
            tally = Tally()
            asyncio.run(_all(server, people, minutes * 60, tally))
            after = resident_bytes(process)
    seconds = np.array(tally.seconds)
    found = {
        "machine": describe(),
        "customers": len(people),
        "minutes": minutes,
        "turns": len(seconds),
        **{f"p{each}": float(np.percentile(seconds, each)) for each in (50, 95, 99)},
        "errors": tally.errors,
        "memory_before_mib": before / 2**20,
        "memory_after_mib": after / 2**20,
    }
    table = Table("", "", title=f"{len(people)} customers, {minutes:g} minutes")
    for name in ("turns", "p50", "p95", "p99", "errors", "memory_before_mib", "memory_after_mib"):
        value: Any = found[name]
        table.add_row(name, f"{value:,.2f}" if isinstance(value, float) else str(value))
    console.print(table)
    if as_json_file:
        as_json_file.write_text(json.dumps(found, indent=1) + "\n")


async def _until_ready(server: str, customer: str) -> None:
    """Until a first turn is answered."""
    for _ in range(120):
        tally, conversation = Tally(), f"ready-{uuid.uuid4().hex}"
        try:
            async with connected(server, conversation, customer) as (client, answers):
                await _turn(client, answers, conversation, "where is my order?", tally)
        except socketio.exceptions.ConnectionError:
            pass
        if tally.seconds and not tally.errors:
            return
        await asyncio.sleep(1)
    raise SystemExit("the assistant does not answer; see its log")


async def _all(server: str, people: list[tuple[str, list[str]]], seconds: float, tally: Tally) -> None:
    ends = time.monotonic() + seconds
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("talking", total=seconds)

        async def draw() -> None:
            while time.monotonic() < ends:
                progress.update(
                    task, completed=seconds - (ends - time.monotonic()), description=f"{len(tally.seconds)} turns"
                )
                await asyncio.sleep(1)

        talks = (talk(server, number, *each, ends, tally) for number, each in enumerate(people))
        await asyncio.gather(draw(), *talks)


if __name__ == "__main__":
    typer.run(main)
