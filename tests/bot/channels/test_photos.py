"""A photo comes over the channel in parts, is shown in every tab, and the assistant hears of it once."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from knowledge.orders.cases import Case, CaseBook
from knowledge.orders.pictures import LARGEST_BYTES
from tests.bot.channels.conftest import Client, Service


def noisy(side: int = 300) -> bytes:
    """A picture that does not fit into one part."""
    written = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(written, "PNG")
    return written.getvalue()


async def send(client: Client, photo: bytes, client_id: str = "p1", size: int = 40_000) -> list[dict[str, Any]]:
    parts = range(0, len(photo), size)
    return [
        await client.call(
            "photo", {"client_id": client_id, "at": at, "total": len(photo), "data": photo[at : at + size]}
        )
        for at in parts
    ]


async def test_a_photo_is_shown_in_every_tab_and_the_assistant_is_told(service: Service) -> None:
    ada, tab = await service.connected(), await service.connected()
    await tab.resume()
    *parts, whole = await send(ada, noisy())
    await ada.settled()
    assert parts and all(each["ok"] and each["received"] for each in parts)
    shown = ada.messages[0]
    assert whole == {"ok": True, "seq": shown["seq"]}
    assert (shown["sender"], shown["client_id"], shown["payload"]["type"]) == ("customer", "p1", "photo")
    await tab.until(lambda: any(each.get("payload") == shown["payload"] for each in tab.messages))
    told = service.agent.texts[-1] or ""
    assert told.startswith("/send_photo{")
    assert json.loads(told.removeprefix("/send_photo"))["photo"] == shown["payload"]["reference"]


async def test_a_photo_is_kept_with_the_case_of_its_conversation(service: Service) -> None:
    ada = await service.connected()
    cases = CaseBook(service.front.store, service.front.photos._clock)
    reference = cases.open(Case("damaged", "a crack", "conversation-a", "ada"), "key")
    await send(ada, noisy())
    assert len(service.front.photos.of_case(reference)) == 1


async def test_a_photo_sent_again_because_its_answer_was_lost_is_answered_once(service: Service) -> None:
    ada, photo = await service.connected(), noisy()
    first = (await send(ada, photo))[-1]
    await ada.settled()
    assert (await send(ada, photo))[-1] == first
    assert len(service.agent.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": "p1", "at": 10, "total": 20, "data": b"x"},
        {"client_id": "p1", "at": 0, "total": 2, "data": b"xyz"},
        {"client_id": "p1", "at": 0, "total": 0, "data": b"x"},
        {"client_id": "p1", "at": 0, "total": 5, "data": "text"},
        {"client_id": "p1", "at": 0, "total": 5, "data": b""},
        {"at": 0, "total": 1, "data": b"x"},
    ],
)
async def test_parts_that_do_not_fit_together_are_refused(service: Service, body: dict[str, Any]) -> None:
    ada = await service.connected()
    assert (await ada.call("photo", body))["error"]["code"] == "bad_request"
    assert (await send(ada, noisy()))[-1]["ok"]


async def test_what_is_too_large_or_no_picture_is_told_so(service: Service) -> None:
    ada = await service.connected()
    announced = {"client_id": "p1", "at": 0, "total": LARGEST_BYTES + 1, "data": b"x"}
    assert (await ada.call("photo", announced))["error"]["code"] == "bad_photo"
    assert (await send(ada, b"no picture" * 9_000))[-1]["error"]["code"] == "bad_photo"
    assert ada.messages == [] and service.agent.asked == []


async def test_the_parts_of_two_tabs_do_not_mix(service: Service) -> None:
    ada, tab, photo = await service.connected(), await service.connected(), noisy(150)
    half = len(photo) // 2
    one = {"client_id": "p1", "total": len(photo)}
    assert (await ada.call("photo", {**one, "at": 0, "data": photo[:half]}))["ok"]
    assert (await tab.call("photo", {**one, "at": half, "data": photo[half:]}))["error"]["code"] == "bad_request"
    assert (await ada.call("photo", {**one, "at": half, "data": photo[half:]}))["seq"]
