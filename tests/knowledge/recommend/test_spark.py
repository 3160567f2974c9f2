"""Training on Spark learns what the embedded trainer learns, and serves from the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.errors import ConfigurationError
from knowledge.recommend.als import AlsRecommender
from knowledge.recommend.evaluation.run import evaluate
from knowledge.recommend.evaluation.splits import random_share
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.spark.als import SparkAlsRecommender
from knowledge.recommend.spark.rp3beta import SparkRp3BetaRecommender
from knowledge.recommend.spark.session import spark_session


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with spark_session("local[2]") as session:
        yield session


@pytest.fixture(scope="module")
def interactions() -> Interactions:
    """Three hundred customers, each with a taste for one of eight groups of products."""
    chance = np.random.default_rng(0)
    customers, products = [], []
    for customer in range(300):
        group = customer % 8
        mine = group * 15 + chance.choice(15, 8, replace=False, p=np.arange(15, 0, -1) / 120)
        for product in [*mine, *chance.integers(0, 120, 2)]:
            customers.append(f"c{customer:03}")
            products.append(f"p{product:03}")
    return Interactions.of_columns(customers, products, [1.0] * len(customers))


def test_the_random_walks_are_the_same(spark: Any, interactions: Interactions) -> None:
    ours, theirs = Rp3BetaRecommender(), SparkRp3BetaRecommender(spark)
    for each in (ours, theirs):
        each.fit(interactions)
    assert ours.neighbours.nnz == theirs.neighbours.nnz > 1_000
    assert abs(ours.neighbours - theirs.neighbours).max() < 1e-6


def test_what_spark_learnt_is_served_without_it(spark: Any, interactions: Interactions, tmp_path: Path) -> None:
    learnt = SparkRp3BetaRecommender(spark, tmp_path)
    learnt.fit(interactions)
    assert list(tmp_path.iterdir()) == []  # the purchases were written there, and are gone
    learnt.save(tmp_path)
    served = Rp3BetaRecommender.load(tmp_path, interactions.vocabulary)
    assert served.similar("p000", 5) == learnt.similar("p000", 5)


def test_the_factors_find_as_much(spark: Any, interactions: Interactions) -> None:
    split = random_share(interactions, 0.2)
    found = []
    for each in (AlsRecommender(16), SparkAlsRecommender(spark, factors=16)):
        each.fit(split.train)
        found.append(evaluate(each, split, "novel").mean("ndcg"))
    assert found[1] == pytest.approx(found[0], rel=0.1)


def test_next_to_nothing_is_no_error(spark: Any) -> None:
    walk = SparkRp3BetaRecommender(spark)
    walk.fit(Interactions.of_columns(["c"], ["p"], [1.0]))
    assert walk.neighbours.nnz == 0


def test_a_master_that_is_none_is_said_to_be() -> None:
    with pytest.raises(ConfigurationError, match="no Spark session at nowhere"), spark_session("nowhere"):
        pass
