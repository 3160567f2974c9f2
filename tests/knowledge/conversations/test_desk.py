from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock, SystemClock
from knowledge.conversations.desk import ConversationDesk
from knowledge.errors import InvalidTransition, NotAllowed, NotFoundError, UnknownConversation


@pytest.fixture
def desk(store: CatalogueStore, clock: FixedClock) -> ConversationDesk:
    desk = ConversationDesk(store, clock)
    desk.open_conversation("c", "ada", "en")
    return desk


def test_opening_twice_gives_the_same_conversation(desk: ConversationDesk) -> None:
    again = desk.open_conversation("c", "ada", "zh")
    assert (again.customer_id, again.status, again.language) == ("ada", "pending", "en")


@pytest.mark.parametrize("owner, other", [("ada", "bob"), ("ada", None), (None, "bob")])
def test_a_conversation_has_one_customer(desk: ConversationDesk, owner: str | None, other: str | None) -> None:
    desk.open_conversation("d", owner, "en")
    with pytest.raises(NotAllowed):
        desk.open_conversation("d", other, "en")


def test_what_was_never_opened_is_unknown(desk: ConversationDesk) -> None:
    for ask in (
        lambda: desk.status("x"),
        lambda: desk.hand_over("x", {}),
        lambda: desk.resolve("x"),
        lambda: desk.take("x", "Sam"),
        lambda: desk.set_language("x", "zh"),
        lambda: desk.append("x", "customer", {"text": "hello"}),
    ):
        with pytest.raises(UnknownConversation):
            ask()
    assert desk.messages("x") == ()


def test_a_conversation_goes_to_a_person_and_back(desk: ConversationDesk) -> None:
    desk.hand_over("c", {"last_message": "help"})
    assert [each.conversation_id for each in desk.waiting()] == ["c"]
    taken = desk.take("c", "Sam")
    assert (taken.status, taken.assignee, taken.summary) == ("open", "Sam", {"last_message": "help"})
    desk.append("c", "person", {"text": "Hello, Sam here", "name": "Sam"})
    desk.append("c", "customer", {"text": "thanks"})
    assert desk.status("c") == "open"
    desk.resolve("c")
    assert desk.status("c") == "resolved"
    desk.append("c", "customer", {"text": "one more thing"})
    assert desk.status("c") == "pending"
    assert desk.view("c").assignee is None


def test_who_waits_untaken_comes_first(desk: ConversationDesk) -> None:
    for conversation_id in ("c", "d", "e", "f"):
        desk.open_conversation(conversation_id, "ada", "en")
    for conversation_id in ("c", "d", "e"):
        desk.hand_over(conversation_id, {})
    desk.take("c", "Sam")
    desk.resolve("e")
    assert [(each.conversation_id, each.assignee) for each in desk.waiting()] == [("d", None), ("c", "Sam")]


def test_steps_that_do_not_exist_are_refused(desk: ConversationDesk) -> None:
    for step in (
        lambda: desk.resolve("c"),
        lambda: desk.take("c", "Sam"),
        lambda: desk.append("c", "person", {"text": "hello"}),
    ):
        with pytest.raises(InvalidTransition):
            step()
    desk.hand_over("c", {})
    with pytest.raises(InvalidTransition):
        desk.hand_over("c", {})
    desk.resolve("c")
    for step in (lambda: desk.resolve("c"), lambda: desk.take("c", "Sam"), lambda: desk.hand_over("c", {})):
        with pytest.raises(InvalidTransition):
            step()
    assert desk.messages("c") == ()


def test_one_person_cannot_take_anothers_conversation(desk: ConversationDesk) -> None:
    desk.hand_over("c", {})
    desk.take("c", "Sam")
    assert desk.take("c", "Sam").assignee == "Sam"
    with pytest.raises(NotAllowed):
        desk.take("c", "Kim")
    assert desk.view("c").assignee == "Sam"


def test_a_message_sent_again_is_logged_once(desk: ConversationDesk) -> None:
    first = desk.append("c", "customer", {"text": "hello"}, "m1")
    again = desk.append("c", "customer", {"text": "something else"}, "m1")
    assert first.new and not again.new
    assert (again.seq, again.body) == (first.seq, {"text": "hello"})
    assert len(desk.messages("c")) == 1


def test_a_client_id_belongs_to_its_conversation(desk: ConversationDesk) -> None:
    desk.open_conversation("d", None, "en")
    assert desk.append("c", "customer", {}, "m1").new and desk.append("d", "customer", {}, "m1").new


def test_an_old_message_sent_again_does_not_wake_a_resolved_conversation(desk: ConversationDesk) -> None:
    desk.append("c", "customer", {"text": "hello"}, "m1")
    desk.hand_over("c", {})
    desk.resolve("c")
    desk.append("c", "customer", {"text": "hello"}, "m1")
    assert desk.status("c") == "resolved"


def test_messages_come_in_order_after_a_cursor(desk: ConversationDesk) -> None:
    seqs = [desk.append("c", "assistant", {"text": str(each)}).seq for each in range(5)]
    assert seqs == sorted(set(seqs))
    assert [each.seq for each in desk.messages("c", after=seqs[1])] == seqs[2:]
    assert [each.seq for each in desk.messages("c", limit=2)] == seqs[:2]
    assert [each.seq for each in desk.last_messages("c", limit=2)] == seqs[3:]


def test_news_of_many_conversations_keeps_to_each_cursor(desk: ConversationDesk) -> None:
    cursors = {}
    for number in range(450):
        desk.open_conversation(f"n{number}", None, "en")
        cursors[f"n{number}"] = desk.append(f"n{number}", "customer", {"text": "read"}).seq
    desk.append("n3", "assistant", {"text": "for 3"})
    desk.append("n449", "assistant", {"text": "for 449"})
    desk.append("c", "assistant", {"text": "not asked for"})
    assert [(each.conversation_id, each.body["text"]) for each in desk.news(cursors)] == [
        ("n3", "for 3"),
        ("n449", "for 449"),
    ]
    assert desk.statuses(cursors).keys() == cursors.keys()


def test_feedback_stays_with_what_the_shop_said(desk: ConversationDesk) -> None:
    said = desk.append("c", "assistant", {"text": "hello"})
    asked = desk.append("c", "customer", {"text": "hi"})
    desk.feedback("c", said.seq, 1)
    desk.feedback("c", said.seq, -1)
    assert desk.messages("c")[0].feedback == -1
    for conversation_id, seq in (("c", asked.seq), ("c", 10_000), ("other", said.seq)):
        with pytest.raises(NotFoundError):
            desk.feedback(conversation_id, seq, 1)
    with pytest.raises(ValueError):
        desk.feedback("c", said.seq, 5)


def test_the_language_can_change(desk: ConversationDesk) -> None:
    desk.set_language("c", "zh")
    assert desk.view("c").language == "zh"


def test_a_sender_must_be_one_the_widget_knows(desk: ConversationDesk) -> None:
    with pytest.raises(ValueError):
        desk.append("c", "robot", {})


def _write(url: str, writer: int) -> list[int]:
    store = CatalogueStore(CatalogueStore.open(url).engine)
    desk = ConversationDesk(store, SystemClock())
    desk.open_conversation("shared", None, "en")
    seqs = []
    for number in range(25):
        desk.append("shared", "customer", {"text": "the same"}, client_id=f"both-{number}")
        seqs.append(desk.append("shared", "assistant", {"text": f"{writer}-{number}"}).seq)
    store.close()
    return seqs


def test_two_processes_write_one_conversation(store: CatalogueStore, store_url: str) -> None:
    """A reader that polls while they write sees every message once, in rising order."""
    seen: list[int] = []
    desk = ConversationDesk(store, SystemClock())
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        writers = [processes.submit(_write, store_url, number) for number in range(2)]
        while not all(writer.done() for writer in writers):
            seen.extend(message.seq for message in desk.messages("shared", after=seen[-1] if seen else 0))
        written = [writer.result() for writer in writers]
    seen.extend(message.seq for message in desk.messages("shared", after=seen[-1] if seen else 0))
    everything = desk.messages("shared")
    assert seen == [message.seq for message in everything] == sorted(set(seen))
    assert len(everything) == 25 + 2 * 25
    assert set(written[0]) | set(written[1]) <= set(seen)


def test_urgent_conversations_are_answered_first(desk: ConversationDesk) -> None:
    for conversation_id, urgency in (("calm", "normal"), ("urgent", "urgent"), ("older", None)):
        desk.open_conversation(conversation_id, None, "en")
        desk.hand_over(conversation_id, {"urgency": urgency} if urgency else {})
    desk.open_conversation("taken", None, "en")
    desk.hand_over("taken", {"urgency": "urgent"})
    desk.take("taken", "Sam")
    first, *_, last = desk.waiting()
    assert (first.conversation_id, last.conversation_id) == ("urgent", "taken")
