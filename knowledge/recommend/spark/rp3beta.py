"""The random walk, its rows computed by Spark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from knowledge.recommend.history import STEADY, Recency
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.spark.frames import staged


class SparkRp3BetaRecommender(Rp3BetaRecommender):
    """The same rows as :class:`Rp3BetaRecommender`, up to the rounding of sums; saved, it is one.

    The purchases are joined with themselves by customer, the steps' probabilities multiplied and summed by pair of
    products, and each product's best are kept.
    """

    def __init__(self, spark: Any, staging: Path | None = None, *, recency: Recency = STEADY) -> None:
        super().__init__(recency=recency)
        self._spark = spark
        self._staging = staging

    def learn(self, interactions: Interactions) -> csr_matrix:
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        size = len(interactions.products)
        sources, targets = self.support.of(interactions)
        if not len(sources) or not len(targets):
            return csr_matrix((size, size), dtype=np.float32)
        with staged(self._spark, interactions, self._staging) as bought:
            by_product = bought.groupBy("product").agg(f.count("*").alias("buyers"))
            by_customer = bought.groupBy("customer").agg(f.count("*").alias("products"))
            full = bought.join(by_product, "product").join(by_customer, "customer").cache()
            least_source, least_target = (int(interactions.buyers[each].min()) for each in (sources, targets))
            left = full.where(f.col("buyers") >= least_source).select(
                "customer",
                f.col("product").alias("source"),
                (f.pow("buyers", f.lit(-self.alpha)) * f.pow("products", f.lit(-self.alpha))).alias("step"),
            )
            right = full.where(f.col("buyers") >= least_target).select(
                "customer", f.col("product").alias("target"), f.pow("buyers", f.lit(-self.beta)).alias("reach")
            )
            walked = (
                left.join(right, "customer")
                .where(f.col("source") != f.col("target"))
                .groupBy("source", "target")
                .agg(f.sum(f.col("step") * f.col("reach")).alias("value"))
            )
            order = Window.partitionBy("source").orderBy(f.desc("value"), f.asc("target"))
            best = walked.withColumn("place", f.row_number().over(order)).where(f.col("place") <= self.most)
            found = best.select("source", "target", "value").toPandas()
            full.unpersist()
        values = found["value"].to_numpy(dtype=np.float32)
        places = found["source"].to_numpy(), found["target"].to_numpy()
        return csr_matrix((values, places), shape=(size, size), dtype=np.float32)
