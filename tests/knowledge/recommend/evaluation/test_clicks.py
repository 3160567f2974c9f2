from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from knowledge.catalogue.models import Conversation, Customer, Order, OrderLine, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.customers.events import EventLog, ShopperEventIn
from knowledge.recommend.base import Draw, Reason, Recommendation
from knowledge.recommend.evaluation.clicks import logged, rates
from knowledge.recommend.evaluation.off_policy import ips, snips
from knowledge.recommend.exploration import chance_of
from knowledge.recommend.shown import ShownLog

MINUTE = timedelta(minutes=1)


@pytest.fixture
def events(store: CatalogueStore, clock: FixedClock) -> EventLog:
    with store.transaction() as session:
        session.add_all(Product(product_id=each, name=each, source="test") for each in "ABC")
        ann = Customer(customer_id="ann", source="test")
        session.add(ann)
        for name, customer in (("talk", "ann"), ("guest", None)):
            now = clock.now()
            session.add(Conversation(conversation_id=name, customer_id=customer, created_at=now, updated_at=now))
        line = OrderLine(position=0, product_id="A", sku="A", name="A", quantity=1, paid=1)
        session.add(
            Order(
                number="1",
                customer=ann,
                status="delivered",
                placed_at=clock.now() + timedelta(days=1),
                total=1,
                currency="USD",
                source="test",
                lines=[line],
            )
        )
    return EventLog(store, clock)


def seen(log: EventLog, clock: FixedClock, talk: str, what: str, *products: str, minutes: float = 0) -> None:
    log.record(
        ShopperEventIn(
            f"{talk}-{what}-{product}-{minutes}",
            what,
            product,
            conversation_id=talk,
            list_name="recommended",
            at=clock.now() + minutes * MINUTE,
        )
        for product in products
    )


def test_rates_count_what_was_shown_then_clicked_then_bought(
    store: CatalogueStore, clock: FixedClock, events: EventLog
) -> None:
    seen(events, clock, "talk", "view_item_list", "A", "B", "C")
    seen(events, clock, "talk", "view_item_list", "A", minutes=5)  # again: one product of one conversation
    seen(events, clock, "talk", "select_item", "A", "B", minutes=6)
    seen(events, clock, "guest", "view_item_list", "A")
    seen(events, clock, "guest", "select_item", "A", minutes=-3)  # before it was shown
    (found,) = rates(store)
    assert (found.name, found.ctr.hits, found.ctr.of, found.cvr.hits, found.cvr.of) == ("recommended", 2, 4, 1, 2)
    assert found.ctr.low < found.ctr.share == 0.5 < found.ctr.high
    assert rates(store, clock.now() + timedelta(days=9)) == []


def test_a_shop_without_events_has_no_rates(store: CatalogueStore) -> None:
    assert rates(store) == []
    assert len(logged(store, 0.1).reward) == 0


def test_only_drawn_places_are_logged_and_no_customer_is_named(store: CatalogueStore, clock: FixedClock) -> None:
    plain = Recommendation("A", 1.0, Reason("popular"))
    drawn = Recommendation("B", 0.5, Reason("popular"), Draw(0.8, True, 10))
    assert ShownLog(store, clock).record("talk", "recommended", [plain, drawn]) == 1
    found = logged(store, 0.0)
    assert (found.propensity.tolist(), found.target.tolist()) == ([0.8], [1.0])


def test_the_log_tells_what_another_share_of_drawn_places_would_have_earned(
    store: CatalogueStore, clock: FixedClock, events: EventLog
) -> None:
    """The likeliest of four is clicked in half of the cases, the others in a tenth; half of the places are drawn."""
    chance, log = np.random.default_rng(4), ShownLog(store, clock)
    explore, pool, clicked = 0.5, 4, []
    for number in range(1_500):
        likeliest = chance.random() < chance_of(explore, True, pool)
        draw = Draw(chance_of(explore, bool(likeliest), pool), bool(likeliest), pool)
        log.record(f"talk-{number}", "recommended", [Recommendation("A", 1.0, Reason("popular"), draw)])
        if chance.random() < (0.5 if likeliest else 0.1):
            clicked.append(number)
    events.record(
        ShopperEventIn(
            f"e{number}", "select_item", "A", conversation_id=f"talk-{number}", list_name="recommended", at=clock.now()
        )
        for number in clicked
    )
    assert ips(logged(store, 0.0)).mean == pytest.approx(0.5, abs=0.05)
    everything_drawn = 0.25 * 0.5 + 0.75 * 0.1
    assert snips(logged(store, 1.0)).mean == pytest.approx(everything_drawn, abs=0.05)
