"""Chinese written by its sound: 麦偏 for 麦片, 牛来 for 牛奶."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import jieba
from pypinyin import lazy_pinyin

from knowledge.graph.text import is_cjk

SHORTEST, LONGEST = 2, 6
#: A word of jieba's dictionary that is this frequent is meant as it is written.
ORDINARY = 10


class HomophoneIndex:
    """Words by how they sound, without tones and with the sounds that many speakers do not tell apart."""

    def __init__(self, written: Iterable[str]) -> None:
        jieba.initialize()
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._longest = 0
        for word in sorted(set(written)):
            if SHORTEST <= len(word) <= LONGEST and all(map(is_cjk, word)):
                self._by_sound[_sound(word)].append(word)
                self._longest = max(self._longest, len(word))

    def nearest(self, said: str) -> tuple[str, float] | None:
        """The word that ``said`` was meant to be, with the share of characters that were right; None if there is none.

        One character at least must be right, or almost any two would be a word. What the dictionary knows as a word
        of its own is not a misspelling.
        """
        candidates = self._by_sound.get(_sound(said), ())
        if not candidates or jieba.dt.FREQ.get(said, 0) >= ORDINARY:
            return None
        right, word = max((sum(a == b for a, b in zip(word, said, strict=True)), word) for word in candidates)
        return (word, right / len(word)) if right > 0 else None

    def find(self, characters: Sequence[str]) -> Iterator[tuple[int, int, str, float]]:
        """``(start, end, word, certainty)`` for each window that sounds like a word, longest first."""
        for length in range(min(self._longest, len(characters)), SHORTEST - 1, -1):
            for start in range(len(characters) - length + 1):
                said = "".join(characters[start : start + length])
                if found := self.nearest(said):
                    yield start, start + length, *found


def _sound(word: str) -> str:
    return " ".join(map(_syllable, word))


@lru_cache(maxsize=1 << 15)
def _syllable(character: str) -> str:
    """``zhong`` and ``zong``, ``lai`` and ``nai``, ``pin`` and ``ping`` are one."""
    plain = unicodedata.normalize("NFD", lazy_pinyin(character)[0])
    for heard, kept in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if plain.startswith(heard):
            plain = kept + plain[len(heard) :]
            break
    return plain.removesuffix("g") if plain.endswith("ng") else plain
