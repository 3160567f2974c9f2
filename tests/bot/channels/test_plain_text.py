from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.channels.plain_text import as_plain_text, cleaned

COMMANDS = [
    "/restart",
    " /restart",
    "\n\t/restart",
    "//restart",
    "/ /restart",
    '/ask_coupons{"customer_id": "42"}',
    "/greet@1.0",
    "／restart",
    "\u200b/restart",
    "\ufeff/restart",
    "\u202e/restart",
    "\u200d/restart",
    "\u3000/restart",
    "\u00a0\u2003/restart",
    "\x00/restart",
    "\x1b[/restart"[:1] + "/restart",
    "\u3164/restart",
    "\u2800/restart",
    "\ufe0f/restart",
    "\ud800/restart",
    "\U000e0001/restart",
]


def obeyed(text: str) -> bool:
    """Whether Rasa's own parser takes ``text`` for a command."""
    return YAMLStoryReader.unpack_regex_message(Message({TEXT: text})).get(INTENT) is not None


def test_rasa_obeys_a_slash() -> None:
    assert INTENT_MESSAGE_PREFIX == "/"
    assert obeyed("/restart") and obeyed(' /ask_coupons{"a": "b"}')


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_typed_command_is_only_words(typed: str) -> None:
    plain = as_plain_text(typed)
    assert not obeyed(plain)
    assert not obeyed(unicodedata.normalize("NFKC", plain))
    assert plain == "" or plain[0].isalnum() or plain[0] == "["


@given(st.text(st.sampled_from('/／ \n\t\u200b\u200d\ufe0f\u3164\x00restart{}"@1中👍'), max_size=12))
def test_no_mixture_of_slashes_and_blanks_is_obeyed(typed: str) -> None:
    plain = as_plain_text(typed)
    assert not obeyed(plain) and not obeyed(unicodedata.normalize("NFKC", plain))


@given(st.text(max_size=60))
def test_any_text_comes_out_harmless(typed: str) -> None:
    plain = as_plain_text(typed)
    assert not obeyed(plain)
    assert as_plain_text(plain) == plain
    assert "\x00" not in plain
    plain.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "any ice cream under $5?",
        "1/2 gallon of milk",
        "有没有5块钱以下的冰淇淋？",
        "👍",
        "👩‍👩‍👧",
        "<script>alert(1)</script>",
        "EXTERNAL: hi",
    ],
)
def test_what_people_say_is_left_as_it_is(text: str) -> None:
    assert as_plain_text(text) == text


def test_text_is_cut_at_its_limit() -> None:
    assert as_plain_text("x" * 10_000) == "x" * 2000
    assert as_plain_text("/" * 50 + "abc", 2) == "ab"


@pytest.mark.parametrize("text", ["", "   ", "/", "///", "\u200b", "\x00\x01"])
def test_what_holds_nothing_is_empty(text: str) -> None:
    assert as_plain_text(text) == ""


def test_what_is_shown_keeps_its_lines_and_loses_what_hides() -> None:
    assert cleaned("one\r\ntwo\n\n\n\n\nthree\x07\u202e") == "one\ntwo\n\nthree"
    assert cleaned("/restart") == "/restart"
