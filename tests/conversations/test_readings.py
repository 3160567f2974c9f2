"""Where the assistant is not sure, it asks; and each of its quick replies is understood as what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rasa.core.channels.channel import UserMessage

from actions import service, shop_access
from actions.boundary import Reply
from actions.turn import Turn
from actions.wording import phrase
from tests.actions.trackers import FakeTracker

pytestmark = pytest.mark.model

SAID = sorted(
    name.removeprefix("phrase_said_")
    for name in yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["responses"]
    if name.startswith("phrase_said_")
)
THING = {"en": "ice cream", "zh": "冰淇淋"}
KIND = {"en": "private label", "zh": "自有品牌"}
SURE = 0.5


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SAID)
async def test_what_a_quick_reply_says_is_understood_as_just_that(assistant, name, language):
    said = phrase(f"said_{name}", language, thing=(KIND if name == "narrow_named" else THING)[language])
    parsed = await assistant.agent.processor.parse_message(UserMessage(said))
    assert parsed["intent"]["name"] == {"none": "deny"}.get(name, name.removesuffix("_named"))
    assert parsed["intent"]["confidence"] >= SURE
    assert "requests" not in parsed
    if name in ("find_products_named", "ask_offers_named"):
        assert "grocery/ice-cream-and-sherbets" in {
            each["value"] for each in parsed["entities"] if each["entity"] == "category"
        }


def not_understood(assistant, *likely: tuple[str, float], **message) -> Reply:
    ranking = [{"name": name, "confidence": chance} for name, chance in (("nlu_fallback", 0.3), *likely)]
    reply = Reply()
    turn = Turn.from_tracker(FakeTracker(text="ice cream hm", intent_ranking=ranking, **message))
    service.NotUnderstood().respond(turn, assistant.shop, reply)
    return reply


ICE_CREAM = {"entity": "category", "value": "grocery/ice-cream-and-sherbets", "start": 0, "end": 9}


def test_the_likely_readings_are_offered_by_name_and_none_of_them_too(assistant):
    reply = not_understood(
        assistant, ("find_products", 0.28), ("ask_offers", 0.27), ("thank", 0.2), entities=[ICE_CREAM]
    )
    [message] = reply.messages
    assert message["response"] == "utter_do_you_mean"
    find, offers, none = [each["title"] for each in message["buttons"]]
    assert find.startswith("Look for ice cream")
    assert offers.startswith("Offers on ice cream")
    assert none == "None of these"


def test_a_reading_that_makes_no_sense_now_is_not_offered(assistant):
    reply = not_understood(assistant, ("narrow", 0.28), ("ask_why", 0.27), ("show_more", 0.26))
    assert [each["response"] for each in reply.messages] == ["utter_not_understood"]


def test_nothing_likely_is_not_understood(assistant):
    reply = not_understood(assistant, ("find_products", 0.05), ("ask_offers", 0.04))
    assert [each["response"] for each in reply.messages] == ["utter_not_understood"]


def test_at_most_three_readings_are_offered(assistant):
    names = ("find_products", "ask_offers", "ask_coupons", "track_order", "ask_recommendation")
    reply = not_understood(assistant, *((name, 0.2) for name in names))
    assert len(reply.messages[0]["buttons"]) == 4


def test_who_means_none_of_them_is_offered_a_person(assistant):
    shop_access.serve(assistant.shop)
    reply = Reply()
    turn = Turn.from_tracker(FakeTracker(text="none of these", slots={"offered": service.READINGS}))
    service.Deny().respond(turn, assistant.shop, reply)
    assert [each["response"] for each in reply.messages] == ["utter_offer_person"]
    assert reply.slots["offered"] == service.PERSON


@pytest.mark.parametrize("before", ["action_not_understood", "action_out_of_scope"])
def test_lost_for_the_second_time_a_person_is_offered_and_not_readings(assistant, before):
    tracker = FakeTracker(text="hm", intent_ranking=[{"name": "find_products", "confidence": 0.3}])
    tracker.events = [{"event": "action", "name": before}, {"event": "action", "name": "action_listen"}]
    reply = Reply()
    service.NotUnderstood().respond(Turn.from_tracker(tracker), assistant.shop, reply)
    assert [each["response"] for each in reply.messages] == ["utter_offer_person"]
