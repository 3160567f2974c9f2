"""What an action may believe of a turn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from actions.turn import Turn
from knowledge.customers.identity import Identity, seal
from knowledge.graph.exclusions import Exclusions
from knowledge.settings import seal_key
from tests.actions.trackers import FakeTracker


def sealed(conversation: str, customer: str | None = "1") -> dict[str, str]:
    return seal(Identity(conversation, customer, "zh", "p9"), seal_key())


def entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value}


def test_a_sealed_identity_is_believed():
    turn = Turn.from_tracker(FakeTracker(metadata=sealed("c1")))
    assert (turn.customer_id, turn.language) == ("1", "zh")


@pytest.mark.parametrize(
    "metadata",
    [None, {}, {"customer_id": "1"}, sealed("another"), {**sealed("c1"), "customer_id": "2"}],
    ids=["none", "empty", "unsealed", "of another conversation", "altered"],
)
def test_any_other_identity_is_a_guest(metadata):
    assert Turn.from_tracker(FakeTracker(metadata=metadata)).customer_id is None


def test_no_slot_says_who_the_customer_is():
    turn = Turn.from_tracker(FakeTracker(slots={"customer": "1", "customer_id": "1", "identity": "1"}))
    assert turn.customer_id is None


def test_wishes_gather_what_the_message_asks_for():
    turn = Turn.from_tracker(
        FakeTracker(
            text="private label cereal, 12 oz, under $5",
            entities=[
                entity("category", "grocery/cereal"),
                entity("attribute_value", "label=private"),
                entity("size", {"number": 12.0, "unit": "oz"}),
                entity("price", {"max": "5", "currency": "USD"}),
            ],
        )
    )
    wishes = turn.wishes()
    assert wishes.categories == ("grocery/cereal",)
    assert wishes.values == ("label=private", "size=~12-oz")
    assert (wishes.price_min, wishes.price_max) == (None, Decimal(5))


def test_what_is_not_wanted_is_no_wish_but_left_out():
    said = "cereal without nuts, not acme"
    excluded = {"role": "excluded"}
    turn = Turn.from_tracker(
        FakeTracker(
            text=said,
            entities=[
                entity("category", "grocery/cereal") | {"start": 0, "end": 6},
                entity("category", "grocery/nuts") | {"start": 15, "end": 19} | excluded,
                entity("brand", "acme") | {"start": 25, "end": 29} | excluded,
                entity("word", "spicy") | {"start": 0, "end": 0} | excluded,
                entity("size", {"number": 12.0, "unit": "oz"}) | excluded,
            ],
        )
    )
    assert turn.values("category") == ["grocery/cereal"]
    assert turn.excluded("category") == ["grocery/nuts"]
    assert turn.values("brand") == turn.values("word") == []
    wishes = turn.wishes()
    assert (wishes.categories, wishes.brands, wishes.values) == (("grocery/cereal",), (), ())
    assert wishes.without == Exclusions(("grocery/nuts",), ("acme",), ("size=~12-oz",), ("nuts", "spicy"))
    assert "nuts" not in wishes.said and "cereal" in wishes.said


def test_words_that_only_ask_name_no_product():
    assert not Turn.from_tracker(FakeTracker(text="I am looking for something")).wishes()
    assert Turn.from_tracker(FakeTracker(text="do you have quinoa?")).wishes().text == "quinoa"


@pytest.mark.parametrize(("said", "meant"), [(1, "a"), (3, "c"), (-1, "c"), (4, None), (0, None)])
def test_a_place_in_the_list_means_that_product(said, meant):
    turn = Turn.from_tracker(FakeTracker(slots={"shown": ["a", "b", "c"]}, entities=[entity("ordinal", said)]))
    assert turn.product_meant() == meant


def test_without_a_name_or_a_place_the_product_under_discussion_is_meant():
    shown = {"shown": ["a", "b"]}
    assert Turn.from_tracker(FakeTracker(slots={**shown, "product": "b"})).product_meant() == "b"
    assert Turn.from_tracker(FakeTracker(slots=shown)).product_meant() is None
    assert Turn.from_tracker(FakeTracker(slots={"shown": ["a"]})).product_meant() == "a"
    assert Turn.from_tracker(FakeTracker(slots=shown, metadata=sealed("c1"))).product_meant() == "p9"


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def test_being_lost_is_counted_in_a_row_and_ends_with_any_other_answer():
    tracker = FakeTracker()
    tracker.events = [action("action_not_understood"), action("action_listen"), {"event": "user"}]
    assert Turn.from_tracker(tracker).lost == 1
    tracker.events += [action("action_out_of_scope"), action("action_listen"), {"event": "user"}]
    assert Turn.from_tracker(tracker).lost == 2
    tracker.events += [action("utter_thank"), action("action_listen"), {"event": "user"}]
    assert Turn.from_tracker(tracker).lost == 0


def test_a_place_that_holds_no_product_means_none():
    turn = Turn.from_tracker(FakeTracker(slots={"shown": [None, "b"], "product": "z"}, entities=[entity("ordinal", 1)]))
    assert turn.product_meant() is None


def test_the_command_of_a_button_is_no_words():
    turn = Turn.from_tracker(
        FakeTracker(text='/add_to_basket{"product": "1004906"}', entities=[entity("product", "1004906")])
    )
    assert turn.text == ""
    assert turn.values("product") == ["1004906"]


def test_several_places_of_the_list_are_named_at_once():
    shown = {"shown": ["a", "b", None, "d"]}
    for text, ordinals, loosely, places in (
        ("add the first and the last", (1, -1), False, [0, 3]),
        ("the first two", (), False, [0, 1]),
        ("add all of them", (), False, [0, 1, 2, 3]),
        ("add two of these", (), False, []),
        ("compare these", (), True, [0, 1, 2, 3]),
        ("compare 2 and 4", (), True, [1, 3]),
        ("the ninth one", (9,), False, []),
        ("前两个", (), False, [0, 1]),
    ):
        entities = [entity("ordinal", each) for each in ordinals]
        turn = Turn.from_tracker(FakeTracker(slots=shown, text=text, entities=entities))
        assert turn.places(loosely=loosely) == places, text
