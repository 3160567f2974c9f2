"""jieba's dictionary with the shop's own words: one in the process for each shop, and for what it holds."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import jieba
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.nlu.vocabulary import open_shop
from knowledge.catalogue.models import ImportRun
from knowledge.catalogue.store import CatalogueStore
from knowledge.errors import DaogouError
from knowledge.graph.chinese_words import chinese_words

jieba.setLogLevel(logging.WARNING)

_SHARED: dict[str, ChineseDictionary] = {}
_OPENING = threading.Lock()


class ChineseDictionary:
    """Segments Chinese by the words that a shop had at the last look; by jieba's own where there is no shop."""

    def __init__(self, url: str, refresh: float) -> None:
        self._url = url
        self._refresh = refresh
        self._store: CatalogueStore | None = None
        self._last_import: int | None = None
        self._words: tuple[str, ...] = ()
        self._tokenizer = _with_words(())
        self._looking = threading.Lock()
        self._next_look = 0.0
        self.look()

    @classmethod
    def shared(cls, url: str, refresh: float) -> ChineseDictionary:
        """The process's dictionary for the shop at ``url``."""
        with _OPENING:
            if url not in _SHARED:
                _SHARED[url] = cls(url, refresh)
            return _SHARED[url]

    @property
    def digest(self) -> str:
        """Changes with the words."""
        return hashlib.sha256("\n".join(self._words).encode()).hexdigest()

    def cut(self, run: str) -> list[tuple[str, int]]:
        """The words of a run of Chinese characters, each with its offset.

        Words of the dictionary only: jieba's guesses at unknown ones join "买糖" (buy sugar) into one word.
        """
        if time.monotonic() >= self._next_look:
            self.look()
        return [(word, start) for word, start, _ in self._tokenizer.tokenize(run, HMM=False)]

    def look(self) -> None:
        """Take up the shop's words if it has imported anything since the last look; an unreadable shop waits."""
        with self._looking:
            self._next_look = time.monotonic() + self._refresh
            try:
                self._store = self._store or open_shop(self._url)
                if self._store is None:
                    return
                with self._store.session() as session:
                    last_import = session.execute(select(func.max(ImportRun.id))).scalar() or 0
                if last_import != self._last_import:
                    self._take(chinese_words(self._store))
                    self._last_import = last_import
            except (SQLAlchemyError, DaogouError):
                return  # the extractor of product words, which reads the same shop, says so

    def _take(self, words: tuple[str, ...]) -> None:
        self._tokenizer = _with_words(words)
        self._words = words


class _Added(dict[str, int]):
    """Frequencies of words that are added to a dictionary which stays as it is: a copy would take 60 MB."""

    def __init__(self, general: Mapping[str, int]) -> None:
        super().__init__()
        self._general = general

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or word in self._general

    def __missing__(self, word: str) -> int:
        return self._general[word]

    def get(self, word: str, default: Any = None) -> Any:
        return super().get(word) if super().__contains__(word) else self._general.get(word, default)


def _with_words(words: Iterable[str]) -> jieba.Tokenizer:
    """jieba's general dictionary and ``words`` besides, in a tokenizer of its own."""
    jieba.initialize()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = _Added(jieba.dt.FREQ), jieba.dt.total, True
    for word in words:
        if not tokenizer.FREQ.get(word):
            tokenizer.add_word(word)
    return tokenizer
