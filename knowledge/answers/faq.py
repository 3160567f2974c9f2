"""The book of questions and answers: finds the answer to a customer's question, or says that it is not known.

A question is compared by meaning with every phrasing in the book, and the entry with the most alike one answers if it
is alike enough. Each language has the sentence encoder that knows it best. How well it does, and how the thresholds
were found, is in docs/answers.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.answers.entries import Entry, read_entries
from knowledge.sentences.encoder import SentenceEncoder, Vectors
from knowledge.sentences.registry import shared_encoder

ENCODERS: Mapping[str, str] = {"en": "minilm", "zh": "use"}
# Fitted on tests/knowledge/answers/development.yml; on the encoders' different scales, so not comparable.
THRESHOLDS: Mapping[str, float] = {"en": 0.54, "zh": 0.61}

_CHINESE = re.compile("[一-鿿]")


@dataclass(frozen=True)
class FaqAnswer:
    """``score`` is the cosine similarity to the nearest known question, at most 1."""

    key: str
    topic: str
    text: str
    score: float
    link: str | None = None


class FaqBook:
    """All entries of a shop, ready to be asked. Safe to share between threads."""

    def __init__(self, entries: tuple[Entry, ...], thresholds: Mapping[str, float] = THRESHOLDS) -> None:
        """Encode the questions.

        Raises:
            ModelFileError: an encoder's weights are missing, or are not the published ones.
        """
        self.entries = entries
        self._thresholds = thresholds
        self._known: dict[str, _Questions] = {}
        for language in thresholds:
            known = [(question, entry) for entry in entries for question in entry.questions.get(language, ())]
            if known:
                encoder = shared_encoder(ENCODERS[language])
                questions = encoder.encode([question for question, _ in known])
                self._known[language] = _Questions(encoder, questions, tuple(entry for _, entry in known))

    @classmethod
    def load(cls, folder: Path) -> FaqBook:
        """Read the book in ``folder``.

        Raises:
            ConfigurationError: a file is not as docs/answers.md says; the message gives file and line.
            ModelFileError: an encoder's weights are missing, or are not the published ones.
        """
        return cls(read_entries(folder))

    def answer(self, question: str, language: str = "en") -> FaqAnswer | None:
        """Answer in ``language``, whichever of the known languages the question is written in; None: not known."""
        entry, score = self.nearest(question)
        if entry is None or language not in entry.answer or score < self._thresholds[_language_of(question)]:
            return None
        return FaqAnswer(entry.key, entry.topic, entry.answer[language], score, entry.link)

    def nearest(self, question: str) -> tuple[Entry | None, float]:
        """The entry with the most alike phrasing, however unlike, and its score; for fitting a threshold."""
        known = self._known.get(_language_of(question))
        if known is None or not question.strip():
            return None, 0.0
        scores = known.vectors @ known.encoder.encode([question])[0]
        best = int(np.argmax(scores))
        return known.entries[best], float(scores[best])


@dataclass(frozen=True)
class _Questions:
    """Of one language: a vector a phrasing, and whose it is."""

    encoder: SentenceEncoder
    vectors: Vectors
    entries: tuple[Entry, ...]


def _language_of(text: str) -> str:
    return "zh" if _CHINESE.search(text) else "en"
