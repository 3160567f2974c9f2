"""A shop's own order system, over real HTTP: slow, failing, answering twice, gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import BackEndError, OrderChanged, UnknownCustomer, UnknownOrder
from knowledge.orders import rest_back_end
from knowledge.orders.desk import OrderDesk
from knowledge.orders.policy import read_policy
from knowledge.orders.requests import Cancel, ChangePayment, Return
from knowledge.orders.rest_back_end import ATTEMPTS, FAILURES_BEFORE_OPEN, RestBackEnd
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.variants import VariantBook
from knowledge.orders.views import Address
from tests.knowledge.orders.conftest import RETAIL
from tests.knowledge.orders.order_server import Misbehaviour, application, served
from tests.knowledge.orders.outfitter import Outfitter

CANCEL = Cancel("W-GIFT", "no_longer_needed")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[CatalogueStore]:
    store = CatalogueStore.open(f"sqlite:///{tmp_path / 'shop.db'}")
    import_feed(store, Outfitter())
    yield store
    store.close()


@pytest.fixture
def bad() -> Misbehaviour:
    return Misbehaviour()


@pytest.fixture
def back_end(shop: CatalogueStore, bad: Misbehaviour) -> Iterator[RestBackEnd]:
    with served(application(shop, bad)) as url:
        made = RestBackEnd(url)
        yield made
        made.close()


@pytest.fixture
def desk(shop: CatalogueStore, back_end: RestBackEnd) -> OrderDesk:
    return OrderDesk(back_end, VariantBook(shop, shop.clock()), read_policy(RETAIL), shop.clock())


def gift_card(desk: OrderDesk) -> Decimal | None:
    return next(each.balance for each in desk.methods("ada") if each.method_id == "gift500")


def test_it_tells_the_same_as_the_shops_own_database(desk: OrderDesk, shop: CatalogueStore) -> None:
    own = StoreBackEnd(shop, shop.clock())
    assert desk.all("ada") == own.orders("ada")
    assert desk.on_their_way("ada") == own.orders("ada", statuses=("pending", "processed", "shipped"))
    assert desk.order("ada", "#w-gift") == own.order("ada", "W-GIFT")
    assert desk.methods("ada") == own.methods("ada")
    assert desk.address("ada") == own.address("ada")


def test_a_step_is_taken_over_http_as_it_was_planned(desk: OrderDesk) -> None:
    receipt = desk.perform("ada", desk.plan("ada", Return("W-DELIVERED", ((2, 2),), "card")), "k1", "talk")
    assert receipt.order.status == "return_requested"
    assert [(each.amount, each.settled) for each in receipt.order.payments[1:]] == [(Decimal("6.67"), False)]
    assert desk.done("ada", "W-DELIVERED", "k1") == receipt.order
    assert desk.done("ada", "W-DELIVERED", "k2") is None


def test_an_address_is_kept(desk: OrderDesk) -> None:
    new = Address("9 Hill Road", "Boulder", "80301", "USA")
    desk.set_address("ada", new)
    assert desk.address("ada") == new
    with pytest.raises(UnknownCustomer):
        desk.set_address("nobody", new)


def test_what_is_not_theirs_is_unknown_and_what_has_changed_is_told(desk: OrderDesk) -> None:
    with pytest.raises(UnknownOrder):
        desk.order("ada", "W-BEN")
    plan = desk.plan("ada", ChangePayment("W-GIFT", "card"))
    desk.perform("ada", desk.plan("ada", CANCEL), "k1")
    with pytest.raises(OrderChanged):
        desk.perform("ada", plan, "k2")


def test_a_failure_is_tried_again(desk: OrderDesk, bad: Misbehaviour) -> None:
    bad.fail_before = ATTEMPTS - 1
    assert desk.order("ada", "W-GIFT").status == "pending"


@pytest.mark.parametrize("how", ["fail_before", "fail_after"])
def test_a_step_whose_answer_is_lost_is_asked_for_again_and_taken_once(
    desk: OrderDesk, bad: Misbehaviour, how: str
) -> None:
    plan = desk.plan("ada", CANCEL)
    setattr(bad, how, 1)
    receipt = desk.perform("ada", plan, "k1")
    assert receipt.repeated == (how == "fail_after")
    assert (receipt.order.status, receipt.order.taken) == ("cancelled", ("cancel",))
    assert gift_card(desk) == Decimal(535)


def test_where_no_answer_comes_at_all_that_is_told_and_the_same_yes_is_safe_later(
    desk: OrderDesk, bad: Misbehaviour
) -> None:
    plan = desk.plan("ada", CANCEL)
    bad.fail_after = ATTEMPTS
    with pytest.raises(BackEndError, match="does not answer"):
        desk.perform("ada", plan, "k1")
    assert desk.perform("ada", plan, "k1").repeated
    assert gift_card(desk) == Decimal(535)


def test_one_that_is_slow_is_not_waited_for(
    desk: OrderDesk, bad: Misbehaviour, monkeypatch: pytest.MonkeyPatch, back_end: RestBackEnd
) -> None:
    monkeypatch.setattr(back_end._client, "timeout", 0.05)
    bad.seconds = 0.2
    with pytest.raises(BackEndError):
        desk.order("ada", "W-GIFT")


def test_one_that_is_down_is_left_alone(desk: OrderDesk, bad: Misbehaviour) -> None:
    bad.fail_before = 1_000
    for _ in range(FAILURES_BEFORE_OPEN):
        with pytest.raises(BackEndError):
            desk.order("ada", "W-GIFT")
    asked = len(bad.calls)
    with pytest.raises(BackEndError):
        desk.order("ada", "W-GIFT")
    assert len(bad.calls) == asked


def test_it_is_asked_again_when_some_time_has_gone_by(
    shop: CatalogueStore, bad: Misbehaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest_back_end, "OPEN_SECONDS", 0.05)
    with served(application(shop, bad)) as url:
        back_end = RestBackEnd(url)
        bad.fail_before = FAILURES_BEFORE_OPEN * ATTEMPTS
        while bad.fail_before:
            with pytest.raises(BackEndError):
                back_end.order("ada", "W-GIFT")
        time.sleep(0.1)
        assert back_end.order("ada", "W-GIFT").status == "pending"
        back_end.close()


def test_nonsense_is_told_from_an_order(desk: OrderDesk, bad: Misbehaviour) -> None:
    bad.nonsense = True
    with pytest.raises(BackEndError, match="no sense"):
        desk.order("ada", "W-GIFT")


def test_nobody_there(shop: CatalogueStore) -> None:
    with pytest.raises(BackEndError):
        RestBackEnd("http://127.0.0.1:9").order("ada", "W-GIFT")
