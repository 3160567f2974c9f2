"""What is kept of messages that were not understood: masked, of those who agreed, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from knowledge.catalogue.models import Customer
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.conversations import unclear
from knowledge.conversations.unclear import UnclearLog
from knowledge.customers.consent import ConsentBook
from knowledge.errors import NotFoundError

RANKING = [{"name": "nlu_fallback", "confidence": 0.7}] + [
    {"name": name, "confidence": confidence}
    for name, confidence in [("help", 0.21444), ("greet", 0.2), ("deny", 0.1), ("thank", 0.05)]
]
QUARTER = timedelta(days=90)


@pytest.fixture
def log(store: CatalogueStore, clock: FixedClock) -> UnclearLog:
    with store.transaction() as session:
        session.add(Customer(customer_id="ada", name="Ada Byron", email="ada@x.test", source="test"))
    return UnclearLog(store, clock, QUARTER)


def everything(store: CatalogueStore) -> str:
    """All that the table holds, as the database has it."""
    with store.session() as session:
        return str([tuple(row) for row in session.execute(text("SELECT * FROM unclear_message"))])


def test_a_guests_message_is_kept_with_what_it_could_have_been(log: UnclearLog, clock: FixedClock) -> None:
    assert log.keep("qwxz  plorf\n", "en", "fallback", RANKING, None)
    [kept] = log.waiting()
    assert (kept.text, kept.language, kept.reason, kept.at, kept.times) == ("qwxz plorf", "en", "fallback", clock.at, 1)
    assert kept.intents == (("help", 0.214), ("greet", 0.2), ("deny", 0.1))
    assert kept.label is None


def test_nothing_unmasked_is_written_nor_who_said_it(store: CatalogueStore, log: UnclearLog, clock: FixedClock) -> None:
    ConsentBook(store, clock).decide("ada", "analytics", True)
    log.keep("ada byron here, order 31198570044, mail x@y.test or 我叫王小明", "en", "fallback", RANKING, "ada")
    written = everything(store)
    assert "[name] here, order [order], mail [email] or 我叫[name]" in written
    for secret in ("ada", "Ada", "31198570044", "x@y.test", "王小明"):
        assert secret not in written


def test_a_number_is_masked_before_a_long_text_is_cut(store: CatalogueStore, log: UnclearLog) -> None:
    log.keep("a" * (unclear.LONGEST_KEPT - 4) + " 4111111111111111", "en", "fallback", [], None)
    assert "411" not in everything(store)
    assert len(log.waiting()[0].text) <= unclear.LONGEST_KEPT


def test_of_a_customer_who_did_not_agree_nothing_is_kept(
    store: CatalogueStore, log: UnclearLog, clock: FixedClock
) -> None:
    consents = ConsentBook(store, clock)
    assert not log.keep("hm", "en", "fallback", [], "ada")
    consents.decide("ada", "personalisation", True)
    assert not log.keep("hm", "en", "fallback", [], "ada")
    assert not log.keep("hm", "en", "fallback", [], "a customer the shop does not know")
    consents.decide("ada", "analytics", True)
    assert log.keep("hm", "en", "fallback", [], "ada")
    assert len(log.waiting()) == 1


def test_the_same_again_is_counted(log: UnclearLog) -> None:
    for said in ("where is 31198570044", "where is 27601281299"):
        log.keep(said, "en", "fallback", RANKING, None)
    log.keep("where is [number]", "zh", "fallback", RANKING, None)
    assert sorted((each.times, each.language) for each in log.waiting()) == [(1, "zh"), (2, "en")]


def test_a_thumb_counts_for_more_than_a_doubt(log: UnclearLog) -> None:
    log.keep("hm", "en", "thumbs_down", [], None)
    log.keep("hm", "en", "low_confidence", [], None)
    assert log.waiting()[0].reason == "thumbs_down"


def test_what_was_reviewed_is_not_asked_again(log: UnclearLog) -> None:
    log.keep("hm", "en", "fallback", [], None)
    [kept] = log.waiting()
    log.label(kept.id, "deny")
    assert log.waiting() == ()
    assert not log.keep("hm", "en", "fallback", [], None)
    assert log.message(kept.id).label == "deny"


def test_what_is_dropped_is_gone(store: CatalogueStore, log: UnclearLog) -> None:
    log.keep("hm", "en", "fallback", [], None)
    log.drop(log.waiting()[0].id)
    assert everything(store) == "[]"


def test_what_is_not_there_is_said_not_to_be(log: UnclearLog) -> None:
    for ask in (lambda: log.message(7), lambda: log.label(7, "deny"), lambda: log.drop(7)):
        with pytest.raises(NotFoundError, match="7"):
            ask()


def test_nothing_is_kept_longer_than_agreed(store: CatalogueStore, log: UnclearLog, clock: FixedClock) -> None:
    log.keep("old", "en", "fallback", [], None)
    log.keep("reviewed", "en", "fallback", [], None)
    log.label(log.waiting()[0].id, "deny")
    later = UnclearLog(store, FixedClock(clock.at + QUARTER - timedelta(seconds=1)), QUARTER)
    assert later.prune() == 0
    later.keep("new", "en", "fallback", [], None)
    assert UnclearLog(store, FixedClock(clock.at + QUARTER), QUARTER).prune() == 2
    assert [each.text for each in log.waiting()] == ["new"]


def test_no_more_are_kept_than_may_be(
    store: CatalogueStore, log: UnclearLog, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unclear, "MOST", 3)
    for second in range(5):
        at = FixedClock(clock.at + timedelta(seconds=second))
        UnclearLog(store, at, QUARTER).keep(f"text {second}", "en", "fallback", [], None)
    assert log.prune() == 2
    assert [each.text for each in log.waiting()] == ["text 4", "text 3", "text 2"]


def test_a_shop_that_keeps_nothing_keeps_nothing(store: CatalogueStore, log: UnclearLog, clock: FixedClock) -> None:
    log.keep("from before", "en", "fallback", [], None)
    off = UnclearLog(store, clock, timedelta(0))
    assert not off.keep("hm", "en", "fallback", [], None)
    assert off.prune() == 1
    assert log.waiting() == ()
