"""What was not understood is put aside, and no turn is the worse for it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from knowledge.catalogue.models import Customer
from knowledge.conversations.unclear import UnclearView
from tests.bot.channels.conftest import Client, Serve, Service


def read_as(name: str, confidence: float, *others: str, **more: Any) -> dict[str, Any]:
    ranking = [{"name": each, "confidence": 0.1} for each in others]
    intent = {"name": name, "confidence": confidence}
    return {"intent": intent, "intent_ranking": [intent, *ranking], "entities": [], **more}


async def kept(service: Service, client: Client, count: int = 1) -> tuple[UnclearView, ...]:
    await client.until(lambda: len(service.front.unclear.waiting()) >= count)
    return service.front.unclear.waiting()


async def nothing_kept(service: Service) -> None:
    """After a later message was kept, so that an earlier one had its time."""
    guest = await service.connected("conversation-after", None)
    service.agent.parsed = read_as("nlu_fallback", 0.7)
    await guest.say("after that")
    assert [each.text for each in await kept(service, guest)] == ["after that"]


async def test_a_message_that_was_not_understood_is_kept_with_what_it_could_have_been(service: Service) -> None:
    service.agent.parsed = read_as("nlu_fallback", 0.7, "help", "greet")
    guest = await service.connected(customer=None)
    await guest.say("qwxz, mail me at x@y.test")
    [message] = await kept(service, guest)
    assert (message.text, message.reason, message.language) == ("qwxz, mail me at [email]", "fallback", "en")
    assert message.intents == (("help", 0.1), ("greet", 0.1))


async def test_one_that_was_hardly_understood_is_kept_and_one_that_was_is_not(service: Service) -> None:
    guest = await service.connected(customer=None)
    service.agent.parsed = read_as("greet", 0.51)
    await guest.say("hello")
    await guest.settled()
    service.agent.parsed = read_as("greet", 0.49)
    await guest.say("hallo")
    [message] = await kept(service, guest)
    assert (message.text, message.reason) == ("hallo", "low_confidence")


async def test_of_several_requests_only_the_unclear_one_is_kept(service: Service) -> None:
    parts = [{"text": "cancel it", **read_as("ask_faq", 0.9)}, {"text": "and plorf", **read_as("nlu_fallback", 0.7)}]
    language = {"entity": "language", "value": "zh", "start": 0, "end": 0}
    service.agent.parsed = {**read_as("ask_faq", 0.9), "requests": parts, "entities": [language]}
    guest = await service.connected(customer=None)
    await guest.say("cancel it and plorf")
    [message] = await kept(service, guest)
    assert (message.text, message.language) == ("and plorf", "zh")


async def test_a_thumb_down_keeps_what_the_customer_had_said(service: Service) -> None:
    guest = await service.connected(customer=None)
    for said in ("do you have tea", "and coffee"):
        await guest.say(said)
        await guest.settled()
    assert (await guest.call("feedback", {"seq": guest.messages[1]["seq"], "value": 1}))["ok"]
    assert (await guest.call("feedback", {"seq": guest.messages[1]["seq"], "value": -1}))["ok"]
    [message] = await kept(service, guest)
    assert (message.text, message.reason) == ("do you have tea", "thumbs_down")
    assert message.intents == ()  # the stand-in gives no ranking


async def test_of_a_customer_who_did_not_agree_nothing_is_kept(service: Service) -> None:
    with service.front.store.transaction() as session:
        session.add(Customer(customer_id="ada", source="test"))
    service.agent.parsed = read_as("nlu_fallback", 0.7)
    ada = await service.connected(customer="ada")
    await ada.say("qwxz")
    await ada.settled()
    await ada.call("feedback", {"seq": ada.answered, "value": -1})
    await nothing_kept(service)


async def test_a_button_on_a_card_is_not_something_to_learn(service: Service) -> None:
    service.agent.parsed = read_as("ask_why", 0.1)
    guest = await service.connected(customer=None)
    command = {"client_id": "c1", "name": "why", "product_id": "P1", "title": "Why this?"}
    assert (await guest.call("command", command))["ok"]
    await guest.settled()
    await nothing_kept(service)


async def test_a_failure_to_keep_costs_no_turn_and_logs_nothing_that_was_said(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve() as service:
        service.agent.parsed = read_as("nlu_fallback", 0.7)

        def broken(*_: Any) -> bool:
            raise RuntimeError("could not insert 'qwxz'")

        service.front.unclear.keep = broken  # type: ignore[method-assign]
        guest = await service.connected(customer=None)
        with caplog.at_level(logging.INFO):
            await guest.say("qwxz")
            await guest.until_texts("You said: qwxz")
            await guest.until(lambda: "could not be kept: RuntimeError" in caplog.text)
        assert "qwxz" not in caplog.text


async def test_a_slow_database_does_not_hold_the_next_answer_up(service: Service) -> None:
    service.agent.parsed = read_as("nlu_fallback", 0.7)
    keep, released = service.front.unclear.keep, asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: Any) -> bool:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
        return keep(*arguments)

    service.front.unclear.keep = slow  # type: ignore[method-assign]
    guest = await service.connected(customer=None)
    for said in ("first", "second"):
        await guest.say(said)
        await guest.until_texts(f"You said: {said}")
    released.set()
    assert {each.text for each in await kept(service, guest, 2)} == {"first", "second"}


async def test_what_may_no_longer_be_kept_goes_with_the_next_message(service: Service) -> None:
    pruned: list[int] = []
    service.front.unclear.prune = lambda: pruned.append(1) or 0  # type: ignore[method-assign, func-returns-value]
    guest = await service.connected(customer=None)
    for said in ("hello", "again"):
        await guest.say(said)
        await guest.until_texts(f"You said: {said}")
    await guest.until(lambda: bool(pruned))
    assert len(pruned) == 1  # not at every message
