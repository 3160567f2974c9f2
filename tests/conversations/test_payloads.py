"""Every message that actions send is valid by the one schema that the widget's types are made from."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

pytestmark = pytest.mark.model

SCHEMA = json.loads(Path("bot/channels/message.schema.json").read_text(encoding="utf-8"))

VISITS = {
    "guest": (None, "en"),
    "household": ("1", "en"),
    "household in Chinese": ("1", "zh"),
}
TEXTS = [
    "hello",
    "what can you do?",
    "show me yogurt",
    "only private label",
    "the second one",
    "any offers on it?",
    "what goes with it?",
    "why?",
    "what is on offer in dairy?",
    "my coupons",
    "recommend something",
    "why the first one?",
    "compare the first two",
    "something like the first one",
    "breakfast for four under $15",
    "add all of them to my basket",
    "show my basket",
    "does it contain nuts?",
    "where is my order?",
    "what did I buy last time?",
    "the first one",
    "how do I pay?",
    "sing me a song",
    "bye",
    "I want to talk to a person",
]


@pytest.mark.parametrize("visit", VISITS)
async def test_every_message_is_valid(talk, visit):
    customer, language = VISITS[visit]
    conversation = talk(customer=customer, language=language)
    validator = jsonschema.Draft7Validator(SCHEMA)
    for text in TEXTS:
        for message in (await conversation.say(text)).messages:
            logged = {"seq": 1, "sender": "assistant", "at": "2018-01-01T00:00:00+00:00", **message}
            found = [f"{text}: {error.json_path}: {error.message}" for error in validator.iter_errors(logged)]
            assert found == []
