"""Whatever customers ask for and the shop does, in whatever order: the money adds up and the history tells it."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.models import Order, OrderEvent
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import InvalidTransition, NotAllowed
from knowledge.orders.desk import OrderDesk
from knowledge.orders.fulfilment import SHOP_STEPS, fulfil
from knowledge.orders.policy import read_policy
from knowledge.orders.requests import Cancel, ChangeAddress, ChangeItems, ChangePayment, Exchange, Return
from knowledge.orders.snapshot import replayed, snapshot
from knowledge.orders.store_back_end import StoreBackEnd, order_view
from knowledge.orders.variants import VariantBook
from knowledge.orders.views import Address, OrderView
from tests.knowledge.orders.conftest import RETAIL
from tests.knowledge.orders.outfitter import SHIRTS, Outfitter

NUMBERS = st.sampled_from(["#W-PENDING", "#W-PROCESSED", "#W-SHIPPED", "#W-DELIVERED", "#W-GIFT"])
METHODS = st.sampled_from([None, "card", "gift20", "gift500", "bens"])
CHANGES = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([*SHIRTS, "socks"])), max_size=2).map(tuple)
PIECES = st.lists(st.tuples(st.integers(1, 3), st.integers(-1, 4)), max_size=2).map(tuple)
ADDRESSES = st.builds(Address, st.text(max_size=5), st.just("Denver"), st.just("1"), st.just("USA"))
REQUESTS = st.one_of(
    st.builds(Cancel, NUMBERS, st.sampled_from([None, "no_longer_needed", "ordered_by_mistake", "other"])),
    st.builds(ChangeAddress, NUMBERS, ADDRESSES),
    st.builds(ChangePayment, NUMBERS, METHODS.filter(bool)),
    st.builds(ChangeItems, NUMBERS, CHANGES, METHODS),
    st.builds(Return, NUMBERS, PIECES, METHODS),
    st.builds(Exchange, NUMBERS, CHANGES, METHODS),
    st.tuples(NUMBERS, st.sampled_from(SHOP_STEPS)),
)  # fmt: skip
BALANCES = {"gift20": Decimal(20), "gift500": Decimal(500)}


@pytest.fixture(scope="module")
def outfitter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outfitter") / "shop.db"
    store = CatalogueStore.open(f"sqlite:///{path}")
    import_feed(store, Outfitter())
    store.close()
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(asked=st.lists(REQUESTS, max_size=14))
def test_money_history_and_limits_hold_whatever_is_asked(
    asked: list[Any], outfitter_file: Path, tmp_path: Path
) -> None:
    store = CatalogueStore.open(f"sqlite:///{shutil.copy(outfitter_file, tmp_path / 'shop.db')}")
    try:
        _ask(store, asked)
    finally:
        store.close()
        for file in tmp_path.glob("shop.db*"):
            file.unlink()


def _ask(store: CatalogueStore, asked: list[Any]) -> None:
    clock = store.clock()
    back_end, variants = StoreBackEnd(store, clock), VariantBook(store, clock)
    desk = OrderDesk(back_end, variants, read_policy(RETAIL), clock)
    for number, request in enumerate(asked):
        try:
            if isinstance(request, tuple):
                order = desk.order("ada", request[0])
                back_end.apply("ada", fulfil(request[1], order, variants, clock.now()), f"k{number}", None, "shop")
            else:
                plan = desk.plan("ada", request)
                desk.perform("ada", plan, f"k{number}")
                assert desk.perform("ada", plan, f"k{number}").repeated
        except (NotAllowed, InvalidTransition):
            pass
        _check(store, desk)


def _check(store: CatalogueStore, desk: OrderDesk) -> None:
    moved: Counter[str] = Counter()
    with store.session() as session:
        for row in session.execute(select(Order)).scalars():
            order = order_view(row)
            assert all(each.amount > 0 for each in order.payments)
            _money_adds_up(order)
            events = session.execute(select(OrderEvent).where(OrderEvent.order_id == row.id).order_by(OrderEvent.id))
            steps = [(each.before, each.after) for each in events.scalars()]
            assert replayed(steps) in (None, snapshot(order))
            for step, policy in desk.policy.steps.items():
                assert policy.limit is None or order.taken.count(step) <= policy.limit
            for at, each in enumerate(order.payments):
                if each.method_id in BALANCES and (at > 0 or row.number != "#W-GIFT"):
                    moved[each.method_id] += each.amount if each.kind == "refund" else -each.amount
                if each.method_id in BALANCES and not each.settled:
                    moved[each.method_id] -= each.amount
    for method in desk.methods("ada"):
        if method.balance is not None:
            assert method.balance >= 0
            assert method.balance == BALANCES[method.method_id] + moved[method.method_id]


def _money_adds_up(order: OrderView) -> None:
    """What was paid less what goes back is what the customer keeps."""
    kept = {
        "cancelled": Decimal(0),
        "exchange_requested": sum((line.exchange_paid or line.paid for line in order.lines), Decimal(0)),
    }.get(order.status, order.total)
    if order.status in ("return_requested", "returned", "refunded"):
        kept = sum((line.paid - _worth(line.paid, line.sent_back, line.quantity) for line in order.lines), Decimal(0))
    assert sum(order.paid_by.values(), Decimal(0)) == kept
    if order.status in ("pending", "processed", "shipped", "cancelled", "refunded"):
        assert all(each.settled for each in order.payments)


def _worth(paid: Decimal, pieces: int, of: int) -> Decimal:
    return (paid * pieces / of).quantize(Decimal("0.01"))
