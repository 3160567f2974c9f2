"""Conversations with the trained model and the real actions, on the demo shop."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import environment
from tests.conversations.living import Living
from tests.lacking import UNTRAINED, lacking

environment.prepare()

MODELS = Path("models")


@pytest.fixture(scope="session")
def assistant(demo_shop_url: str) -> Iterator[object]:
    """The newest trained model with the demo shop's actions."""
    if not any(MODELS.glob("*.tar.gz")):
        lacking(UNTRAINED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAOGOU_SHOP", demo_shop_url)
        from bot.agent import Assistant
        from knowledge.shop import Shop

        shop = Shop.open(demo_shop_url)
        yield Assistant.load(shop)
        shop.close()


@pytest.fixture(autouse=True)
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever shop another test has left to the actions of this process, they serve the assistant's."""
    if "assistant" in request.fixturenames:
        from actions import shop_access

        assistant = request.getfixturevalue("assistant")
        shop_access.serve(assistant.shop)
        monkeypatch.setenv("DAOGOU_SHOP", request.getfixturevalue("demo_shop_url"))


@pytest.fixture
def talk(assistant, request: pytest.FixtureRequest) -> Callable[..., object]:
    """Begin a conversation: ``talk(customer="1", language="zh")``."""
    numbers = itertools.count()

    def begin(customer: str | None = None, language: str = "en") -> object:
        return assistant.conversation(f"test-{request.node.name}-{next(numbers)}", customer, language)

    return begin


@pytest.fixture(scope="module")
def changing(assistant, demo_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """One shop for the module: to read the demo's catalogue again takes seconds."""
    from bot.agent import Assistant
    from knowledge.shop import Shop

    copy = shutil.copy(demo_shop_file, tmp_path_factory.mktemp("changing") / "shop.db")
    shop = Shop.open(f"sqlite:///{copy}")
    shop.warm_up()
    yield Living(shop, Assistant(assistant.agent, shop).conversation)
    shop.close()


@pytest.fixture
def living(assistant, changing: Living) -> Iterator[Living]:
    """That shop, served by the actions for the length of a test."""
    from actions import shop_access

    shop_access.serve(changing.shop)
    yield changing
    shop_access.serve(assistant.shop)
