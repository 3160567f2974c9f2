"""A yes that is said twice, in two tabs at once, or to a server that dies: no step is lost, and none is taken twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import OrderChanged
from knowledge.orders.back_end import Receipt
from knowledge.orders.desk import OrderDesk
from knowledge.orders.requests import Cancel, ChangePayment

CANCEL = Cancel("W-GIFT", "no_longer_needed")
DYING = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from knowledge.catalogue.store import CatalogueStore
from knowledge.orders.desk import OrderDesk
from knowledge.orders.policy import read_policy
from knowledge.orders.requests import Cancel
from knowledge.orders.store_back_end import StoreBackEnd
from knowledge.orders.variants import VariantBook

url, when = sys.argv[1:]
store = CatalogueStore.open(url)
clock = store.clock()
policy = read_policy(Path("data/orders/retail.yml"))
desk = OrderDesk(StoreBackEnd(store, clock), VariantBook(store, clock), policy, clock)
plan = desk.plan("ada", Cancel("W-GIFT", "no_longer_needed"))
if when == "before":
    event.listen(store.engine, "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL))
desk.perform("ada", plan, "the-yes")
os.kill(os.getpid(), signal.SIGKILL)
"""  # fmt: skip


def at_once(*steps: Callable[[], Receipt]) -> list[Receipt | OrderChanged]:
    """What came of each, begun in the same moment."""
    together = Barrier(len(steps))

    def run(step: Callable[[], Receipt]) -> Receipt | OrderChanged:
        together.wait()
        try:
            return step()
        except OrderChanged as changed:
            return changed

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def gift_card(orders: OrderDesk) -> Decimal | None:
    return next(each.balance for each in orders.methods("ada") if each.method_id == "gift500")


def test_one_yes_that_arrives_many_times_at_once_is_done_once(orders: OrderDesk) -> None:
    plan = orders.plan("ada", CANCEL)
    receipts = at_once(*[lambda: orders.perform("ada", plan, "the-yes")] * 6)
    assert sorted(each.repeated for each in receipts if isinstance(each, Receipt)) == [False] + [True] * 5
    assert gift_card(orders) == Decimal(535)


def test_of_two_yeses_in_two_tabs_the_second_learns_that_the_order_has_changed(orders: OrderDesk) -> None:
    cancel, pay = orders.plan("ada", CANCEL), orders.plan("ada", ChangePayment("W-GIFT", "card"))
    found = at_once(
        lambda: orders.perform("ada", cancel, "one tab"), lambda: orders.perform("ada", pay, "the other tab")
    )
    assert sorted(type(each).__name__ for each in found) == ["OrderChanged", "Receipt"]
    assert gift_card(orders) == Decimal(535)
    assert len(orders.order("ada", "W-GIFT").taken) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_server_that_dies_around_the_write_leaves_it_wholly_done_or_not_at_all(
    orders: OrderDesk, outfitter: CatalogueStore, when: str
) -> None:
    plan = orders.plan("ada", CANCEL)
    url = outfitter.engine.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", DYING, url, when], env=os.environ | {"PYTHONPATH": os.getcwd()})
    assert died.returncode == -signal.SIGKILL
    done = when == "after"
    assert orders.order("ada", "W-GIFT").status == ("cancelled" if done else "pending")
    assert gift_card(orders) == Decimal(535 if done else 500)
    again = orders.perform("ada", plan, "the-yes")  # the customer says yes again
    assert (again.repeated, again.order.status) == (done, "cancelled")
    assert gift_card(orders) == Decimal(535)
