"""Conversations at the order desk of the retail shop: after each, the database is compared row by row."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import environment
from knowledge.catalogue.feeds.tau_retail import TauRetail
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import Customer, Order, OrderEvent, OrderLine, OrderPayment, PaymentMethod, ServiceCase
from knowledge.catalogue.store import CatalogueStore
from knowledge.orders.desk import normalised
from knowledge.shop import Shop
from tests.lacking import UNTRAINED, lacking

environment.prepare()

DATA = Path("../shared/data/tau_retail")
MODELS = Path("models")
TABLES = (Customer, Order, OrderLine, OrderPayment, OrderEvent, PaymentMethod, ServiceCase)
Rows = dict[str, dict[Any, tuple[Any, ...]]]


class Retail:
    """The retail shop of a test's own, with conversations in it."""

    def __init__(self, shop: Shop, assistant: Any, name: str) -> None:
        self.shop = shop
        self._assistant = assistant
        self._name = name
        self._numbers = itertools.count()
        self._before = self.rows()

    def talk(self, customer: str | None = None, language: str = "en") -> Any:
        """Begin a conversation."""
        return self._assistant.conversation(f"{self._name}-{next(self._numbers)}", customer, language)

    def rows(self) -> Rows:
        """Every row of the desk's tables, by table and primary key."""
        found: Rows = {}
        with self.shop.store.session() as session:
            for model in TABLES:
                table = model.__table__
                keys = [column.name for column in table.primary_key]
                found[table.name] = {
                    tuple(row[key] for key in keys): tuple(row.items())
                    for row in session.execute(select(table)).mappings()
                }
        return found

    def changed(self) -> dict[str, set[str]]:
        """What is not as it was when the test began: by order number or customer id, the tables with changed rows."""
        now, found = self.rows(), dict[str, set[str]]()
        with self.shop.store.session() as session:
            numbers = dict(session.execute(select(Order.id, Order.number)).all())
            customers = dict(session.execute(select(Customer.id, Customer.customer_id)).all())
        for table, rows in now.items():
            before = self._before[table]
            for key in rows.keys() | before.keys():
                if rows.get(key) == before.get(key):
                    continue
                row = dict(rows.get(key) or before[key])
                if table in ("customer", "payment_method"):
                    whose = customers[row["id"] if table == "customer" else row["customer_id"]]
                elif table == "service_case":
                    whose = "cases"
                else:
                    whose = numbers[row["id"] if table == "order" else row["order_id"]]
                found.setdefault(whose, set()).add(table)
        return found

    def order(self, number: str) -> Any:
        """The order as it is now, whoever's it is."""
        with self.shop.store.session() as session:
            query = select(Customer.customer_id).join(Order, Order.customer_id == Customer.id)
            customer = session.execute(query.where(Order.number == number)).scalar_one()
        return self.shop.orders.order(customer, normalised(number))


@pytest.fixture(scope="session")
def retail_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not here")
    path = tmp_path_factory.mktemp("retail") / "shop.db"
    store = CatalogueStore.open(f"sqlite:///{path}")
    import_feed(store, TauRetail(DATA))
    store.close()
    return path


@pytest.fixture(scope="session")
def retail_assistant(retail_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The trained model, with the retail shop's words."""
    if not any(MODELS.glob("*.tar.gz")):
        lacking(UNTRAINED)
    url = f"sqlite:///{shutil.copy(retail_file, tmp_path_factory.mktemp('retail-words') / 'shop.db')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAOGOU_SHOP", url)
        from bot.agent import Assistant

        shop = Shop.open(url)
        loaded = Assistant.load(shop)
    yield loaded
    shop.close()


@pytest.fixture
def retail(
    retail_assistant: Any,
    retail_file: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Retail]:
    """The shop as a copy of the test's own."""
    from actions import shop_access
    from bot.agent import Assistant

    url = f"sqlite:///{shutil.copy(retail_file, tmp_path / 'shop.db')}"
    monkeypatch.setenv("DAOGOU_SHOP", url)
    shop = Shop.open(url)
    shop_access.serve(shop)
    yield Retail(shop, Assistant(retail_assistant.agent, shop), request.node.name)
    shop_access.serve(None)
    shop.close()


Talk = Callable[..., Any]
