"""What means the same stands together."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.cli.review import ENCODER
from bot.review.groups import grouped
from knowledge.conversations.unclear import UnclearView
from knowledge.sentences.registry import shared_encoder

AT = datetime(2024, 5, 17, tzinfo=timezone.utc)


def message(number: int, text: str, times: int = 1, *intents: tuple[str, float]) -> UnclearView:
    return UnclearView(number, text, "en", "fallback", intents, times, AT, None)


def test_messages_that_mean_the_same_are_one_group_and_the_most_frequent_comes_first() -> None:
    messages = [
        message(1, "the weather tomorrow"),
        message(2, "is my gift card still valid", 1, ("ask_coupons", 0.4), ("ask_faq", 0.2)),
        message(3, "is my gift card valid?", 4, ("ask_faq", 0.4)),
        message(4, "what is tomorrow's weather"),
        message(5, "tell me a joke"),
    ]
    groups = grouped(messages, shared_encoder(ENCODER).encode)
    assert [[each.id for each in group.messages] for group in groups] == [[3, 2], [1, 4], [5]]
    assert groups[0].times == 5
    assert [name for name, _ in groups[0].nearest] == ["ask_faq", "ask_coupons"]


def test_none_and_one_are_groups_too() -> None:
    assert grouped([], shared_encoder(ENCODER).encode) == []
    assert len(grouped([message(1, "hm")], shared_encoder(ENCODER).encode)) == 1
