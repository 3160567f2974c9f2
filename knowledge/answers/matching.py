"""How like a known question a new one is, by meaning or by its characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.answers.encoder import SentenceEncoder


class Matcher(Protocol):
    """Scores a text against the questions it was made with."""

    def scores(self, text: str) -> NDArray[np.float32]:
        """Cosine similarity to each known question, in their order; at most 1."""


class MeaningMatcher:
    """By sentence embeddings, for the languages that the encoder knows: English."""

    def __init__(self, encoder: SentenceEncoder, questions: Sequence[str]) -> None:
        self._encoder = encoder
        self._known = encoder.encode(questions)

    def scores(self, text: str) -> NDArray[np.float32]:
        return self._known @ self._encoder.encode([text])[0]


class CharacterMatcher:
    """By the characters and character pairs that two texts share, the rare ones counting more (TF-IDF).

    Needs no model of the language and no word boundaries, so it serves for Chinese, which the encoder does not know.
    What no known question contains counts as the rarest of all: a text is unlike the book for the part that the book
    knows nothing of.
    """

    def __init__(self, questions: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.preprocessing import normalize

        vectorizer: Any = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 2), sublinear_tf=True, norm=None, preprocessor=_letters_only
        )
        self._known = normalize(vectorizer.fit_transform(questions))
        self._vectorizer = vectorizer
        self._pieces = vectorizer.build_analyzer()
        self._unseen_weight = 1.0 + math.log(1 + len(questions))  # scikit-learn's smoothed idf at no occurrence

    def scores(self, text: str) -> NDArray[np.float32]:
        vector = self._vectorizer.transform([text])
        unseen = len(set(self._pieces(text)) - self._vectorizer.vocabulary_.keys())
        length = math.sqrt(vector.multiply(vector).sum() + unseen * self._unseen_weight**2)
        if length == 0:
            return np.zeros(self._known.shape[0], dtype=np.float32)
        return np.asarray((self._known @ vector.T).todense(), dtype=np.float32).ravel() / np.float32(length)


def is_chinese(text: str) -> bool:
    """Whether ``text`` has a Chinese character in it."""
    return any("一" <= character <= "鿿" for character in text)


def _letters_only(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
