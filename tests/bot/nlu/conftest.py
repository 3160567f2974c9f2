"""The pipeline of config.yml, trained once for all tests that try it."""

from __future__ import annotations

import pytest

from bot import environment
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from tests.bot.nlu.pipeline import Pipeline
from tests.small_shop import SmallShopFeed

environment.prepare()


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('shop')}/shop.db"
    store = CatalogueStore.open(url)
    import_feed(store, SmallShopFeed())
    store.close()
    return url


@pytest.fixture(scope="session")
def configured(tmp_path_factory: pytest.TempPathFactory, small_shop: str) -> Pipeline:
    """As config.yml says, on a few examples."""
    return Pipeline(tmp_path_factory.mktemp("model"), small_shop)


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory, small_shop: str, configured: Pipeline) -> Pipeline:
    """The same, trained a second time."""
    return Pipeline(tmp_path_factory.mktemp("again"), small_shop)
