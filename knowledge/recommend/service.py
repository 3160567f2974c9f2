"""Recommendations for a customer, a visit or a product page, each with its reason."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.recommend.artefacts import current_version, open_last_good
from knowledge.recommend.base import Draw, Reason, ReasonKind, Recommendation, Recommender, Scored
from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.content import ContentRecommender
from knowledge.recommend.customers import PurchaseBook
from knowledge.recommend.diversity import diversified
from knowledge.recommend.exploration import explored
from knowledge.recommend.history import History
from knowledge.recommend.pictures import PictureRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.purchases import read_interactions
from knowledge.recommend.ratings import read_disliked
from knowledge.recommend.rhythm import Rhythm, rhythm
from knowledge.recommend.rules import DEFAULT_RULES, RecommendationRules
from knowledge.recommend.selection import Selection
from knowledge.recommend.training import Models
from knowledge.recommend.traits import ProductTraits, read_traits
from knowledge.recommend.user_user import UserUserRecommender

UNTRAINED_WINDOW = timedelta(days=56)
CONSIDERED = 4  # times as many as are asked for are looked at, so that variety has something to choose from

NOTHING_KNOWN = History.of_visit(())

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Usual:
    """Something that a customer buys again and again."""

    product_id: str
    score: float
    rhythm: Rhythm


@dataclass(frozen=True, eq=False)
class _State:
    version: str | None
    models: Models
    traits: ProductTraits
    quiet: dict[str, float] = field(default_factory=dict)  # by category, as far as it was asked for


class RecommendService:
    """Answers in a few milliseconds from models in memory; safe to share between threads.

    Only products in ``available`` are ever recommended, and none that the shop's rules exclude. A customer's list
    offers discoveries: what they bought lately is left out, and what lasts for longer (``RecommendationRules``), and
    what they rated low; what
    they buy again and again is :meth:`usual`. Lists that the models cannot fill are filled with what is popular.

    Whether a customer's purchases may be used at all (consent to personalisation) is the caller's to check BEFORE
    a method that takes a ``customer_id``; without it, ask ``for_session`` or ``popular``. A customer's purchases are
    read from their own orders, so evidence can only be theirs.
    """

    def __init__(
        self,
        store: CatalogueStore,
        models: Path,
        clock: Clock,
        available: Callable[[], Collection[str]],
        rules: RecommendationRules = DEFAULT_RULES,
        seed: int | None = None,
    ) -> None:
        self._store = store
        self._folder = models
        self._clock = clock
        self._available = available
        self._rules = rules
        self._purchases = PurchaseBook(store)
        self._chance = Random(seed)
        self._allowed: tuple[object, object, frozenset[str]] | None = None
        self._state = self._load()

    @property
    def version(self) -> str | None:
        """The version of the models in use; None if nothing is trained."""
        return self._state.version

    def reload(self) -> None:
        """Take in a newly published version and a changed catalogue; the present ones serve until these are ready."""
        self._state = self._load()

    def for_customer(
        self,
        customer_id: str,
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
        session: Sequence[str] = (),
        new_only: bool = False,
    ) -> list[Recommendation]:
        """From what this customer bought and the products of this visit; what is popular if nothing is known.

        The first half answers the visit, where there is one. ``new_only``: nothing that they ever bought.
        """
        state, now = self._state, self._clock.now()
        bought = self._purchases.of(customer_id, now)
        unwanted = set(exclude) | set(session) | (set(bought.products) if new_only else self._quiet(bought, state))
        unwanted |= read_disliked(self._store, customer_id, now)
        keep = self._selection(state, unwanted, within)
        seen = self._for_visit(state, session, (k + 1) // 2, keep) if session else []
        rest = self._selection(state, unwanted | {each.product_id for each in seen}, within)
        ranked = state.models.blend.recommend(bought, CONSIDERED * k, rest)
        own = [
            self._because(state.models.blend, bought, each, "because_bought", draw)
            for each, draw in self._chosen(state, ranked, k - len(seen))
        ]
        return self._filled(state, seen + own, k, keep, bought)

    def usual(self, customer_id: str, k: int = 10, *, within: Collection[str] | None = None) -> list[Usual]:
        """What this customer buys again and again, the likeliest to be bought now first; without what they gave up."""
        state, bought = self._state, self._purchases.of(customer_id, self._clock.now())
        ages: dict[str, list[float]] = {}
        for product, age in zip(bought.products, bought.age.tolist(), strict=True):
            ages.setdefault(product, []).append(age)
        rhythms = {product: one for product, each in ages.items() if (one := rhythm(each)) is not None}
        again = {product for product, each in rhythms.items() if not each.given_up}
        keep = self._selection(state, (), again if within is None else again & set(within))
        found = state.models.blend.recommend(bought, k, keep)
        return [Usual(each.product_id, each.score, rhythms[each.product_id]) for each in found]

    def like_you(self, customer_id: str, k: int = 10, *, within: Collection[str] | None = None) -> list[Recommendation]:
        """What customers who buy alike buy, and this one never did; may be none.

        Never on the word of few: see ``UserUserRecommender.agreed``.
        """
        state, now = self._state, self._clock.now()
        bought = self._purchases.of(customer_id, now)
        keep = self._selection(state, set(bought.products) | read_disliked(self._store, customer_id, now), within)
        ranked = state.models.alike.recommend(bought, CONSIDERED * k, keep)
        return [
            Recommendation(each.product_id, each.score, Reason("like_you"), draw)
            for each, draw in self._chosen(state, ranked, k)
        ]

    def for_session(
        self,
        product_ids: Sequence[str],
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
    ) -> list[Recommendation]:
        """From the products looked at in this visit alone."""
        state = self._state
        keep = self._selection(state, set(product_ids) | set(exclude), within)
        visit = History.of_visit(product_ids)
        return self._filled(state, self._for_visit(state, product_ids, k, keep), k, keep, visit)

    def for_product(
        self,
        product_id: str,
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        within: Collection[str] | None = None,
    ) -> list[Recommendation]:
        """What goes with one product."""
        state = self._state
        keep = self._selection(state, {product_id, *exclude}, within)
        ranked = state.models.blend.walk.similar(product_id, k, keep)
        found = [Recommendation(each.product_id, each.score, Reason("goes_with", (product_id,))) for each in ranked]
        return self._filled(state, found, k, keep)

    def popular(
        self, k: int = 10, *, exclude: Collection[str] = (), within: Collection[str] | None = None
    ) -> list[Recommendation]:
        """What everybody buys now."""
        return self._filled(self._state, [], k, self._selection(self._state, exclude, within))

    def _for_visit(self, state: _State, product_ids: Sequence[str], k: int, keep: Selection) -> list[Recommendation]:
        visit, walk = History.of_visit(product_ids), state.models.blend.walk
        ranked = walk.recommend(visit, CONSIDERED * k, keep)
        return [
            self._because(walk, visit, each, "because_viewed", draw) for each, draw in self._chosen(state, ranked, k)
        ]

    def _chosen(self, state: _State, ranked: Sequence[Scored], k: int) -> list[tuple[Scored, Draw | None]]:
        """``k`` of ``ranked``, different enough; with the rules' share of exploration, some drawn."""
        rules = self._rules
        size = len(ranked) if rules.explore else k
        varied = diversified(
            ranked,
            size,
            state.traits,
            variety=rules.variety,
            most_per_brand=rules.most_per_brand,
            most_per_kind=rules.most_per_kind,
        )
        if not rules.explore:
            return [(each, None) for each in varied]
        return list(explored(varied, k, rules.explore, self._chance))

    @staticmethod
    def _because(
        recommender: Recommender, history: History, scored: Scored, kind: ReasonKind, draw: Draw | None
    ) -> Recommendation:
        if kind == "because_bought" and scored.product_id in history.products:
            return Recommendation(scored.product_id, scored.score, Reason("usual"), draw)
        evidence = tuple(recommender.explain(history, scored.product_id))
        reason = Reason(kind, evidence) if evidence else Reason("popular")
        return Recommendation(scored.product_id, scored.score, reason, draw)

    def _filled(
        self, state: _State, found: list[Recommendation], k: int, keep: Selection, history: History = NOTHING_KNOWN
    ) -> list[Recommendation]:
        """With what looks like the history's products, then what is like them by what is written of them, both of which
        a product may be that nobody bought yet; then with what is popular."""
        alikes = (state.models.pictures, state.models.content)
        for recommender, known in (*((each, history) for each in alikes), (state.models.popular, NOTHING_KNOWN)):
            others = Selection(keep.exclude | {each.product_id for each in found}, keep.within)
            extra = recommender.recommend(known, k - len(found), others) if len(found) < k else []
            # Scores of two kinds are not comparable: these come after, scaled below the last of the others.
            ceiling, top = min((each.score for each in found), default=None), extra[0].score if extra else 1.0
            for each in extra:
                alike = tuple(recommender.explain(known, each.product_id)) if recommender in alikes else ()
                score = each.score if ceiling is None else ceiling * (each.score / top)
                reason = Reason("similar", alike) if alike else Reason("popular")
                found.append(Recommendation(each.product_id, score, reason))
        return found

    def _quiet(self, bought: History, state: _State) -> set[str]:
        """What the customer bought so lately that it is not offered as something new."""
        category, quiet = state.traits.kind, state.quiet
        last: Mapping[str, float] = dict(zip(bought.products, bought.age.tolist(), strict=True))
        for each in {category.get(product, "") for product in last} - quiet.keys():
            quiet[each] = self._rules.quiet(each)
        return {product for product, age in last.items() if age < quiet[category.get(product, "")]}

    def _selection(self, state: _State, exclude: Iterable[str], within: Collection[str] | None) -> Selection:
        unwanted, allowed = _as_set(exclude), self._allowed_now(state)
        return Selection(unwanted, (allowed,) if within is None else (allowed, _as_set(within)))

    def _allowed_now(self, state: _State) -> frozenset[str]:
        """What may be recommended at all, worked out anew where the catalogue or the traits have changed."""
        available, kept = self._available(), self._allowed
        if kept is None or kept[0] is not available or kept[1] is not state.traits:
            category, never = state.traits.kind, self._rules.never
            allowed = frozenset(each for each in available if not never(each, category.get(each, "")))
            kept = self._allowed = available, state.traits, allowed
        return kept[2]

    def _load(self) -> _State:
        artefact = open_last_good(self._folder)
        traits = read_traits(self._store)
        if artefact is None:
            _logger.warning("no trained recommender in %s: only popular products are recommended", self._folder)
            untrained = Models(
                self._popular_from_orders(),
                BlendRecommender(),
                UserUserRecommender(),
                ContentRecommender(),
                PictureRecommender(),
            )
            return _State(None, untrained, traits)
        current = self.__dict__.get("_state")
        if current is not None and current.version == artefact.version == current_version(self._folder):
            return _State(artefact.version, current.models, traits)
        return _State(artefact.version, Models.load(artefact), traits)

    def _popular_from_orders(self) -> PopularityRecommender:
        now: datetime = self._clock.now()
        popular = PopularityRecommender()
        popular.fit(read_interactions(self._store, now, since=now - UNTRAINED_WINDOW))
        return popular


def _as_set(ids: Iterable[str]) -> AbstractSet[str]:
    return ids if isinstance(ids, AbstractSet) else frozenset(ids)
