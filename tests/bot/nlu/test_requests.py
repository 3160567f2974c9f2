"""Which parts of a message are requests of their own."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.requests import REQUESTS, RequestGatherer, RequestSplitter


def understood(text: str, meanings: dict[str, tuple[str, float]], **whole: Any) -> Message:
    """The message after both components, with a stand-in for the classifier between them."""
    message = Message({TEXT: text})
    batch = RequestSplitter().process([message])
    for each in batch:
        name, confidence = meanings.get(each.get(TEXT), ("nlu_fallback", 0.3))
        each.set(INTENT, {"name": name, "confidence": confidence})
        each.set("intent_ranking", [{"name": name, "confidence": confidence}])
        found = each.get(TEXT).find("cereal")
        each.set(
            ENTITIES, [{"entity": "category", "value": "c", "start": found, "end": found + 6}] if found >= 0 else []
        )
    gatherer = RequestGatherer({**RequestGatherer.get_default_config(), **whole})
    assert gatherer.process(batch) == [message]
    return message


def intents(message: Message) -> list[str]:
    return [each["intent"]["name"] for each in message.get(REQUESTS) or []]


BOTH = "where is my order and do you have cereal?"


def test_two_requests_are_kept_and_the_message_has_the_first_ones_intent():
    meanings = {"where is my order": ("track_order", 0.9), "do you have cereal?": ("find_products", 0.8)}
    message = understood(BOTH, {BOTH: ("find_products", 0.6), **meanings})
    assert intents(message) == ["track_order", "find_products"]
    assert message.get(INTENT)["name"] == "track_order"
    assert message.get(ENTITIES) == []
    [_, second] = message.get(REQUESTS)
    [entity] = second["entities"]
    assert BOTH[entity["start"] : entity["end"]] == "cereal"
    assert BOTH[second["start"] : second["end"]] == second["text"] == "do you have cereal?"


def test_a_part_that_is_not_understood_by_itself_makes_no_request():
    message = understood(BOTH, {BOTH: ("track_order", 0.6), "where is my order": ("track_order", 0.9)})
    assert intents(message) == []
    assert message.get(INTENT)["name"] == "track_order"


def test_one_intent_twice_is_one_request_but_two_questions_are_two():
    text = "do you have milk? do you have cereal?"
    same = dict.fromkeys(("do you have milk?", "do you have cereal?"), ("find_products", 0.9))
    assert intents(understood(text, {text: ("find_products", 0.9), **same})) == []
    asked = dict.fromkeys(("do you have milk?", "do you have cereal?"), ("ask_faq", 0.9))
    assert intents(understood(text, {text: ("ask_faq", 0.9), **asked})) == ["ask_faq", "ask_faq"]


def test_what_narrows_a_list_belongs_to_the_request_for_it():
    text = "find cereal and show only cheap ones"
    meanings = {"find cereal": ("find_products", 0.9), "show only cheap ones": ("narrow", 0.9)}
    assert intents(understood(text, {text: ("find_products", 0.7), **meanings})) == []
    text = "cancel my order and do you have a bigger one"
    meanings = {"cancel my order": ("ask_faq", 0.9), "do you have a bigger one": ("narrow", 0.9)}
    assert intents(understood(text, {text: ("ask_faq", 0.7), **meanings})) == ["ask_faq", "narrow"]


@pytest.mark.parametrize("around", ["greet", "thank", "goodbye"])
def test_politeness_is_no_request_and_does_not_hide_one(around):
    text = "well then! where is my order"
    meanings = {"well then!": (around, 0.9), "where is my order": ("track_order", 0.9)}
    message = understood(text, {text: (around, 0.6), **meanings})
    assert intents(message) == []
    assert message.get(INTENT)["name"] == "track_order"


def test_a_person_is_called_last():
    text = "I want a person. where is my order?"
    meanings = {"I want a person": ("talk_to_person", 0.9), "where is my order?": ("track_order", 0.9)}
    assert intents(understood(text, {text: ("talk_to_person", 0.6), **meanings})) == ["track_order", "talk_to_person"]


def test_a_correction_stays_whole():
    text = "I need dog food? no, where is the cat food?"
    meanings = {"I need dog food?": ("find_products", 0.9), "where is the cat food?": ("track_order", 0.9)}
    assert intents(understood(text, {text: ("correct", 0.9), **meanings})) == []


def test_at_most_three_are_answered():
    asked = ["where is it?", "what is on sale?", "do I have coupons?", "what goes with it?"]
    names = ["track_order", "ask_offers", "ask_coupons", "ask_goes_with"]
    meanings = {text: (name, 0.9) for text, name in zip(asked, names, strict=True)}
    assert intents(understood(" ".join(asked), meanings)) == names[:3]


def test_messages_of_a_batch_keep_to_themselves():
    first, second = Message({TEXT: "where is my order? what is on sale?"}), Message({TEXT: "hello"})
    batch = RequestSplitter().process([first, second])
    for each in batch:
        name = "ask_offers" if "sale" in each.get(TEXT) else "track_order"
        each.set(INTENT, {"name": name, "confidence": 0.9})
    assert RequestGatherer(RequestGatherer.get_default_config()).process(batch) == [first, second]
    assert intents(first) == ["track_order", "ask_offers"]
    assert second.get(REQUESTS) is None
