"""The demo shop's front: server-rendered pages from the catalogue, with the chat widget in them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from bot.demo import files, pages, visits
from bot.demo.front import Front, front_of
from bot.demo.security import security_headers
from bot.demo.visitors import VisitorBook
from bot.settings import Settings
from knowledge.errors import NotFoundError
from knowledge.settings import secret
from knowledge.shop import Shop
from knowledge.watch import Watcher

WIDGET = Path(__file__).parents[1] / "widget" / "dist" / "daogou.js"
STATIC = Path(__file__).parent / "static"


def create_app(shop: Shop | None = None, settings: Settings | None = None, widget: Path = WIDGET) -> FastAPI:
    """The shop front of ``shop``, or of the shop that ``DAOGOU_SHOP`` names.

    Only names by which the pages may be reached are answered: those in ``settings.origins`` and the host listened on.

    Raises:
        StoreError: the shop's database cannot be opened.
        ConfigurationError: a setting cannot be used.
    """
    settings = settings or Settings.from_environment()
    opened = shop or Shop.open(settings.shop)
    key = hmac.new(secret().encode(), b"demo page session", hashlib.sha256).hexdigest()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # The first visitor should not wait for the graph.
        await run_in_threadpool(opened.graph.categories)
        await run_in_threadpool(opened.offers.current, k=1)
        watcher = Watcher(opened.refresh_if_changed).start()
        yield
        await run_in_threadpool(watcher.stop)
        if shop is None:
            opened.close()

    app = FastAPI(title=opened.name, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.front = Front(opened, settings, VisitorBook(key), widget)
    app.middleware("http")(security_headers(settings))
    hosts = {urlsplit(origin).hostname or "" for origin in settings.origins} | {settings.host}
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=sorted(hosts - {""}), www_redirect=False)
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(HTTPException, _http_error)
    for part in (pages, visits, files):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _not_found(request: Request, _error: Exception) -> Response:
    return front_of(request).page(request, "not_found.html", status=404)


def _http_error(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code != 404:
        return PlainTextResponse(str(error.detail), status_code=error.status_code, headers=error.headers)
    return _not_found(request, error)
