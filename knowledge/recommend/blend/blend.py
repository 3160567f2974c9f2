"""The blend: from candidates of several recommenders, the products likeliest to be bought next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.base import MOST_EVIDENCE, Recommender, Scored, Scores, first
from knowledge.recommend.blend.features import FEATURES, ProductFacts, Rows
from knowledge.recommend.blend.judge import NEGATIVES, Judges, under
from knowledge.recommend.blend.parts import Parts
from knowledge.recommend.ease import EaseRecommender
from knowledge.recommend.history import History, Recency
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.selection import ANY, Selection
from knowledge.recommend.traits import NO_TRAITS, ProductTraits
from knowledge.recommend.vocabulary import Vocabulary

RECENCY_DAYS = 56.0
RECENCY = Recency(RECENCY_DAYS)
SIDE_BY_SIDE = 2
"""Steps of fitting at a time: of much that they do, one core is all that each can use."""
NARROW = 1_000
"""So few products are judged one by one where nothing else may be recommended."""


class BlendRecommender(Recommender):
    """Two stages, as large shops recommend (Covington et al., RecSys 2016).

    Candidates are the customer's own products, the best of a random walk (:class:`Rp3BetaRecommender`) and of a linear
    model (:class:`EaseRecommender`), what is popular now, and what leads the kinds of product they buy. Judges, one for
    what the customer bought before and one for what they did not, say how likely each is bought in the next ``window``
    days, from the features of ``blend/features.py``. They learn from the shop's own last ``windows`` windows, as far as
    its orders reach: all is fitted on what came before a window, and asked what came in it. Scores are probabilities.
    ``walk`` may be one that is fitted elsewhere (on Spark).
    """

    name: ClassVar[str] = "blend"

    def __init__(
        self,
        traits: ProductTraits = NO_TRAITS,
        *,
        window: float = 28.0,
        windows: int = 2,
        candidates: int = 100,
        customers: int = 2_000,
        seed: int = 0,
        walk: Rp3BetaRecommender | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.traits = traits
        self.window = window
        self.windows = windows
        self.candidates = candidates
        self.customers = customers
        self.seed = seed
        self._tell = progress or (lambda step: None)
        self._judges: Judges | None = None
        self._parts = Parts(walk or Rp3BetaRecommender(recency=RECENCY), EaseRecommender(recency=RECENCY))

    @property
    def walk(self) -> Rp3BetaRecommender:
        """The random walk among the parts."""
        return self._parts.walk

    def fit(self, interactions: Interactions) -> None:
        windows = [each for each in range(self.windows) if each == 0 or self._reaches(interactions, each)]
        self._tell("learning what was bought next")
        with ThreadPoolExecutor(SIDE_BY_SIDE) as side_by_side:
            examples = side_by_side.map(partial(self._examples, interactions), windows)
            whole = side_by_side.submit(self._parts.fit, interactions, self.traits, self.candidates)
            rows, right = map(np.concatenate, zip(*examples, strict=True))
            self._tell("weighing what was bought next")
            self._judges = Judges.fit(rows, right, seed=self.seed)
            self.vocabulary, self._parts = interactions.vocabulary, whole.result()

    def scores(self, history: History) -> Scores:
        return self._scores(history)

    def recommend(self, history: History, k: int, keep: Selection = ANY) -> list[Scored]:
        """Of a small part of the catalogue, every product is judged, not only the candidates."""
        if self._judges is None:
            return self.walk.recommend(history, k, keep)
        narrow, only = keep.narrowest, None
        if narrow is not None and len(narrow) <= NARROW:
            only = np.sort(self.vocabulary.positions(keep.members()))
        return list(first(self.in_order(self._scores(history, only)), k, keep))

    def _scores(self, history: History, only: NDArray[np.int32] | None = None) -> Scores:
        known = history.known(self.vocabulary)
        if not len(known.rows):
            return Scores(known.rows, np.empty(0, dtype=np.float32))
        if self._judges is None:
            return self.walk.scores(history)
        at, rows = self._parts.features(history, lambda candidates: candidates if only is None else only)
        return Scores(at, self._judges.probabilities(rows))

    def explain(self, history: History, product_id: str) -> Mapping[str, float]:
        """By the random walk; where that knows nothing, by products of the same kind in the history."""
        walked = self.walk.explain(history, product_id)
        place = self.vocabulary.index.get(product_id)
        if walked or place is None:
            return walked
        known, kinds = history.known(self.vocabulary), self._parts.rows.facts.codes[0]
        same = np.flatnonzero((kinds[known.rows] == kinds[place]) & (kinds[place] > 0) & (known.rows != place))
        latest = same[np.argsort(-known.decayed[RECENCY_DAYS][same], kind="stable")][:MOST_EVIDENCE]
        products = self.vocabulary.products
        return {products[known.rows[each]]: float(known.decayed[RECENCY_DAYS][each]) for each in latest}

    def arrays(self) -> dict[str, Any]:
        return {
            **{f"walk_{name}": value for name, value in self.walk.arrays().items()},
            **{f"ease_{name}": value for name, value in self._parts.ease.arrays().items()},
            **self._parts.rows.facts.arrays(),
            **(self._judges.arrays() if self._judges else {}),
            "candidates": self.candidates,
        }

    @classmethod
    def of_arrays(cls, vocabulary: Vocabulary, arrays: Mapping[str, Any]) -> BlendRecommender:
        recommender = cls(candidates=int(arrays["candidates"]))
        recommender.vocabulary = vocabulary
        recommender._parts = Parts(
            Rp3BetaRecommender.of_arrays(vocabulary, under("walk_", arrays)),
            EaseRecommender.of_arrays(vocabulary, under("ease_", arrays)),
            Rows(ProductFacts.of_arrays(arrays), recommender.candidates),
        )
        recommender._judges = Judges.of_arrays(arrays)
        return recommender

    def _reaches(self, interactions: Interactions, number: int) -> bool:
        """Whether as long a time is known before window ``number`` as the window is long."""
        return bool(len(interactions)) and float(interactions.age.max()) >= (number + 2) * self.window

    def _examples(self, interactions: Interactions, number: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Candidates of customers as they stood before window ``number``, and whether they were bought in it."""
        end = number * self.window
        before = interactions.up_to(end + self.window)
        after = (interactions.age <= end + self.window) & (interactions.age > end)
        parts, index = self._parts.fit(before, self.traits, self.candidates), before.vocabulary.index
        positions = np.array([index.get(each, -1) for each in interactions.products], dtype=np.int64)
        rows, right = [np.empty((0, len(FEATURES)), dtype=np.float32)], [np.empty(0, dtype=bool)]
        people = {name: place for place, name in enumerate(interactions.customers)}
        wanted = np.zeros(len(before.products) + 1, dtype=bool)
        chance = np.random.default_rng((self.seed, number))

        def sampled(at: NDArray[np.int32]) -> NDArray[np.int32]:
            return at[wanted[at] | (chance.random(len(at)) < NEGATIVES)]

        for customer in self._chosen(before):
            person = people[before.customers[customer]]
            span = slice(interactions.starts[person], interactions.starts[person + 1])
            wanted[positions[interactions.product[span][after[span]]]] = True  # the last one: what was not known before
            at, features = parts.features(History.of_customer(before, customer), sampled)
            rows.append(features)
            right.append(wanted[at])
            wanted[:] = False
        return np.concatenate(rows), np.concatenate(right)

    def _chosen(self, interactions: Interactions) -> list[int]:
        everyone = np.arange(len(interactions.customers))
        if len(everyone) > self.customers:
            everyone = np.sort(np.random.default_rng(self.seed).choice(everyone, self.customers, replace=False))
        return [int(each) for each in everyone]
