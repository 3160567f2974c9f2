"""No message lost, none doubled, all in order; and what happens when a person answers or something fails."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import update

from knowledge.catalogue.models import ConversationMessage
from knowledge.errors import StoreError
from tests.bot.channels.conftest import ROOT, Front, Serve, Service


async def test_a_message_sent_again_is_answered_once(service: Service) -> None:
    ada = await service.connected()
    first = await ada.say("hello", "m1")
    again = await ada.say("hello", "m1")
    await ada.settled()
    both = await asyncio.gather(ada.say("twice", "m2"), ada.say("twice", "m2"))
    await ada.until_texts("You said: twice")
    assert again == first and both[0] == both[1]
    assert service.agent.texts == ["hello", "twice"]
    assert ada.texts == ["hello", "You said: hello", "twice", "You said: twice"]


async def test_every_tab_sees_the_same_conversation(service: Service) -> None:
    one, two = await service.connected(), await service.connected()
    await two.resume()
    await one.say("hello")
    await asyncio.gather(one.until_texts("You said: hello"), two.until_texts("You said: hello"))
    assert one.messages == two.messages


async def test_many_messages_at_once_keep_their_order(service: Service) -> None:
    ada = await service.connected()
    answers = await asyncio.gather(*(ada.say(f"{number}") for number in range(20)))
    await ada.until_texts("You said: 19")
    assert service.agent.texts == [str(number) for number in range(20)]
    assert [answer["seq"] for answer in answers] == sorted(answer["seq"] for answer in answers)
    seqs = [message["seq"] for message in ada.messages]
    assert seqs == sorted(set(seqs)) and len(seqs) == 40


async def test_what_was_missed_comes_with_resume_once(service: Service) -> None:
    ada = await service.connected()
    await ada.resume()
    await ada.say("one")
    await ada.until_texts("You said: one")
    last = ada.messages[-1]["seq"]
    await ada.sio.disconnect()
    append = service.front.conversations.append
    missed = [append("conversation-a", "assistant", {"text": f"missed {n}"}).seq for n in range(3)]

    back = await service.connected()
    append("conversation-a", "assistant", {"text": "just before resume"})
    await asyncio.sleep(0.8)
    answer = await back.resume(last)
    assert [message["seq"] for message in answer["messages"]][:3] == missed
    await back.say("two")
    await back.until_texts("You said: two")
    everything = [message["text"] for message in answer["messages"]] + back.texts
    assert everything == ["missed 0", "missed 1", "missed 2", "just before resume", "two", "You said: two"]


async def test_resuming_while_messages_pour_in_loses_and_doubles_nothing(service: Service) -> None:
    desk = service.front.conversations
    ada = await service.connected()

    async def pour() -> None:
        for number in range(60):
            await asyncio.to_thread(desk.append, "conversation-a", "assistant", {"text": str(number)})

    pouring = asyncio.create_task(pour())
    got: list[int] = []
    for _ in range(5):
        client = await service.connected()
        answer = await client.resume(got[-1] if got else 0)
        got += [message["seq"] for message in answer["messages"]]
        await asyncio.sleep(0.3)
        await client.sio.disconnect()
        await asyncio.sleep(0.05)
        got += [message["seq"] for message in client.messages]
    await pouring
    got += [message["seq"] for message in (await ada.resume(got[-1]))["messages"]]
    assert got == [message.seq for message in desk.messages("conversation-a")] and len(got) == 60


async def test_a_long_absence_is_made_up_for_in_full(service: Service) -> None:
    desk = service.front.conversations
    ada = await service.connected()
    first = desk.append("conversation-a", "assistant", {"text": "first"}).seq
    for number in range(450):
        desk.append("conversation-a", "assistant", {"text": str(number)})
    assert len((await ada.resume(first))["messages"]) == 450
    fresh = await service.connected()
    history = (await fresh.resume(0))["messages"]
    assert len(history) == 200 and history[-1]["text"] == "449"


async def test_a_client_that_only_listens_hears_too(service: Service) -> None:
    ada = await service.connected()
    await asyncio.sleep(0.1)
    service.front.conversations.append("conversation-a", "assistant", {"text": "by the way"})
    await ada.until_texts("by the way")


# --- a person ---


async def test_while_a_person_has_the_conversation_the_assistant_is_silent(service: Service) -> None:
    desk = service.front.conversations
    ada = await service.connected()
    await ada.resume()
    await ada.say("hello")
    await ada.settled()
    desk.hand_over("conversation-a", {"last_message": "hello"})
    await ada.until(lambda: ada.statuses == ["open"])
    assert (await ada.say("is anybody there?"))["ok"]
    desk.take("conversation-a", "Sam")
    desk.append("conversation-a", "person", {"text": "Sam here", "name": "Sam"})
    await ada.until_texts("Sam here")
    assert service.agent.texts == ["hello"]
    assert (ada.messages[-1]["sender"], ada.messages[-1]["name"]) == ("person", "Sam")

    desk.resolve("conversation-a")
    await ada.until(lambda: ada.statuses == ["open", "resolved"])
    await ada.say("thanks, one more thing")
    await ada.until_texts("You said: thanks, one more thing")
    assert ada.statuses == ["open", "resolved", "pending"]


PERSON = """
import sys
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import SystemClock
from knowledge.conversations.desk import ConversationDesk
desk = ConversationDesk(CatalogueStore.open(sys.argv[1]), SystemClock())
desk.take("conversation-a", "Sam")
for number in range(10):
    desk.append("conversation-a", "person", {"text": f"answer {number}", "name": "Sam"})
desk.resolve("conversation-a")
"""


async def test_a_person_in_another_process_reaches_the_widget(service: Service) -> None:
    one, two = await service.connected(), await service.connected()
    await asyncio.gather(one.resume(), two.resume())
    service.front.conversations.hand_over("conversation-a", {})
    command = [sys.executable, "-c", PERSON, service.shop_url]
    await asyncio.to_thread(subprocess.run, command, check=True, cwd=ROOT)
    for client in (one, two):
        await client.until(lambda client=client: client.statuses[-1:] == ["resolved"])
        assert client.texts == [f"answer {number}" for number in range(10)]


async def test_a_message_that_waits_behind_a_hand_over_is_left_to_the_person(service: Service) -> None:
    async def hand_over(message: UserMessage) -> None:
        await asyncio.sleep(0.2)
        await asyncio.to_thread(service.front.conversations.hand_over, message.sender_id, {})
        await message.output_channel.send_response(message.sender_id, {"text": "A person will answer"})

    service.agent.answer = hand_over
    ada = await service.connected()
    await asyncio.gather(ada.say("a person please"), ada.say("hurry"))
    await ada.until_texts("A person will answer")
    await asyncio.sleep(0.3)
    assert service.agent.texts == ["a person please"]
    assert ada.statuses == ["open"]
    assert "hurry" in ada.texts


# --- what fails ---


@pytest.mark.parametrize("language, apology", [("en", "I'm sorry"), ("zh", "抱歉")])
async def test_when_the_assistant_fails_the_customer_gets_an_apology(
    service: Service, language: str, apology: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(message: UserMessage) -> None:
        raise RuntimeError(f"could not handle {message.text}")

    ada = await service.connected()
    await ada.call("language", {"language": language})
    service.agent.answer = fail
    with caplog.at_level(logging.DEBUG, logger="bot"):
        assert (await ada.say("my number is 555-0199"))["ok"]
        await ada.settled()
    assert apology in ada.texts[1] and ada.messages[1]["sender"] == "assistant"
    assert "RuntimeError" in caplog.text and "555-0199" not in caplog.text
    service.agent.answer = service.agent.echo
    await ada.say("again")
    await ada.until_texts("You said: again")


async def test_when_rasa_swallows_the_failure_the_customer_gets_an_apology(service: Service) -> None:
    async def say_nothing(_message: UserMessage) -> None:
        """As Rasa does when the action server is down."""

    service.agent.answer = say_nothing
    ada = await service.connected()
    await ada.say("hello")
    await ada.settled()
    assert "sorry" in ada.texts[1]


async def test_an_assistant_that_hangs_is_given_up(serve: Serve) -> None:
    async with serve(turn_seconds=0.3) as service:

        async def hang(_message: UserMessage) -> None:
            await asyncio.sleep(60)

        service.agent.answer = hang
        ada = await service.connected()
        await ada.say("hello")
        await ada.settled()
        assert "sorry" in ada.texts[1]


async def test_without_even_an_apology_the_widget_is_told(service: Service) -> None:
    async def fail(_message: UserMessage) -> None:
        raise RuntimeError

    service.agent.nlg.responses = {}
    service.agent.answer = fail
    ada = await service.connected()
    await ada.say("hello")
    await ada.until(lambda: ("problem", {"code": "unavailable"}) in ada.received)
    service.agent.answer = service.agent.echo
    await ada.say("again")
    await ada.until_texts("You said: again")


async def test_what_the_assistant_died_over_is_answered_when_the_customer_is_back(serve: Serve, front: Front) -> None:
    front.conversations.open_conversation("conversation-a", "ada", "en")
    front.conversations.append("conversation-a", "customer", {"text": "yes please"}, "m1")
    async with serve() as service:
        ada, tab = await service.connected(), await service.connected()
        await asyncio.gather(ada.resume(), tab.resume())
        await ada.until_texts("You said: yes please")
        await ada.settled()
        await ada.resume(ada.answered)
        await asyncio.sleep(0.2)
        assert service.agent.texts == ["yes please"]


async def test_what_was_left_long_ago_or_to_a_person_is_not_answered(serve: Serve, front: Front) -> None:
    for conversation in ("conversation-a", "conversation-b"):
        front.conversations.open_conversation(conversation, "ada", "en")
        front.conversations.append(conversation, "customer", {"text": "yes please"}, "m1")
    front.conversations.hand_over("conversation-a", {})
    with front.store.transaction() as session:
        long_ago = datetime.now(timezone.utc) - timedelta(minutes=11)
        theirs = update(ConversationMessage).where(ConversationMessage.conversation_id == "conversation-b")
        session.execute(theirs.values(at=long_ago).execution_options(synchronize_session=False))
    async with serve() as service:
        for conversation in ("conversation-a", "conversation-b"):
            await (await service.connected(conversation)).resume()
        await asyncio.sleep(0.2)
        assert service.agent.asked == []


async def test_before_the_assistant_is_ready_a_message_is_not_taken(service: Service) -> None:
    service.agent.ready = False
    ada = await service.connected()
    assert (await ada.say("hello", "m1"))["error"]["code"] == "unavailable"
    assert service.front.conversations.messages("conversation-a") == ()
    service.agent.ready = True
    assert (await ada.say("hello", "m1"))["ok"]
    await ada.until_texts("You said: hello")


async def test_a_shop_that_cannot_be_opened_is_reported_and_tried_again(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    fronts: list[object] = []

    def open_shop() -> object:
        if not fronts:
            raise StoreError("no database at this address")
        return fronts[0]

    async with serve(open_shop) as service:
        early = service.client()
        with pytest.raises(Exception):  # noqa: B017
            await early.connect()
        assert early.refusal is not None and early.refusal["data"] == {"code": "unavailable"}
        assert "database cannot be used: StoreError" in caplog.text
        fronts.append(service.front)
        later = await service.connected()
        assert (await later.say("hello"))["ok"]


def health_of(url: str) -> int:
    try:
        with urllib.request.urlopen(f"{url}/daogou/health", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


async def test_health_says_whether_the_assistant_is_loaded(service: Service) -> None:
    assert await asyncio.to_thread(health_of, service.url) == 200
    service.agent.ready = False
    assert await asyncio.to_thread(health_of, service.url) == 503


async def test_health_opens_the_shop_before_the_first_customer_comes_and_says_if_it_cannot(
    serve: Serve, front: Front
) -> None:
    openings = iter([StoreError("no database"), front])

    def open_shop() -> Front:
        found = next(openings)
        if isinstance(found, Exception):
            raise found
        return found

    async with serve(open_shop) as service:
        assert await asyncio.to_thread(health_of, service.url) == 503
        assert await asyncio.to_thread(health_of, service.url) == 200
        assert (await (await service.connected()).say("hello"))["ok"]
        assert next(openings, None) is None
