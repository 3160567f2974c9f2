"""What every component of config.yml keeps to. A component that is added there is tested here without being named."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message

from tests.bot.nlu.pipeline import Pipeline, alike, features, named, parse, told

COMPONENTS = named()
TEXTS = [
    *("hello", "", "the second one", "第二个", "这个 red bag 多少钱", "太差了，马上退钱", "qwxz plorf vrrm"),
    "do you have milk under $5, and where is my order 31198570044?",
    *("not spicy, no nuts please", "I'd like 2 lb of cheese last Tuesday"),
]
# A batch multiplies larger matrices than a single message does, which rounds differently.
ROUNDING = 1e-3


@pytest.fixture(params=range(len(COMPONENTS)), ids=COMPONENTS)
def upto(request: pytest.FixtureRequest) -> int:
    """How many components to run: those before the one under test, and itself."""
    return int(request.param) + 1


def same(one: list[Message], other: list[Message], tolerance: float) -> None:
    for left, right in zip(one, other, strict=True):
        assert alike(told(left), told(right), tolerance)
        for (origin, numbers), (other_origin, others) in zip(features(left), features(right), strict=True):
            assert origin == other_origin
            np.testing.assert_allclose(numbers, others, atol=tolerance)


def test_it_understands_as_stored_what_it_understood_as_trained(configured: Pipeline, upto: int) -> None:
    same(parse(configured.components[:upto], TEXTS), parse(configured.loaded()[:upto], TEXTS), 1e-9)


def test_a_batch_is_understood_as_its_messages_one_by_one(configured: Pipeline, upto: int) -> None:
    single = [parse(configured.components[:upto], [text])[0] for text in TEXTS]
    same(parse(configured.components[:upto], TEXTS), single, ROUNDING)


def test_the_same_message_is_understood_the_same_way_twice(configured: Pipeline, upto: int) -> None:
    components = configured.components[:upto]
    same(parse(components, TEXTS), parse(components, TEXTS), 0.0)


def test_training_again_on_the_same_examples_predicts_the_same(
    configured: Pipeline, again: Pipeline, upto: int
) -> None:
    same(parse(configured.components[:upto], TEXTS), parse(again.components[:upto], TEXTS), 1e-9)


@pytest.mark.parametrize("text", ["", " ", None])
def test_no_text_is_no_trouble(configured: Pipeline, upto: int, text: str | None) -> None:
    (message,) = parse(configured.components[:upto], [text])
    assert message.get("text") == text


def test_no_messages_are_no_trouble(configured: Pipeline, upto: int) -> None:
    assert parse(configured.components[:upto], []) == []


def test_what_it_tells_is_json(configured: Pipeline, upto: int) -> None:
    for message in parse(configured.components[:upto], TEXTS):
        assert told(message)
