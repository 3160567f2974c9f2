"""What every sentence encoder is to those who use it, whichever model computes its vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

REMEMBERED = 4096
"""Single texts whose vectors are kept in memory; at 512 float32 each 8 MB at most."""
LONGEST = 1_000
"""Characters of a text that are read. No model reads more than 256 word pieces, and one without a bound takes a second
for a page."""

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Model(Protocol):
    """What computes the vectors. Safe to share between threads; runs in the calling thread alone."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """float32, one row of unit length a text; a text's row does not depend on what it is embedded with."""


@dataclass(frozen=True)
class Kind:
    """An encoder that can be loaded.

    ``fingerprint`` changes whenever the vectors would: it names the weights by their digest, and the way they are
    computed. ``languages`` are those among the assistant's that the model has learnt. ``load`` takes about a second
    and raises ModelFileError where the weights are missing or are not those that the fingerprint names.
    """

    name: str
    dimension: int
    languages: frozenset[str]
    fingerprint: str
    load: Callable[[], Model]

    def reads(self, text: str) -> bool:
        """Whether the model may understand anything of ``text``; an English one nothing that is all Chinese."""
        return "zh" in self.languages or not _CHINESE.search(text) or bool(_LATIN.search(text))


class SentenceEncoder:
    """Turns sentences into vectors whose dot product says how alike they are.

    One of a kind is enough for a process, and may be shared between threads: use
    :func:`knowledge.sentences.registry.shared_encoder`. A text that is encoded alone is remembered, so that the several
    components of a turn that ask for the same sentence pay for it once.
    """

    def __init__(self, kind: Kind) -> None:
        """Load the model of this kind.

        Raises:
            ModelFileError: the weights are missing, or are not the published ones.
        """
        self.kind = kind
        self.name = kind.name
        self.dimension = kind.dimension
        self._model = kind.load()
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._encode_one)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``: float32, shape ``(len(texts), dimension)``, each row of unit length.

        No text is refused; of a long one the beginning counts.
        """
        readable = [readable_text(text) for text in texts]
        if not readable:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(readable) == 1:
            return self._remembered(readable[0])[np.newaxis].copy()
        return self._model.embed(readable)

    def _encode_one(self, text: str) -> Vectors:
        return np.asarray(self._model.embed([text])[0])


def readable_text(text: str) -> str:
    """What an encoder reads of ``text``: its beginning, in small letters, without halves of surrogate pairs."""
    return text[:LONGEST].lower().encode("utf-8", "replace").decode("utf-8")
