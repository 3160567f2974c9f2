"""Run by Alembic: on the connection that ``migrate`` hands over, or from its command line on ``DAOGOU_SHOP``."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from knowledge.catalogue.models import Base
from knowledge.catalogue.models.base import Amount, Moment


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A step is written in the types that the database sees, so that it holds when the program's own change."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Amount):
        return "sa.BigInteger()"
    return False


def run(connection: Connection) -> None:
    # SQLite cannot alter much in place; Alembic rebuilds a table instead.
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(os.environ["DAOGOU_SHOP"], future=True).connect() as connection:
        run(connection)
        connection.commit()
