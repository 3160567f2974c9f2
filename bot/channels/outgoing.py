"""What goes out: a Rasa bot message becomes one message of the wire, valid under ``message.schema.json``."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from bot.channels.plain_text import as_plain_text, cleaned
from knowledge.conversations.log import LoggedMessage

logger = logging.getLogger(__name__)

SCHEMA = Path(__file__).with_name("message.schema.json")
SHOWN = ("text", "name", "quick_replies", "payload")
QUICK_REPLIES = 6
_TITLE, _REPLY = 80, 200


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of a message."""
    read: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=1)
def _payload_validators() -> dict[str, Draft7Validator]:
    """One validator a payload type: far faster, and clearer when it fails, than trying all of ``oneOf``."""
    definitions = schema()["definitions"]
    names = [each["$ref"].rpartition("/")[2] for each in definitions["Payload"]["oneOf"]]
    return {
        definitions[name]["properties"]["type"]["const"]: Draft7Validator(
            {"$ref": f"#/definitions/{name}", "definitions": definitions}
        )
        for name in names
    }


def body_of(bot_message: Mapping[str, Any]) -> dict[str, Any]:
    """What a Rasa bot message says, as it is kept in the log: text, quick replies and payload together.

    Empty where it says nothing. A payload that the schema does not know is left out, and the log says why.
    """
    body: dict[str, Any] = {}
    lines = [bot_message.get("text"), bot_message.get("image")]
    text = "\n".join(line.strip() for line in lines if isinstance(line, str) and line.strip())
    if text:
        body["text"] = text
    payload = bot_message.get("custom")
    if payload and _is_valid(payload):
        body["payload"] = payload
    replies = _quick_replies([*(bot_message.get("buttons") or []), *(bot_message.get("quick_replies") or [])])
    if replies and body:
        body["quick_replies"] = replies
    return body


def message_of(logged: LoggedMessage) -> dict[str, Any]:
    """A logged message as the wire carries it."""
    said = {name: logged.body[name] for name in SHOWN if name in logged.body}
    message = {"seq": logged.seq, "sender": logged.sender, "at": logged.at.isoformat(), **said}
    if logged.client_id is not None:
        message["client_id"] = logged.client_id
    if logged.feedback is not None:
        message["feedback"] = logged.feedback
    return message


def _quick_replies(buttons: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    replies = []
    for button in buttons[:QUICK_REPLIES]:
        title = cleaned(str(button.get("title") or ""))[:_TITLE]
        said = str(button.get("payload") or "")
        # A press is sent like typed text, so a command would arrive as words nobody says: the title is said instead.
        text = title if said.startswith("/") else as_plain_text(said, _REPLY) or title
        if title:
            replies.append({"title": title, "text": text})
    return replies


def _is_valid(payload: Any) -> bool:
    kind = payload.get("type") if isinstance(payload, dict) else None
    validator = _payload_validators().get(str(kind))
    if validator is None:
        logger.error("left out a payload of unknown type %r; message.schema.json lists the types", kind)
        return False
    problem = next(validator.iter_errors(payload), None)
    if problem is not None:
        place = "/".join(str(part) for part in problem.absolute_path) or "the payload itself"
        logger.error("left out a payload of type %r: %s breaks the rule %r", kind, place, problem.validator)
        return False
    return True
