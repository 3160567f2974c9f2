"""Finding documents by words: an inverted index ranked by BM25 that forgives typing."""

from __future__ import annotations

from array import array
from bisect import bisect_left
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
    """Which documents answer a text, and every document's score (zero where no word occurs).

    ``whole``: they hold every word of it just as it is written; ``guessed``: some word was taken for another, since it
    is one nowhere.
    """

    documents: BitMap
    scores: npt.NDArray[np.float32]
    whole: bool = True
    guessed: bool = False


class TextIndex:
    """Documents are numbered from 0; each is a bag of tokens with weighted frequencies.

    The weight of a token in a document is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25
    and Beyond", Foundations and Trends in IR 3(4), 2009) on the frequencies as given; giving a field's tokens a higher
    frequency makes it their "simple BM25F" (section 3.6).
    """

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        tokens: list[str] = []
        frequencies = array("f")
        sizes = array("l")
        for document in documents:
            tokens.extend(document)
            frequencies.extend(document.values())
            sizes.append(len(document))
        self._size = len(sizes)
        numbered = {token: number for number, token in enumerate(sorted(set(tokens)))}
        codes = np.fromiter(map(numbered.__getitem__, tokens), dtype=np.int32, count=len(tokens))
        holders = np.repeat(np.arange(self._size, dtype=np.int32), np.asarray(sizes, dtype=np.int64))
        weights = _bm25(codes, holders, np.asarray(frequencies, dtype=np.float32), self._size)
        # Stable, so that within a token the documents stay in their order.
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(numbered))).tolist()
        self._holders, self._weights = holders[order], weights[order]
        self._postings = {
            token: slice(start, end) for token, start, end in zip(numbered, [0, *ends], ends, strict=False)
        }
        self._vocabulary = [token for token in numbered if not is_cjk(token)]

    def match(self, text: str) -> TextMatch | None:
        """The documents that hold every word of ``text``; failing that, the most words, and of those the most numbers.

        A word that occurs nowhere stands for those it begins or is misspelt from, and is passed over if there are
        none and another word is known. None: ``text`` has no words at all.
        """
        tokens = query_tokens(text)
        if not tokens:
            return None
        scores = np.zeros(self._size, dtype=np.float32)
        held_words, held_numbers = np.zeros(self._size, dtype=np.int16), np.zeros(self._size, dtype=np.int16)
        known = guessed = False
        # A Chinese word of which only single characters are known is not known: 尿不湿 is nothing 湿.
        cjk = any(map(is_cjk, tokens))
        for token in tokens:
            guessed |= token not in self._postings
            found = [self._postings[alternative] for alternative in self.alternatives(token)]
            if not found:
                continue
            known = True
            best = np.zeros(self._size, dtype=np.float32)
            for postings in found:
                holders = self._holders[postings]
                best[holders] = np.maximum(best[holders], self._weights[postings])
            scores += best
            held = held_numbers if token[0].isdigit() else held_words
            held += best > 0
        if not known or (cjk and not any(token in self._postings for token in tokens)):
            return TextMatch(BitMap(), scores, whole=False)
        # Words come first, since a number alone ("2" of "2% milk") says little of a product.
        held = held_words.astype(np.int32) * (len(tokens) + 1) + held_numbers
        most = int(held.max(initial=0))
        all_words = int((held_words + held_numbers).max(initial=0)) == len(tokens)
        documents = BitMap(np.flatnonzero((held == most) & (held > 0)).astype(np.uint32))
        return TextMatch(documents, scores, all_words and not guessed, guessed)

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
        return sorted(begun, key=lambda word: (-self._frequency(word), word))[:_ALTERNATIVES]

    def _frequency(self, token: str) -> int:
        postings = self._postings[token]
        return int(postings.stop - postings.start)


def _bm25(
    codes: npt.NDArray[np.int32], holders: npt.NDArray[np.int32], frequency: npt.NDArray[np.float32], size: int
) -> npt.NDArray[np.float32]:
    """The weight of every posting: the token ``codes[i]`` in the document ``holders[i]`` of ``size`` documents."""
    length = np.bincount(holders, weights=frequency, minlength=size)
    average = length.mean() if length.any() else 1.0
    norm = K1 * (1 - B + B * length / average)
    with_token = np.bincount(codes)
    # With 1 inside the logarithm, as Lucene has it: a word in most documents never counts against one.
    idf = np.log(1 + (size - with_token + 0.5) / (with_token + 0.5))
    return np.asarray(idf[codes] * frequency * (K1 + 1) / (frequency + norm[holders]), dtype=np.float32)
