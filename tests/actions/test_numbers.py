"""Numbers in messages."""

from __future__ import annotations

import pytest

from actions.numbers import people_told


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("breakfast for four under $15", 4),
        ("dinner for 6 for about 40 dollars", 6),
        ("a family of five", 5),
        ("四个人的早餐", 4),
        ("给我配8人份的烧烤", 8),
        ("十个人的聚会", 10),
        ("lunch for 12 dollars", 1),
        ("a gift for my mother", 1),
        ("早餐", 1),
    ],
)
def test_for_how_many_people(text, people):
    assert people_told(text) == people
