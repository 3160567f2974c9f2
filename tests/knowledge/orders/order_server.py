"""A shop's order system over HTTP, as docs/orders.md describes it, that can be told to misbehave. A real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import OrderChanged, UnknownCustomer, UnknownOrder
from knowledge.orders.planning import Plan
from knowledge.orders.snapshot import restored, snapshot
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.views import Address
from knowledge.orders.wire import method_to_json, order_to_json


@dataclass
class Misbehaviour:
    """``seconds``: how long each answer takes; ``fail_before``, ``fail_after``: how many of the next calls break down
    before, or after, they have done what they were asked; ``before_step``, ``after_step``: called when a step is asked
    for, and when it is done and not yet answered."""

    seconds: float = 0.0
    fail_before: int = 0
    fail_after: int = 0
    nonsense: bool = False
    before_step: Callable[[], None] | None = None
    after_step: Callable[[], None] | None = None
    calls: list[str] = field(default_factory=list)


def application(store: CatalogueStore, bad: Misbehaviour) -> FastAPI:
    """The calls of the order system."""
    app, back_end = FastAPI(), StoreBackEnd(store, store.clock())

    @app.middleware("http")
    async def misbehave(request: Request, call_next: Any) -> Response:
        bad.calls.append(f"{request.method} {request.url.path}")
        if bad.seconds:
            time.sleep(bad.seconds)
        if bad.fail_before:
            bad.fail_before -= 1
            return Response(status_code=503)
        try:
            answer: Response = await call_next(request)
        except (UnknownOrder, UnknownCustomer):
            return Response(status_code=404)
        except OrderChanged:
            return Response(status_code=409)
        if bad.fail_after:
            bad.fail_after -= 1
            return Response(status_code=502)
        return Response("<html>", 200) if bad.nonsense else answer

    @app.get("/customers/{customer}/orders/{number}")
    def order(customer: str, number: str) -> Any:
        return order_to_json(back_end.order(customer, number.replace("#", "").upper()))

    @app.get("/customers/{customer}/orders")
    def orders(customer: str, limit: int | None = None, status: str | None = None) -> Any:
        found = back_end.orders(customer, limit, status.split(",") if status else None)
        return [order_to_json(each) for each in found]

    @app.get("/customers/{customer}/payment-methods")
    def methods(customer: str) -> Any:
        return [method_to_json(each) for each in back_end.methods(customer)]

    @app.get("/customers/{customer}/address")
    def address(customer: str) -> Any:
        found = back_end.address(customer)
        return found.to_json() if found else None

    @app.put("/customers/{customer}/address")
    async def set_address(customer: str, request: Request) -> Any:
        given = Address.of(await request.json())
        assert given is not None
        back_end.set_address(customer, given)

    @app.post("/customers/{customer}/orders/{number}/steps")
    async def take(customer: str, number: str, request: Request) -> Any:
        asked, key = await request.json(), request.headers["Idempotency-Key"]
        before = back_end.order(customer, number.replace("#", ""))
        after = restored(before, asked["after"])
        money = after.payments[len(after.payments) - len(asked["money"]) :]
        plan = Plan(
            number, asked["step"], asked["reason"], asked["of"], snapshot(before), asked["after"], after, money,
            difference=before.total - before.total, posted_by=None,
        )  # fmt: skip
        if bad.before_step:
            bad.before_step()
        receipt = back_end.apply(customer, plan, key, asked["conversation_id"])
        if bad.after_step:
            bad.after_step()
        return {"order": order_to_json(receipt.order), "repeated": receipt.repeated}

    @app.get("/customers/{customer}/orders/{number}/steps/{key}")
    def done(customer: str, number: str, key: str) -> Any:
        found = back_end.done(customer, number.replace("#", ""), key)
        return None if found is None else order_to_json(found)

    return app


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The URL at which it is served, on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
