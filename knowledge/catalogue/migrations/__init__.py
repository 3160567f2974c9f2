"""The schema's history. Each step is a file in ``versions``, named by its number, and never changes once published.

To add one: change the models, then from the project's root

    DAOGOU_SHOP=sqlite:////tmp/empty.db alembic -c knowledge/catalogue/migrations/alembic.ini \
        revision --autogenerate --rev-id 0002 -m "what changes"
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from knowledge.errors import StoreError

FOLDER = Path(__file__).parent
_POSTGRESQL_LOCK = 0x64616F676F75


def head() -> str:
    """The number of the newest step, read off the file names: Alembic is slow to ask, and every start asks."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def migrate(engine: Engine) -> None:
    """Bring the database to the present schema; several processes may do so at once.

    Raises:
        StoreError: its schema is newer than this program, or it holds other tables of the same names.
    """
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
        # Another process may have done it while this one waited.
        if not _is_current(connection):
            _upgrade(connection)


def _is_current(connection: Connection) -> bool:
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        if "product" in names:
            raise StoreError(
                "The database has a table named product that Daogou did not make. Give the shop a database of its own."
            )
        return False
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is not None and version > head():
        raise StoreError(
            f"The shop's database has schema {version}, newer than this program's {head()}. Update the program."
        )
    return bool(version == head())


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
