"""Daogou's recommenders as they are compared, and how the one for a task is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.recommends.data import Task
from benchmarks.recommends.tutorial import TutorialRecommender
from knowledge.recommend.als import AlsRecommender
from knowledge.recommend.base import Recommender
from knowledge.recommend.blend.blend import BlendRecommender
from knowledge.recommend.bpr import BprRecommender
from knowledge.recommend.ease import EaseRecommender
from knowledge.recommend.evaluation.run import evaluate
from knowledge.recommend.history import Recency
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.neighbours import Support
from knowledge.recommend.own import OwnPurchasesRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.sequence import SequenceRecommender
from knowledge.recommend.user_user import UserUserRecommender

ALL_OF_THEM = Support(1, 1)  # every product is a candidate, as for the others
Maker = Callable[[], Recommender]


def recommenders(task: Task) -> Mapping[str, Maker]:
    """By the names of the table."""
    support = ALL_OF_THEM
    found: dict[str, Maker] = {
        "tutorial user-CF": TutorialRecommender,
        "popular": lambda: PopularityRecommender(None),
        "popular lately": PopularityRecommender,
        "user-based, cosine": UserUserRecommender,
        "user-based, Pearson": lambda: UserUserRecommender("pearson"),
        "item-based, cosine": lambda: ItemItemRecommender("cosine", 200, support),
        "item-based, TF-IDF": lambda: ItemItemRecommender("tfidf", 200, support),
        "item-based, BM25": lambda: ItemItemRecommender("bm25", 200, support),
        "RP3beta": lambda: Rp3BetaRecommender(support=support),
        "ALS": AlsRecommender,
        "BPR": BprRecommender,
        "EASE": lambda: EaseRecommender(support=support),
        "EASE, recent count more": lambda: EaseRecommender(
            support=support, recency=Recency(56.0) if task.repeats else Recency(10.0, "products")
        ),
    }
    if task.repeats:
        found["own purchases"] = lambda: OwnPurchasesRecommender(None)
        found["own purchases, recent count more"] = OwnPurchasesRecommender
        found["blend"] = lambda: BlendRecommender(task.traits)
    if len(task.split.train) < 200_000:
        found["sequence (GRU)"] = SequenceRecommender
    return found


def chosen(task: Task) -> tuple[str, Recommender]:
    """The one to use, without a look at what is to be guessed: where people buy again the blend, which learns what
    speaks for a product by itself; elsewhere the EASE that does best on a part of what is learnt from."""
    if task.repeats:
        return "blend", BlendRecommender(task.traits)
    inner = [resplit(task.split.train) for resplit in task.resplits]
    best: tuple[float, str, Recommender] | None = None
    for regularisation in (100.0, 200.0, 400.0, 600.0, 800.0):
        for recency in (Recency(), Recency(5.0, "products"), Recency(10.0, "products"), Recency(20.0, "products")):
            tried = EaseRecommender(regularisation, support=ALL_OF_THEM, neighbours=None, recency=recency)
            score = 0.0
            for split in inner:
                tried.fit(split.train)
                score += evaluate(tried, split, "novel").mean("ndcg") / len(inner)
            if best is None or score > best[0]:
                half_life = f", half after {recency.half_life:g} products" if recency.half_life else ""
                best = score, f"EASE {regularisation:g}{half_life}", tried
    assert best is not None
    return best[1:]
