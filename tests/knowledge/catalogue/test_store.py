from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from knowledge.catalogue.migrations import FOLDER, head
from knowledge.catalogue.models import Base, Coupon, ShopSetting
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock, SystemClock
from knowledge.errors import ConfigurationError, StoreError


def open_and_report(url: str, results: multiprocessing.Queue) -> None:
    try:
        CatalogueStore.open(url).close()
        results.put("opened")
    except Exception as error:
        results.put(repr(error))


def test_the_migrated_schema_is_the_one_the_models_describe(store: CatalogueStore) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_head_read_off_the_file_names_is_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == head()


def test_each_step_of_the_schema_can_be_taken_back(store: CatalogueStore) -> None:
    with store.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert "unclear_message" not in inspect(connection).get_table_names()
        assert "conversation" in inspect(connection).get_table_names()
        command.upgrade(config, "head")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_three_processes_may_open_a_new_shop_at_once(store_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [spawn.Process(target=open_and_report, args=(store_url, results)) for _ in range(3)]
    for process in processes:
        process.start()
    assert [results.get(timeout=60) for _ in processes] == ["opened"] * 3
    for process in processes:
        process.join()


def test_opening_a_migrated_shop_takes_no_time_to_speak_of(store: CatalogueStore, store_url: str) -> None:
    started = time.perf_counter()
    CatalogueStore.open(store_url).close()
    assert time.perf_counter() - started < 0.5


def test_a_shop_of_a_newer_program_is_refused(store: CatalogueStore, store_url: str) -> None:
    with store.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer than this program"):
        CatalogueStore.open(store_url)


def test_a_database_with_foreign_tables_is_left_alone(store: CatalogueStore, store_url: str) -> None:
    with store.transaction() as session:
        session.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreError, match="a database of its own"):
        CatalogueStore.open(store_url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("This is a shopping list, not a database. " * 100)
    with pytest.raises(StoreError, match="not a database"):
        CatalogueStore.open(f"sqlite:///{tmp_path / 'shop.db'}")


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as raised:
        CatalogueStore.open("postgresql://shop:s3cret@127.0.0.1:9/shop")
    assert "127.0.0.1:9" in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "shop.db", "oracle9://x:s3cret@y"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:///PATH") as raised:
        CatalogueStore.open(url)
    assert "s3cret" not in str(raised.value)


def test_a_folder_for_the_shop_is_made(tmp_path: Path) -> None:
    CatalogueStore.open(f"sqlite:///{tmp_path / 'new' / 'folder' / 'shop.db'}").close()
    assert (tmp_path / "new" / "folder" / "shop.db").is_file()


def test_a_transaction_that_fails_leaves_nothing(store: CatalogueStore) -> None:
    with pytest.raises(RuntimeError), store.transaction() as session:
        session.add(ShopSetting(key="name", value="Half"))
        session.flush()
        raise RuntimeError("in the middle")
    assert store.setting("name") is None


def test_a_row_that_refers_to_nothing_is_refused(store: CatalogueStore) -> None:
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(Coupon(code="X", promotion_id=12345))


def test_a_reader_is_not_disturbed_by_a_writer(store: CatalogueStore) -> None:
    with store.session() as reader:
        assert reader.get(ShopSetting, "name") is None
        with store.transaction() as writer:
            writer.add(ShopSetting(key="name", value="New"))
    assert store.setting("name") == "New"


def test_the_clock_is_the_machines_until_the_shop_fixes_it(store: CatalogueStore) -> None:
    assert isinstance(store.clock(), SystemClock)
    with store.transaction() as session:
        session.add(ShopSetting(key="clock", value="2018-01-01T04:01:20+00:00"))
    clock = store.clock()
    assert isinstance(clock, FixedClock)
    assert clock.now().isoformat() == "2018-01-01T04:01:20+00:00"


@pytest.mark.parametrize("value", ["yesterday", 7, "2018-01-01T04:01:20"])
def test_a_clock_that_is_no_moment_is_a_configuration_error(store: CatalogueStore, value: object) -> None:
    with store.transaction() as session:
        session.add(ShopSetting(key="clock", value=value))
    with pytest.raises(ConfigurationError, match="clock"):
        store.clock()


def test_a_failed_statement_does_not_tell_what_it_was_given(small_store: CatalogueStore) -> None:
    with pytest.raises(DBAPIError) as failed, small_store.session() as session:
        session.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": "ada@example.com"})
    assert "ada@example.com" not in str(failed.value)


def test_threads_may_share_a_shop(store: CatalogueStore) -> None:
    def write(number: int) -> str:
        with store.transaction() as session:
            session.add(ShopSetting(key=f"key-{number}", value=number))
        return str(store.setting(f"key-{number}"))

    with ThreadPoolExecutor(max_workers=16) as threads:
        assert list(threads.map(write, range(64))) == [str(number) for number in range(64)]
