"""Words of a message and of a name, so that one is found in the other."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import DamerauLevenshtein

_WORD = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*|[\u4e00-\u9fff]")
_SMALL = frozenset(
    [
        *"a an the of in for and or with to my i me it is on at from by this that one ones these those".split(),
        *("size", "color", "colour"),
    ]
)


def words(text: str) -> list[str]:
    """The words in small letters, each without a plural's s; a Chinese character is a word."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [_singular(word) for word in _WORD.findall(plain.replace("-", " "))]


def telling(text: str) -> list[str]:
    """The words without those that tell nothing."""
    return [word for word in words(text) if word not in _SMALL]


def said(name: str, text: str) -> bool:
    """Whether all telling words of ``name`` stand in ``text``, a letter wrong in long ones forgiven."""
    there, wanted = words(text), telling(name)
    return bool(wanted) and all(any(_same(each, word) for word in there) for each in wanted)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) > 4 and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
