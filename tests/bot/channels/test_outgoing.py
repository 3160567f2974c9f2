from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.channels.outgoing import body_of, message_of, schema
from knowledge.conversations.log import LoggedMessage

CARD = {"product_id": "P1", "name": "Tea", "price": "1.99", "currency": "USD", "in_stock": True}
LIST = {"type": "product_list", "list": "search", "products": [CARD]}
NOTHING_ELSE = {"elements": None, "quick_replies": None, "attachment": None, "image": None}


def on_the_wire(bot_message: dict[str, Any]) -> dict[str, Any]:
    at = datetime(2024, 5, 17, tzinfo=timezone.utc)
    message = message_of(LoggedMessage(7, "c", "assistant", body_of(bot_message), at))
    Draft7Validator(schema()).validate(message)
    return message


def test_text_buttons_and_payload_stay_one_message() -> None:
    buttons = [{"title": "More", "payload": "show me more"}]
    message = on_the_wire({**NOTHING_ELSE, "text": "Here", "buttons": buttons, "custom": LIST})
    assert message["text"] == "Here"
    assert message["payload"] == LIST
    assert message["quick_replies"] == [{"title": "More", "text": "show me more"}]


def test_a_button_that_is_a_command_says_its_title() -> None:
    buttons = [{"title": "Restart", "payload": "/restart"}, {"title": "No payload"}]
    assert on_the_wire({"text": "?", "buttons": buttons})["quick_replies"] == [
        {"title": "Restart", "text": "Restart"},
        {"title": "No payload", "text": "No payload"},
    ]


def test_too_many_and_too_long_buttons_are_cut() -> None:
    replies = on_the_wire({"text": "?", "buttons": [{"title": "t" * 300, "payload": "p" * 300}] * 9})["quick_replies"]
    assert len(replies) == 6 and len(replies[0]["title"]) == 80 and len(replies[0]["text"]) == 200


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "product_list", "list": "search", "products": [{**CARD, "price": 1.99}]},
        {"type": "product_list"},
        {"type": "no such type"},
        {"data": {}},
        ["a list"],
        "text",
    ],
)
def test_a_payload_that_the_widget_could_not_draw_is_left_out(payload: Any, caplog: pytest.LogCaptureFixture) -> None:
    message = on_the_wire({"text": "Here", "custom": payload})
    assert "payload" not in message and message["text"] == "Here"
    assert "left out a payload" in caplog.text
    assert "1.99" not in caplog.text


def test_a_message_that_says_nothing_is_none() -> None:
    assert body_of({**NOTHING_ELSE, "text": "  ", "custom": {}, "buttons": []}) == {}
    assert body_of({"text": None, "buttons": [{"title": "alone", "payload": "x"}]}) == {}


def test_an_image_becomes_its_address() -> None:
    assert on_the_wire({"text": "Look", "image": "https://shop.test/a.png"})["text"] == "Look\nhttps://shop.test/a.png"


def test_only_what_the_wire_knows_leaves_the_log() -> None:
    at = datetime(2024, 5, 17, tzinfo=timezone.utc)
    message = message_of(LoggedMessage(7, "c", "person", {"text": "Hi", "name": "Sam", "note": "internal"}, at, "m", 1))
    Draft7Validator(schema()).validate(message)
    assert message == {
        "seq": 7, "sender": "person", "at": "2024-05-17T00:00:00+00:00", "text": "Hi", "name": "Sam",
        "client_id": "m", "feedback": 1,
    }  # fmt: skip


def test_every_payload_type_of_the_schema_is_known() -> None:
    types = {each["$ref"].rpartition("/")[2] for each in schema()["definitions"]["Payload"]["oneOf"]}
    for name in types:
        kind = schema()["definitions"][name]["properties"]["type"]["const"]
        assert kind in ("sign_in", "satisfaction", "photo_request") or "payload" not in body_of(
            {"text": "x", "custom": {"type": kind}}
        )
    assert body_of({"custom": {"type": "sign_in"}}) == {"payload": {"type": "sign_in"}}
