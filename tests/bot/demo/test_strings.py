from __future__ import annotations

import string

import pytest

from bot.demo.strings import LANGUAGES, STRINGS, text, to_language


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_every_language_says_everything() -> None:
    assert set(STRINGS) == set(LANGUAGES)
    assert {frozenset(strings) for strings in STRINGS.values()} == {frozenset(STRINGS["en"])}


@pytest.mark.parametrize("key", STRINGS["en"])
def test_a_translation_has_the_same_blanks(key: str) -> None:
    assert _fields(STRINGS["zh"][key]) == _fields(STRINGS["en"][key])


def test_blanks_are_filled() -> None:
    assert text("en", "save", percent=25) == "Save 25%"


@pytest.mark.parametrize(("tag", "language"), [("zh-CN", "zh"), ("EN", "en"), ("fr", None), ("", None), (None, None)])
def test_a_language_tag_names_a_language_of_the_page(tag: str | None, language: str | None) -> None:
    assert to_language(tag) == language
