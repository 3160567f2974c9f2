"""The language of a conversation: how it begins, changes and stays."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.slots import LanguageSlot

EN = {"said": "en", "sentence": True}
EN_WORD = {"said": "en", "sentence": False}
ZH = {"said": "zh", "sentence": True}
ZH_WORD = {"said": "zh", "sentence": False}


def after(*evidence: Any) -> str | None:
    slot = LanguageSlot("language", [])
    for each in evidence:
        slot.value = each
    value: str | None = slot.value
    return value


@pytest.mark.parametrize(
    ("evidence", "language"),
    [
        ([], None),
        ([{}], None),
        ([{"channel": "zh"}], "zh"),
        ([{"channel": "zh", **EN_WORD}], "en"),
        ([{"channel": "en"}, {"channel": "en", **ZH}, {"channel": "en"}], "zh"),
        ([ZH, {}, {}], "zh"),
    ],
)
def test_the_channels_language_is_the_start_and_the_customers_words_change_it(evidence, language):
    assert after(*evidence) == language


def test_a_chosen_language_stays_until_a_whole_sentence_in_the_other():
    chosen = [EN, {**EN, "asked": "zh"}]
    assert after(*chosen) == "zh"
    assert after(*chosen, EN_WORD) == "zh"
    assert after(*chosen, EN_WORD, EN) == "en"
    assert after(*chosen, EN, ZH_WORD) == "zh"  # no longer chosen, so a word is enough again


def test_another_language_is_the_one_not_spoken():
    assert after(EN, {"said": "en", "asked": "other"}) == "zh"
    assert after(ZH, {"said": "zh", "asked": "other"}) == "en"


def test_changing_the_pages_language_is_a_choice_of_the_customers():
    assert after({"channel": "en", **ZH}, {"channel": "zh"}, {"channel": "en"}) == "en"


def test_a_renewed_session_or_a_story_sets_it_outright():
    assert after("zh") == "zh"
    assert after("zh", {"channel": "en"}) == "zh"
    assert after("zh", None) is None
    assert after("tlh") is None


def test_a_reset_or_copied_slot_shares_nothing():
    slot = LanguageSlot("language", [])
    slot.value = ZH
    other = copy.copy(slot)
    other.reset()
    assert (slot.value, other.value) == ("zh", None)
