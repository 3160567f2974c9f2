"""Factors, fitted by Spark's own alternating least squares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.als import AlsRecommender
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.spark.frames import staged


class SparkAlsRecommender(AlsRecommender):
    """The model of :class:`AlsRecommender` from another start, and so with other factors that say much the same; saved,
    it is one.

    Spark weighs its regularisation by how many purchases a customer or product has (Zhou et al., AAIM 2008), and its
    confidence is ``1 + alpha`` for a purchase.
    """

    def __init__(
        self, spark: Any, staging: Path | None = None, *, factors: int = 64, regularisation: float = 0.1, seed: int = 0
    ) -> None:
        super().__init__(factors=factors, seed=seed)
        self._spark = spark
        self._staging = staging
        self._weighted = regularisation

    def learn(self, interactions: Interactions) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        from pyspark.ml.recommendation import ALS
        from pyspark.sql import functions as f

        with staged(self._spark, interactions, self._staging) as bought:
            als = ALS(
                rank=self.factors,
                maxIter=self.iterations,
                regParam=self._weighted,
                implicitPrefs=True,
                alpha=self.confidence - 1,
                userCol="customer",
                itemCol="product",
                ratingCol="rating",
                seed=self.seed,
            )
            model = als.fit(bought.withColumn("rating", f.lit(1.0)))
            found = model.itemFactors.toPandas()
        vectors = np.zeros((len(interactions.products), self.factors), dtype=np.float32)
        vectors[found["id"].to_numpy()] = np.stack(found["features"].to_numpy()).astype(np.float32)
        return vectors, np.zeros(len(vectors), dtype=np.float32)
