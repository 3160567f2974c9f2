"""Finding documents by words: an inverted index ranked by BM25 that forgives typing."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.graph.text import is_cjk, query_tokens

# The usual values (Robertson and Zaragoza 2009, section 3.9).
K1 = 1.2
B = 0.75
_ALTERNATIVES = 8


@dataclass(frozen=True)
class TextMatch:
    """Which documents answer a text, and every document's score (zero where no word occurs)."""

    documents: BitMap
    scores: npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Postings:
    documents: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]


class TextIndex:
    """Documents are numbered from 0; each is a bag of tokens with weighted frequencies.

    The weight of a token in a document is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25
    and Beyond", Foundations and Trends in IR 3(4), 2009) on the frequencies as given; giving a field's tokens a higher
    frequency makes it their "simple BM25F" (section 3.6).
    """

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        where: dict[str, array[int]] = defaultdict(lambda: array("i"))
        frequencies: dict[str, array[float]] = defaultdict(lambda: array("f"))
        lengths = array("f")
        for number, document in enumerate(documents):
            for token, weighted in document.items():
                where[token].append(number)
                frequencies[token].append(weighted)
            lengths.append(sum(document.values()))
        self._size = len(lengths)
        length = np.asarray(lengths, dtype=np.float32)
        average = float(length.mean()) if length.any() else 1.0
        norm = np.asarray(K1 * (1 - B + B * length / average))
        self._postings: dict[str, _Postings] = {}
        for token, numbers in where.items():
            documents_with = np.frombuffer(numbers, dtype=np.int32)
            frequency = np.frombuffer(frequencies[token], dtype=np.float32)
            # With 1 inside the logarithm, as Lucene has it: a word in most documents never counts against one.
            idf = np.log(1 + (self._size - len(numbers) + 0.5) / (len(numbers) + 0.5))
            weight = idf * frequency * (K1 + 1) / (frequency + norm[documents_with])
            self._postings[token] = _Postings(documents_with, weight.astype(np.float32))
        self._vocabulary = sorted(token for token in self._postings if not is_cjk(token))

    def match(self, text: str) -> TextMatch | None:
        """The documents that hold every word of ``text``; failing that, those that hold the most of them.

        A word that occurs nowhere stands for those it begins or is misspelt from, and is passed over if there are
        none and another word is known. None: ``text`` has no words at all.
        """
        tokens = query_tokens(text)
        if not tokens:
            return None
        scores = np.zeros(self._size, dtype=np.float32)
        held = np.zeros(self._size, dtype=np.int16)
        known = 0
        for token in tokens:
            found = [self._postings[alternative] for alternative in self.alternatives(token)]
            if not found:
                continue
            known += 1
            best = np.zeros(self._size, dtype=np.float32)
            for postings in found:
                np.maximum.at(best, postings.documents, postings.weights)
            scores += best
            held += best > 0
        if not known:
            return TextMatch(BitMap(), scores)
        most = int(held.max(initial=0))
        return TextMatch(BitMap(np.flatnonzero(held == most).astype(np.uint32)), scores)

    def alternatives(self, token: str) -> list[str]:
        """The indexed words that a typed ``token`` may mean: itself, else what it begins, else what it is a typo of."""
        if token in self._postings:
            return [token]
        if is_cjk(token):
            return [character for character in token if len(token) > 1 and character in self._postings]
        if len(token) >= 3 and (begun := self._beginning_with(token)):
            return begun
        if len(token) < 4 or not token.isalpha():
            return []
        allowed = 1 if len(token) < 8 else 2
        near = process.extract(token, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=_ALTERNATIVES)
        return [word for word, distance, _ in near if distance == near[0][1]]

    def _beginning_with(self, prefix: str) -> list[str]:
        first = bisect_left(self._vocabulary, prefix)
        last = bisect_left(self._vocabulary, prefix + "\uffff")
        begun = self._vocabulary[first:last]
        return sorted(begun, key=lambda word: (-len(self._postings[word].documents), word))[:_ALTERNATIVES]
