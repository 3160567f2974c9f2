"""A closer look at the messages that a first reading leaves unsure: a larger sentence encoder, for those alone.

Most messages are easy, and a small encoder reads them as well as a large one. So the large one's cost is paid by the
few: a cascade of classifiers that ends as soon as one is sure (Viola and Jones, 2001; for sentence encoders, Xin et
al., "DeeBERT", 2020). The median message costs what it did, and the whole is as good as the large encoder on all.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.mixture import Mixture, Settings, train_mixture
from bot.nlu.network import Matrix
from knowledge.errors import ModelFileError
from knowledge.sentences.kept import KeptVectors
from knowledge.sentences.registry import shared_encoder

logger = logging.getLogger(__name__)


class SecondLook:
    """A mixture of the first reading's features and one encoder's vectors besides."""

    def __init__(self, encoder: str, model: Mixture) -> None:
        """Share the process's encoder of this name.

        Raises:
            ModelFileError: it is not installed.
        """
        self._encoder = shared_encoder(encoder)
        self.model = model

    @classmethod
    def train(
        cls,
        encoder: str,
        texts: Sequence[str],
        dense: Matrix,
        sparse: csr_matrix,
        intents: list[str],
        settings: Settings,
        cache: str | None,
    ) -> SecondLook | None:
        """Fit on examples, one a row; None, with a warning, where the encoder is not installed.

        ``cache`` is the file where vectors of training examples are kept.
        """
        try:
            shared = shared_encoder(encoder)
        except ModelFileError as error:
            logger.warning("Unsure messages will get no second look: %s", error)
            return None
        vectors = np.zeros((len(texts), shared.dimension), dtype=np.float32)
        readable = [place for place, text in enumerate(texts) if shared.kind.reads(text)]
        chosen = [texts[place] for place in readable]
        vectors[readable] = KeptVectors(Path(cache)).encode(shared, chosen) if cache else shared.encode(chosen)
        return cls(encoder, train_mixture(np.hstack([vectors, dense]), sparse, intents, settings))

    @classmethod
    def read(cls, encoder: str, file: Path) -> SecondLook | None:
        """What :meth:`write` wrote; None where there was none, or, with a warning, where the encoder is gone.

        Raises:
            ValueError: the file holds anything else.
        """
        if not file.is_file():
            return None
        try:
            return cls(encoder, Mixture.read(file))
        except ModelFileError as error:
            logger.warning("Unsure messages get no second look: %s", error)
            return None

    def write(self, file: Path) -> None:
        """Write what :meth:`read` reads."""
        self.model.write(file)

    def reads(self, text: str) -> bool:
        """Whether the encoder knows the language of ``text``, so that a second look may tell more than the first."""
        return self._encoder.kind.reads(text)

    def probabilities(self, texts: Sequence[str], dense: Matrix, sparse: csr_matrix) -> Matrix:
        """Of each intent for each text, whose first features are the same row of ``dense`` and ``sparse``."""
        return self.model.probabilities(np.hstack([self._encoder.encode(texts), dense]), sparse)
