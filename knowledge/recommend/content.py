"""By what products are: their words and their traits, so that one that nobody bought yet is recommended too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import Recommender, Scores
from knowledge.recommend.history import STEADY, History, Recency, recency_arrays, recency_of
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.traits import NO_TRAITS, TRAITS, ProductTraits
from knowledge.recommend.vocabulary import Vocabulary

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""From texts to vectors of unit length, one row a text."""

WEIGHTS: Mapping[str, float] = {"kind": 1.0, "department": 0.3, "brand": 0.5}
"""What having a trait in common counts, beside 1 for the same words."""


class ContentRecommender(Recommender):
    """Scores a product by how like those of the history it is: the cosine of the sentence vectors of their texts, and
    what their traits have in common; the mean over the history, by how much each product of it speaks.

    The products are the catalogue's, ``texts`` by id, whether anybody bought them or not: ``fit`` learns nothing from
    purchases. Texts that are the same (sizes apart, many are) are encoded once.
    """

    name: ClassVar[str] = "content"

    def __init__(
        self,
        texts: Mapping[str, str] | None = None,
        encode: Encode | None = None,
        traits: ProductTraits = NO_TRAITS,
        recency: Recency = STEADY,
    ) -> None:
        self.recency = recency
        known = Vocabulary(sorted(texts or {}))
        sentences = [(texts or {})[each] for each in known.products]
        different = sorted(set(sentences))
        place = {text: row for row, text in enumerate(different)}
        vectors = encode(different) if encode is not None and different else np.zeros((len(different), 1), np.float32)
        self._take(
            known,
            np.asarray(vectors, dtype=np.float32),
            np.array([place[each] for each in sentences], dtype=np.int32),
            np.array([traits.codes(trait, known) for trait in TRAITS], dtype=np.int32).reshape(len(TRAITS), len(known)),
        )

    def fit(self, interactions: Interactions) -> None:
        """Nothing is learnt from purchases."""

    def scores(self, history: History) -> Scores:
        known = history.known(self.vocabulary)
        if not len(known.rows):
            return Scores(known.rows, np.empty(0, dtype=np.float32))
        weights = known.weights(self.recency)
        weights = weights / weights.sum()
        values = (self._vectors @ (weights @ self._vectors[self._text[known.rows]]))[self._text]
        for code, weight in zip(self._codes, WEIGHTS.values(), strict=True):
            shared = np.bincount(code[known.rows], weights, minlength=int(code.max(initial=0)) + 1)
            shared[0] = 0
            values = values + weight * shared[code]
        return Scores(None, values.astype(np.float32))

    def explain(self, history: History, product_id: str) -> Mapping[str, float]:
        """The most alike of the history."""
        known, place = history.known(self.vocabulary), self.vocabulary.index.get(product_id)
        if place is None or not len(known.rows):
            return {}
        alike = self._vectors[self._text[known.rows]] @ self._vectors[self._text[place]]
        for code, weight in zip(self._codes, WEIGHTS.values(), strict=True):
            alike = alike + weight * ((code[known.rows] == code[place]) & (code[place] > 0))
        parts = alike * known.weights(self.recency)
        best = [each for each in np.lexsort((known.rows, -parts)) if known.rows[each] != place and parts[each] > 0]
        return {self.vocabulary.products[known.rows[each]]: float(parts[each]) for each in best[:3]}

    def arrays(self) -> dict[str, Any]:
        return {
            "products": self.vocabulary.array(),
            "vectors": self._vectors.astype(np.float16),
            "text": self._text,
            "codes": self._codes,
            **recency_arrays(self.recency),
        }

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> ContentRecommender:
        """Its own products are in ``arrays``: they are the catalogue's, not those of the purchases."""
        recommender = cls(recency=recency_of(arrays))
        own = Vocabulary(arrays["products"].tolist())
        recommender._take(own, arrays["vectors"].astype(np.float32), arrays["text"], arrays["codes"])
        return recommender

    def _take(
        self, known: Vocabulary, vectors: NDArray[np.float32], text: NDArray[np.int32], codes: NDArray[np.int32]
    ) -> None:
        self.vocabulary = known
        # As they are kept: what is saved and loaded must give the same answers.
        self._vectors = vectors.astype(np.float16).astype(np.float32)
        self._text = text
        self._codes = codes
