"""Recommendations for a customer, a visit or a product page, each with its reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.recommend.artefacts import current_version, open_last_good
from knowledge.recommend.base import Reason, ReasonKind, Recommendation, Recommender, Scored, Selection
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.purchases import read_history, read_interactions

RECENT = timedelta(days=28)
UNTRAINED_WINDOW = timedelta(days=56)
SEEN_WEIGHT = 3.0  # one product looked at now against one bought some time

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Models:
    version: str | None
    popular: Recommender
    item_item: Recommender


class RecommendService:
    """Answers in a few milliseconds from models in memory; safe to share between threads.

    Only products in ``available`` are ever recommended. A customer's list offers discoveries: what they bought in the
    last 28 days is left out, since a grocer's customers buy the same milk every week and need no telling, while
    something not bought for longer may well be recommended again. Lists that the models cannot fill are filled with
    what is popular.

    Whether a customer's purchases may be used at all (consent to personalisation) is the caller's to check BEFORE
    ``for_customer``; without it, ask ``for_session`` or ``popular``. The models hold nobody's purchases: a customer's
    own are read from their orders at each call, so evidence can only be theirs.
    """

    def __init__(
        self, store: CatalogueStore, models: Path, clock: Clock, available: Callable[[], Collection[str]]
    ) -> None:
        self._store = store
        self._folder = models
        self._clock = clock
        self._available = available
        self._models = self._load()

    @classmethod
    def open(
        cls, store: CatalogueStore, models: Path, clock: Clock, available: Callable[[], Collection[str]]
    ) -> RecommendService:
        """Load the current models; with none that can be used, only what is popular is recommended."""
        return cls(store, models, clock, available)

    @property
    def version(self) -> str | None:
        """The version of the models in use; None if nothing is trained."""
        return self._models.version

    def reload(self) -> None:
        """Take in a newly published version, if there is one; the present one serves until it is ready."""
        if self._models.version is None or current_version(self._folder) != self._models.version:
            self._models = self._load()

    def for_customer(
        self,
        customer_id: str,
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
        session: Sequence[str] = (),
    ) -> list[Recommendation]:
        """From what this customer bought and the products of this visit; what is popular if nothing is known."""
        now = self._clock.now()
        bought = read_history(self._store, customer_id, now)
        recent = {product_id for product_id, at in bought.items() if at > now - RECENT}
        keep = self._selection(recent | set(exclude) | set(session), within)
        history = {product_id: 1.0 for product_id in bought}
        for product_id in session:
            history[product_id] = SEEN_WEIGHT
        seen = set(session)
        ranked = self._models.item_item.recommend(history, k, keep)
        return self._filled([_explained(each, seen) for each in ranked], k, keep)

    def for_session(
        self,
        product_ids: Sequence[str],
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
    ) -> list[Recommendation]:
        """From the products looked at in this visit alone."""
        keep = self._selection(set(product_ids) | set(exclude), within)
        ranked = self._models.item_item.recommend(dict.fromkeys(product_ids, 1.0), k, keep)
        return self._filled([_because(each, "because_viewed") for each in ranked], k, keep)

    def for_product(
        self,
        product_id: str,
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
    ) -> list[Recommendation]:
        """What goes with one product."""
        keep = self._selection({product_id, *exclude}, within)
        ranked = self._models.item_item.similar(product_id, k, keep)
        return self._filled([_because(each, "goes_with") for each in ranked], k, keep)

    def popular(
        self, k: int = 10, *, exclude: Collection[str] = (), within: Collection[str] | None = None
    ) -> list[Recommendation]:
        """What everybody buys now."""
        return self._filled([], k, self._selection(exclude, within))

    def _filled(self, found: list[Recommendation], k: int, keep: Selection) -> list[Recommendation]:
        taken = {each.product_id for each in found}
        # Scores of the two kinds are not comparable: popular ones come after, scaled below the last of the others.
        ceiling = found[-1].score if found else None
        extra = self._models.popular.recommend({}, k - len(found), lambda each: each not in taken and keep(each))
        top = extra[0].score if extra else 1.0
        for each in extra:
            score = each.score if ceiling is None else ceiling * (each.score / top)
            found.append(Recommendation(each.product_id, score, Reason("popular")))
        return found

    def _selection(self, exclude: Iterable[str], within: Collection[str] | None) -> Selection:
        available, unwanted = _as_set(self._available()), _as_set(exclude)
        if within is None:
            return lambda each: each in available and each not in unwanted
        wanted = _as_set(within)
        return lambda each: each in wanted and each in available and each not in unwanted

    def _load(self) -> _Models:
        artefact = open_last_good(self._folder)
        if artefact is None:
            _logger.warning("no trained recommender in %s: only popular products are recommended", self._folder)
            return _Models(None, self._popular_from_orders(), ItemItemRecommender())
        popular, item_item = PopularityRecommender.load(artefact.folder), ItemItemRecommender.load(artefact.folder)
        return _Models(artefact.version, popular, item_item)

    def _popular_from_orders(self) -> PopularityRecommender:
        now: datetime = self._clock.now()
        popular = PopularityRecommender()
        popular.fit(read_interactions(self._store, now, since=now - UNTRAINED_WINDOW))
        return popular


def _as_set(ids: Iterable[str]) -> AbstractSet[str]:
    return ids if isinstance(ids, AbstractSet) else frozenset(ids)


def _because(scored: Scored, kind: ReasonKind, evidence: Mapping[str, float] | None = None) -> Recommendation:
    chosen = scored.evidence if evidence is None else evidence
    return Recommendation(scored.product_id, scored.score, Reason(kind, tuple(chosen)))


def _explained(scored: Scored, seen: AbstractSet[str]) -> Recommendation:
    """Say whether purchases or this visit's products did more for it, and name those alone."""
    viewed = {product_id: part for product_id, part in scored.evidence.items() if product_id in seen}
    bought = {product_id: part for product_id, part in scored.evidence.items() if product_id not in seen}
    if sum(viewed.values()) > sum(bought.values()):
        return _because(scored, "because_viewed", viewed)
    return _because(scored, "because_bought", bought)
