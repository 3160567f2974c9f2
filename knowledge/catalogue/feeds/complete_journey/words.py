"""The till's words, made readable: ``words.yml`` and the rules for what it does not hold; ``chinese.yml``.

The data writes its categories and types in capitals, shortened and often cut off at 30 letters: ``FRZN SS PREMIUM
ENTREES/DNRS/N``, ``BREAD:ITALIAN/FRENCH``, ``POPCORN - MICROWAVE``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

_SMALL = {"and", "or", "of", "with", "without", "in", "for", "the", "to"}
_CUT_AT = 29
_TAIL = re.compile(r"[\s/&,-]+[A-Z]{1,3}$")
"""What is left of a word that the data cuts off."""
_BRACKETS = re.compile(r"\([^)]*\)?")


@dataclass(frozen=True)
class Words:
    """``words.yml``."""

    abbreviations: dict[str, str]
    whole: dict[str, str]
    adjectives: list[str]
    nouns: list[str]
    departments: dict[str, Any]
    not_wares: dict[str, list[str]]
    categories_en: dict[str, list[str]]
    categories_zh: dict[str, list[str]]


@cache
def words() -> Words:
    """Read once a process."""
    return Words(**yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8")))


@lru_cache(maxsize=8192)
def readable(raw: str) -> str:
    """``FRZN BAGGED VEGETABLES`` -> ``Frozen Bagged Vegetables``, ``POPCORN - MICROWAVE`` -> ``Microwave Popcorn``.

    What stands after a colon or a spaced dash describes what stands before it, so it comes first. Parts between
    slashes are listed. Brackets hold examples and are dropped.
    """
    known = words().whole.get(raw.strip())
    if known is not None:
        return known
    if len(raw) >= _CUT_AT:
        raw = _TAIL.sub("", raw)
    text = _BRACKETS.sub(" ", raw.upper()).replace("W/", " W ").replace("-MAGAZINE", " MAGAZINE")
    head, *rest = re.split(r":|\s-\s|-\s|\s-", text.strip())
    noun, _, described = head.partition(" ")
    if noun in words().nouns and described.strip():
        head = f"{described} {noun}"
    parts = [_listed(part) for part in (*rest, head) if part.strip(" -")]
    name = " ".join(part for part in parts if part) or raw.title()
    return name[:1].upper() + name[1:]


def _listed(text: str) -> str:
    items = [_worded(item) for item in re.split(r"[/,&]", text)]
    items = [item for item in items if item]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} & {items[-1]}"


def _worded(text: str) -> str:
    found: list[str] = []
    for token in re.split(r"[^\w.'%-]+", text):
        word = words().abbreviations.get(token)
        if word is None:
            word = _cased(token.rstrip("."))
        # A cut-off tail of one letter says nothing.
        if word and not (len(word) == 1 and word.isalpha()) and (not found or found[-1] != word):
            found.append(word)
    return " ".join(found)


def _cased(token: str) -> str:
    if token.lower() in _SMALL:
        return token.lower()
    if any(letter.isdigit() for letter in token):
        return token
    return "-".join(part[:1] + part[1:].lower() for part in token.split("-"))


@cache
def _chinese() -> dict[str, str]:
    named: dict[str, str] = {each["name"]: each["zh"] for each in words().departments.values()}
    named |= {readable(raw): texts[0] for raw, texts in words().categories_zh.items()}
    path = Path(__file__).with_name("chinese.yml")
    return named | dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def chinese(name: str) -> str | None:
    """What the kind of product with this readable English name is called in Chinese; None where nobody has said."""
    return _chinese().get(name)


def chinese_category(raw: str) -> str | None:
    """What the till's category is called in Chinese."""
    texts = words().categories_zh.get(raw)
    return texts[0] if texts else chinese(readable(raw))


def type_name(raw_type: str, category: str) -> str:
    """What a product is: its type, with its category where the type alone says nothing."""
    name = readable(raw_type)
    if raw_type.strip() not in words().adjectives or category.lower() in name.lower():
        return name
    return f"{name} {category}"
