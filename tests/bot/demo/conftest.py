from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.demo.app import create_app
from bot.settings import Settings
from knowledge.catalogue.models import ShopSetting
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.settings import secret
from knowledge.shop import Shop
from tests.knowledge.graph.small_shop import NOW, fill

PAGE = "http://127.0.0.1:8000"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """The small shop, on SQLite."""
    store = CatalogueStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    fill(store)
    with store.transaction() as session:
        session.add(ShopSetting(key="demo", value=True))
    shop = Shop(store, FixedClock(NOW), tmp_path / "models", tmp_path / "faq")
    yield shop
    shop.close()


@pytest.fixture
def widget(tmp_path: Path) -> Path:
    """Where the page looks for the widget: built, as far as the page can tell."""
    script = tmp_path / "daogou.js"
    script.write_text("window.Daogou = {};")
    return script


@pytest.fixture
def page(shop: Shop, widget: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser that nobody has used yet, on the shop's page."""
    monkeypatch.setenv("DAOGOU_SECRET", "a secret of more than thirty-two characters")
    secret.cache_clear()
    with TestClient(create_app(shop, Settings(), widget), base_url=PAGE, follow_redirects=True) as client:
        yield client
    secret.cache_clear()
