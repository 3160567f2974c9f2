from __future__ import annotations

import asyncio

from tests.bot.channels.conftest import Service


async def test_a_message_is_acknowledged_and_answered(service: Service) -> None:
    ada = await service.connected()
    said = await ada.say("hello", "m1")
    await ada.until_texts("You said: hello")
    mine, answer = ada.messages
    assert said == {"ok": True, "seq": mine["seq"]}
    assert (mine["sender"], mine["client_id"], mine["text"]) == ("customer", "m1", "hello")
    assert (answer["sender"], answer["seq"] > mine["seq"]) == ("assistant", True)
    await ada.settled()
    assert [body for event, body in ada.received if event == "typing"] == [{"on": True}, {"on": False}]
    await asyncio.sleep(0)
