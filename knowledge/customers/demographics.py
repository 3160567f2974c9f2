"""Guesses a trait that the shop knows of some customers for the others, and says how far the guesses can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from knowledge.customers.features import CustomerFeatures

SENSITIVE = frozenset({"age", "income", "marital_status", "gender", "sex", "ethnicity", "religion", "health"})
"""Traits that are not guessed unless the shop says so: what the law protects, or people would not want guessed."""
FOLDS = 5
FEWEST = 20
"""Customers that each value must have."""


@dataclass(frozen=True)
class Honesty:
    """Measured on customers that were left out of the learning. ``baseline``: of always guessing the commonest value;
    ``balanced``: the mean of the values' recalls, for which chance is ``1 / values``; ``calibration``: the expected
    error of the stated probabilities, ten bins; ``improvement``: of the log loss over guessing by frequencies alone."""

    trait: str
    customers: int
    values: Mapping[str, int]
    accuracy: float
    baseline: float
    balanced: float
    calibration: float
    improvement: float

    @property
    def worth_using(self) -> bool:
        """Whether the guesses say more than the frequencies do."""
        return self.improvement > 0.02 and self.accuracy > self.baseline


class SensitiveTrait(ValueError):
    """A guess was asked for that is off by default."""


class TraitClassifier:
    """Logistic regression on what is bought and how; the probabilities are as good as :class:`Honesty` says."""

    def __init__(self, model: Pipeline, honesty: Honesty) -> None:
        self._model = model
        self.honesty = honesty

    @classmethod
    def fit(
        cls,
        trait: str,
        known: Mapping[str, str],
        features: Sequence[CustomerFeatures],
        now: datetime,
        *,
        allow_sensitive: bool = False,
        seed: int = 0,
    ) -> TraitClassifier:
        """Learn ``trait`` from the customers of whom it is ``known``, by their id; values of too few are left out.

        Raises:
            SensitiveTrait: the trait is sensitive, and ``allow_sensitive`` is not set.
            ValueError: fewer than two values have ``FEWEST`` customers.
        """
        if trait.casefold() in SENSITIVE and not allow_sensitive:
            raise SensitiveTrait(f"{trait} is sensitive: it is guessed only where the shop allows it by name")
        counted = Counter(known[each.customer_id] for each in features if each.customer_id in known)
        values = {value: count for value, count in sorted(counted.items()) if count >= FEWEST}
        if len(values) < 2:
            raise ValueError(f"{trait}: two values need {FEWEST} customers each; there are {dict(counted)}")
        learnt = [each for each in features if known.get(each.customer_id) in values]
        rows, labels = _rows(learnt, now), np.array([known[each.customer_id] for each in learnt])
        model = _model()
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        probabilities = cross_val_predict(model, rows, labels, cv=folds, method="predict_proba")
        model.fit(rows, labels)
        return cls(model, _judged(trait, values, labels, probabilities, model.classes_))

    def guess(self, features: Sequence[CustomerFeatures], now: datetime) -> list[dict[str, float]]:
        """The probability of each value, one mapping a customer."""
        found = self._model.predict_proba(_rows(features, now))
        return [dict(zip(self._model.classes_.tolist(), each, strict=True)) for each in found.tolist()]


def _model() -> Pipeline:
    scale = FunctionTransformer(lambda rows: np.clip(rows, -4, 4))
    return make_pipeline(
        DictVectorizer(sparse=False), StandardScaler(), scale, LogisticRegression(C=0.02, max_iter=500)
    )


def _rows(features: Sequence[CustomerFeatures], now: datetime) -> list[dict[str, float]]:
    return [
        {
            "recency": float(np.log1p(max(each.recency(now), 0.0))),
            "orders": float(np.log1p(each.orders)),
            "spend": float(np.log1p(max(each.spend, 0.0))),
            "basket": float(np.log1p(each.basket)),
            "variety": float(np.log1p(each.products)),
            "price level": each.price_level,
            "promotion share": each.promotion_share,
            "own share": each.own_share,
            "weekend": float(each.weekday >= 5),
            "hour": float(each.hour),
            **{f"department {key}": share for key, share in each.departments.items()},
        }
        for each in features
    ]


def _judged(
    trait: str,
    values: Mapping[str, int],
    labels: NDArray[np.str_],
    probabilities: NDArray[np.float64],
    classes: NDArray[np.str_],
) -> Honesty:
    guessed, confidence = classes[probabilities.argmax(axis=1)], probabilities.max(axis=1)
    right = guessed == labels
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(
        (bins == each).mean() * abs(right[bins == each].mean() - confidence[bins == each].mean())
        for each in np.unique(bins)
    )
    shares = np.array([values[str(each)] for each in classes]) / len(labels)
    plain = log_loss(labels, np.tile(shares, (len(labels), 1)), labels=classes)
    return Honesty(
        trait,
        len(labels),
        values,
        float(right.mean()),
        float(shares.max()),
        float(balanced_accuracy_score(labels, guessed)),
        float(error),
        float(1 - log_loss(labels, probabilities, labels=classes) / plain),
    )
