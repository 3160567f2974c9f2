"""The whole system, and Chromium to use it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from bot.demo.app import WIDGET
from knowledge.shop import Shop
from tests.browser.chat import AXE, ROOT, Chat
from tests.lacking import UNTRAINED, lacking
from tests.stack.stack import Stack, running

VIEWPORTS = {"desktop": ViewportSize(width=1280, height=800), "phone": ViewportSize(width=390, height=844)}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's executable."""
    given = os.environ.get("DAOGOU_CHROMIUM")
    found = shutil.which(given) if given else next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        lacking("no Chromium: `apt-get install chromium`, or name one in DAOGOU_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def stack(chromium: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The running system on a copy of the demo shop, one for the whole run."""
    if not any((ROOT / "models").glob("*.tar.gz")):
        lacking(UNTRAINED)
    if not WIDGET.exists() or not AXE.exists():
        lacking("the widget is not built: run `make setup` first")
    with running(request.getfixturevalue("demo_shop_url"), tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="session")
def shop(stack: Stack) -> Iterator[Shop]:
    """The system's shop, as another process sees it."""
    opened = Shop.open(stack.shop)
    yield opened
    opened.close()


# Not for the whole run: while Playwright's loop is there, no asynchronous test can run.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(params=VIEWPORTS)
def chat(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Chat]:
    """A new visitor's window on the shop, at a desk and on a phone."""
    viewport = VIEWPORTS[request.param]
    phone = request.param == "phone"
    context = browser.new_context(viewport=viewport, has_touch=phone, is_mobile=phone, device_scale_factor=1)
    context.set_default_timeout(30_000)
    window = Chat(context.new_page(), stack.page, request.param)
    yield window
    failed = request.node.stash.get(FAILED, False)
    if failed:
        window.screenshot(f"failed-{request.node.originalname}")
    context.close()
    if not failed:
        assert window.errors == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let a fixture see whether its test has failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
