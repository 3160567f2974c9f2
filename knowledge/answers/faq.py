"""The book of questions and answers: finds the answer to a customer's question, or says that it is not known.

A question is compared with every phrasing in the book, and the entry with the most alike one answers if it is alike
enough. English is compared by sentence embeddings; Chinese by shared characters, since the encoder knows no Chinese.
How well it does, and how the thresholds were found, is in docs/answers.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.answers.encoder import SentenceEncoder
from knowledge.answers.entries import Entry, read_entries
from knowledge.answers.matching import CharacterMatcher, Matcher, MeaningMatcher, is_chinese

# Fitted on tests/knowledge/answers/development.yml; different scales, so not comparable with each other.
THRESHOLDS: Mapping[str, float] = {"en": 0.54, "zh": 0.29}


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

    def __init__(
        self, entries: tuple[Entry, ...], encoder: SentenceEncoder, thresholds: Mapping[str, float] = THRESHOLDS
    ) -> None:
        self.entries = entries
        self._thresholds = thresholds
        self._asked: dict[str, list[Entry]] = {}
        self._matchers: dict[str, Matcher] = {}
        for language in thresholds:
            known = [(question, entry) for entry in entries for question in entry.questions.get(language, ())]
            if known:
                questions = [question for question, _ in known]
                self._asked[language] = [entry for _, entry in known]
                self._matchers[language] = (
                    CharacterMatcher(questions) if language == "zh" else MeaningMatcher(encoder, questions)
                )

    @classmethod
    def load(cls, folder: Path, encoder: SentenceEncoder) -> FaqBook:
        """Read the book in ``folder``.

        Raises:
            ConfigurationError: a file is not as docs/answers.md says; the message gives file and line.
        """
        return cls(read_entries(folder), encoder)

    def answer(self, question: str, language: str = "en") -> FaqAnswer | None:
        """Answer in ``language``, whichever of the known languages the question is written in; None: not known."""
        entry, score = self.nearest(question)
        if entry is None or language not in entry.answer or score < self._thresholds[_language_of(question)]:
            return None
        return FaqAnswer(entry.key, entry.topic, entry.answer[language], score, entry.link)

    def nearest(self, question: str) -> tuple[Entry | None, float]:
        """The entry with the most alike phrasing, however unlike, and its score; for fitting a threshold."""
        language = _language_of(question)
        if language not in self._matchers or not question.strip():
            return None, 0.0
        scores = self._matchers[language].scores(question)
        best = int(np.argmax(scores))
        return self._asked[language][best], float(scores[best])


def _language_of(text: str) -> str:
    return "zh" if is_chinese(text) else "en"
