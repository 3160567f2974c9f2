"""A failure costs the customer an apology, never the conversation."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import boundary, shop_access
from actions.boundary import Reply, ShopAction
from actions.turn import Turn
from tests.actions.trackers import FakeTracker


@pytest.fixture(autouse=True)
def any_shop() -> Any:
    # These actions ask it nothing; whether a guest said by a code who they are is asked for each of them.
    shop_access.serve(SimpleNamespace(sign_ins=SimpleNamespace(customer={"known": "c7"}.get)))
    yield
    shop_access.serve(None)


async def run(action: type[ShopAction], sender: str = "c1", **slots: Any) -> tuple[list[str], dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = await action().run(dispatcher, FakeTracker(sender, slots), {})
    return [each["response"] for each in dispatcher.messages], {each["name"]: each["value"] for each in events}


class Half(ShopAction):
    action_name = "action_test_half"

    def respond(self, turn: Turn, shop: Any, reply: Reply) -> None:
        reply.say("greet")
        reply.remember(product="p1")
        raise RuntimeError("the database is gone")


class Slow(ShopAction):
    action_name = "action_test_slow"

    def respond(self, turn: Turn, shop: Any, reply: Reply) -> None:
        time.sleep(0.5)
        reply.say("greet")


class Fine(ShopAction):
    action_name = "action_test_fine"

    def respond(self, turn: Turn, shop: Any, reply: Reply) -> None:
        reply.say("greet")
        reply.remember(product="p1")


class Who(ShopAction):
    action_name = "action_test_who"

    def respond(self, turn: Turn, shop: Any, reply: Reply) -> None:
        reply.remember(who=turn.customer_id)


async def test_a_guest_who_said_their_code_is_served_as_that_customer_in_that_conversation_alone():
    assert (await run(Who, "known"))[1] == {"who": "c7"}
    assert (await run(Who, "another"))[1] == {"who": None}


async def test_a_failed_action_apologises_and_nothing_of_its_half_done_work_is_sent():
    assert await run(Half) == (["utter_sorry"], {})


async def test_an_action_past_its_deadline_says_so(monkeypatch):
    monkeypatch.setattr(boundary, "DEADLINE_SECONDS", 0.05)
    assert await run(Slow) == (["utter_sorry_slow"], {})


async def test_an_action_that_succeeds_says_and_remembers_all():
    assert await run(Fine) == (["utter_greet"], {"product": "p1"})


async def test_whatever_is_said_next_withdraws_an_offer():
    _, slots = await run(Fine, offered="person")
    assert slots["offered"] is None


async def test_a_failure_is_logged_by_its_kind_and_place_without_the_values_in_it(caplog):
    await run(Half)
    assert "action_test_half failed: RuntimeError" in caplog.text
    assert "the database is gone" not in caplog.text
