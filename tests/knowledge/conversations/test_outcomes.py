"""How talks ended, by one definition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.conversations.outcomes import OutcomeBook, Service
from knowledge.errors import UnknownConversation

Say = Callable[..., None]
DAY = timedelta(days=1)


@pytest.fixture
def say(store: CatalogueStore, clock: FixedClock) -> Say:
    """Say something so many hours ago: ``say("talk", "customer", 5, "hello")``."""

    def said(talk: str, sender: str, ago: float, text: str, customer: str | None = None, **body: Any) -> None:
        then = FixedClock(clock.now() - timedelta(hours=ago))
        desk = ConversationDesk(store, then)
        desk.open_conversation(talk, customer, "en")
        desk.append(talk, sender, {"text": text, **body})

    return said


@pytest.fixture
def outcomes(store: CatalogueStore, clock: FixedClock) -> OutcomeBook:
    return OutcomeBook(store, clock)


def ended(outcomes: OutcomeBook, clock: FixedClock) -> list[str]:
    return [each.outcome for each in outcomes.talks(clock.now() - 30 * DAY)]


def test_what_was_answered_is_resolved(say: Say, outcomes: OutcomeBook, clock: FixedClock) -> None:
    say("talk", "customer", 9, "where is my order?")
    say("talk", "assistant", 9, "It is on its way.")
    assert ended(outcomes, clock) == ["resolved"]


def test_who_was_asked_and_went_or_was_never_answered_abandoned_it(
    say: Say, outcomes: OutcomeBook, clock: FixedClock
) -> None:
    say("asked", "customer", 9, "cancel my order")
    say("asked", "assistant", 9, "Shall I do it?")
    say("unanswered", "customer", 8, "hello")
    assert ended(outcomes, clock) == ["abandoned", "abandoned"]


def test_where_a_person_was_called_it_was_handed_over(say: Say, outcomes: OutcomeBook, clock: FixedClock) -> None:
    say("talk", "customer", 9, "a person please")
    say("talk", "assistant", 9, "I am bringing one in.", payload={"type": "handoff", "status": "open"})
    assert ended(outcomes, clock) == ["handed_over"]


def test_who_comes_back_within_a_week_reopens_it(say: Say, outcomes: OutcomeBook, clock: FixedClock) -> None:
    for talk, ago in (("first", 24 * 20), ("second", 24 * 6), ("third", 24 * 2)):
        say(talk, "customer", ago, "where is my order?", "ada")
        say(talk, "assistant", ago, "It is on its way.", "ada")
    assert ended(outcomes, clock) == ["resolved", "reopened", "resolved"]


def test_what_may_still_go_on_has_not_ended_and_what_only_the_shop_said_is_no_talk(
    say: Say, outcomes: OutcomeBook, clock: FixedClock
) -> None:
    say("talk", "customer", 1, "hello")
    say("talk", "assistant", 1, "Hello!")
    say("alert", "assistant", 50, "It is back in stock.", "ada")
    assert ended(outcomes, clock) == []


def test_scores_are_kept_once_a_conversation_and_counted(say: Say, outcomes: OutcomeBook, clock: FixedClock) -> None:
    for talk in ("one", "two"):
        say(talk, "customer", 9, "thanks")
        say(talk, "assistant", 9, "You're welcome.")
    outcomes.rate("one", 2)
    outcomes.rate("one", 5, " quick ")
    outcomes.rate("two", 3)
    found = outcomes.service(clock.now() - 30 * DAY)
    assert found == Service(
        {"resolved": 2, "handed_over": 0, "abandoned": 0, "reopened": 0}, {1: 0, 2: 0, 3: 1, 4: 0, 5: 1}
    )
    assert (found.containment, found.satisfied) == (1.0, 0.5)
    with pytest.raises(ValueError, match="1 to 5"):
        outcomes.rate("one", 6)
    with pytest.raises(UnknownConversation):
        outcomes.rate("nowhere", 5)


def test_of_no_talks_nothing_is_told(outcomes: OutcomeBook) -> None:
    found = outcomes.service(datetime(2000, 1, 1, tzinfo=timezone.utc))
    assert (found.containment, found.satisfied) == (None, None)
