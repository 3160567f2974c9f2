"""Finding kinds of products by what is meant, where the words are not the shop's: "something to clean my teeth".

What is compared is the customer's text with the names of the categories, not of the products: there are hundreds of
times fewer, a product's name says little more than its category's does, and a catalogue of a million products costs no
more than one of ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from knowledge.graph.text import is_cjk, words
from knowledge.language import ENGLISH_STOP_WORDS
from knowledge.sentences.encoder import SentenceEncoder, Vectors
from knowledge.sentences.registry import shared_encoder

#: The encoder for each language, and the cosine from which a category is meant by a text; fitted by eye on the demo
#: shop's categories with 34 texts (docs/guide.md): above it all were sensible, below it few.
ENCODERS: Mapping[str, tuple[str, float]] = {"en": ("minilm", 0.6), "zh": ("use", 0.7)}
#: Categories this much less like the text than the most alike are not meant.
NEAR = 0.1
MOST = 8


@dataclass(frozen=True)
class _Known:
    encoder: SentenceEncoder
    vectors: Vectors
    least: float


class Meanings:
    """The categories by their names' sentence vectors, computed at the first question in each language."""

    def __init__(self, keys: Sequence[str], names: Sequence[str], chinese: Sequence[str]) -> None:
        """``names`` and ``chinese`` are those of the categories with ``keys``, in their order."""
        self._keys = tuple(keys)
        self._names = {"en": tuple(names), "zh": tuple(chinese)}

    def near(self, text: str) -> list[tuple[str, float]]:
        """The keys of the categories that ``text`` means, with their cosines, the likest first; may be none."""
        language = "zh" if any(map(is_cjk, words(text))) else "en"
        if not self._keys or not _says_something(text, language):
            return []
        known = self._english if language == "en" else self._chinese
        cosines = known.vectors @ known.encoder.encode([text])[0]
        order = np.argsort(-cosines, kind="stable")[:MOST]
        least = max(known.least, float(cosines[order[0]]) - NEAR)
        return [(self._keys[at], float(cosines[at])) for at in order.tolist() if cosines[at] >= least]

    @cached_property
    def _english(self) -> _Known:
        return self._encoded("en")

    @cached_property
    def _chinese(self) -> _Known:
        return self._encoded("zh")

    def _encoded(self, language: str) -> _Known:
        name, least = ENCODERS[language]
        encoder = shared_encoder(name)
        return _Known(encoder, encoder.encode(list(self._names[language])), least)


def _says_something(text: str, language: str) -> bool:
    return language == "zh" or any(word not in ENGLISH_STOP_WORDS for word in _english(text))


def _english(text: str) -> Iterable[str]:
    return (word for word in words(text) if word.isalpha())
