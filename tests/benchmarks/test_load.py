from __future__ import annotations

from benchmarks.load import variant


def test_the_first_conversation_says_the_script_as_it_is() -> None:
    assert variant("where is my order?", 0) == "where is my order?"


def test_conversations_of_a_measurement_share_no_message() -> None:
    said = [variant("milk", number) for number in range(42)]
    assert len(set(said)) == 42
    assert said == [variant("milk", number) for number in range(42)]
