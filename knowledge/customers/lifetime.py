"""How many orders to expect of a customer, whether they have left, and what they will spend."""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from knowledge.customers.activity import Activity

PENALTIES = (0.001, 0.01, 0.1, 1.0)
"""On the parameters, the next where one leads to no end: where hardly anybody left yet, when they do is open."""
FEWEST = 50
"""Customers with a second order that there must be."""
BINS = 5


@dataclass(frozen=True)
class Outlook:
    """In the ``days`` ahead: the orders to expect, the probability of at least one, that the customer still is one, and
    what they will spend, in the shop's currency."""

    customer_id: str
    days: float
    orders: float
    will_order: float
    alive: float
    spend: float


@dataclass(frozen=True)
class Bin:
    """Customers of like predictions: what was predicted of them, and what came; means."""

    customers: int
    predicted: float
    came: float


@dataclass(frozen=True)
class Calibration:
    """Learnt without the last ``days``, and held against them. ``error``: the mean absolute difference of orders;
    ``error_of_rate``: of each customer's own rate so far carried on, the yardstick; ``probability_error``: the expected
    calibration error of ``will_order``; ``auc``: how well it tells who ordered."""

    days: float
    customers: int
    orders: tuple[Bin, ...]
    will_order: tuple[Bin, ...]
    error: float
    error_of_rate: float
    probability_error: float
    auc: float


class LifetimeModel:
    """BG/NBD for orders (Fader, Hardie and Lee, Marketing Science 24(2), 2005) and Gamma-Gamma for what an order is
    worth (Fader and Hardie, 2013), by the library ``lifetimes``. Days on which a customer ordered count, not orders."""

    def __init__(self, summary: pl.DataFrame, purchases: Any, worth: Any) -> None:
        self._summary = summary
        self._purchases = purchases
        self._worth = worth

    @classmethod
    def fit(cls, activity: Activity, now: datetime) -> LifetimeModel:
        """Learn from all orders.

        Raises:
            ValueError: fewer than ``FEWEST`` customers ordered a second time.
        """
        summary = summarised(activity, now)
        again = summary.filter(pl.col("frequency") > 0)
        if len(again) < FEWEST:
            raise ValueError(f"an outlook needs {FEWEST} customers who ordered on two days; there are {len(again)}")
        from lifetimes import BetaGeoFitter, GammaGammaFitter

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library's own dependencies
            purchases = _settled(BetaGeoFitter, *(summary[name].to_numpy() for name in ("frequency", "recency", "age")))
            spenders = again.filter(pl.col("value") > 0)
            worth = _settled(GammaGammaFitter, spenders["frequency"].to_numpy(), spenders["value"].to_numpy())
        return cls(summary, purchases, worth)

    def outlook(self, days: float) -> list[Outlook]:
        """Of every customer who ordered, by their id."""
        frequency, recency, age = (self._summary[name].to_numpy() for name in ("frequency", "recency", "age"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            orders = self._purchases.conditional_expected_number_of_purchases_up_to_time(days, frequency, recency, age)
            alive = self._purchases.conditional_probability_alive(frequency, recency, age)
            worth = self._worth.conditional_expected_average_profit(frequency, np.maximum(self._values(), 0.01))
        alive = np.asarray(alive)
        # Of the busiest the formula overflows; whether they leave within it then hardly matters.
        steady = alive * days * self._rate(frequency, age)
        orders = np.where(np.isfinite(orders), np.maximum(orders, 0.0), steady)
        will = alive * (1 - self._none_if_alive(days, frequency, age))
        columns = (self._summary["customer"].to_list(), orders, will, alive, orders * np.asarray(worth))
        return [Outlook(name, days, *map(float, values)) for name, *values in zip(*columns, strict=True)]

    def _values(self) -> Any:
        return self._summary["value"].to_numpy()

    def _rate(self, frequency: Any, age: Any) -> Any:
        """Orders a day of one who still is a customer: the mean of the posterior Gamma(r + x, alpha + T)."""
        r, alpha = float(self._purchases.params_["r"]), float(self._purchases.params_["alpha"])
        return (r + frequency) / (alpha + age)

    def _none_if_alive(self, days: float, frequency: Any, age: Any) -> Any:
        """The probability of no order within ``days`` of one who still is a customer: their rate has the posterior
        Gamma(r + x, alpha + T), and so the Poisson process is silent with ((alpha + T) / (alpha + T + t))^(r + x)."""
        r, alpha = float(self._purchases.params_["r"]), float(self._purchases.params_["alpha"])
        return ((alpha + age) / (alpha + age + days)) ** (r + frequency)


def calibrated(activity: Activity, now: datetime, days: float) -> Calibration:
    """Learn what was known ``days`` ago, and hold the outlook of then against what came.

    Raises:
        ValueError: too few customers had ordered twice by then.
    """
    from sklearn.metrics import roc_auc_score

    then = now - timedelta(days=days)
    before = Activity(activity.orders.filter(pl.col("at") <= then), activity.lines, activity.events, activity.thumbs)
    model = LifetimeModel.fit(before, then)
    outlook = model.outlook(days)
    later = activity.orders.filter(pl.col("at") > then).group_by("customer").agg(pl.col("at").dt.date().n_unique())
    came_of = dict(later.iter_rows())
    came = np.array([came_of.get(each.customer_id, 0) for each in outlook], dtype=np.float64)
    orders = np.array([each.orders for each in outlook])
    will = np.array([each.will_order for each in outlook])
    rate = days * (model._summary["frequency"] / model._summary["age"].clip(1.0)).to_numpy()
    probability = _bins(will, (came > 0).astype(np.float64))
    total = max(len(outlook), 1)
    told_apart = 0 < (came > 0).sum() < len(came)
    return Calibration(
        days,
        len(outlook),
        _bins(orders, came),
        probability,
        float(np.abs(orders - came).mean()),
        float(np.abs(rate - came).mean()),
        sum(each.customers * abs(each.predicted - each.came) for each in probability) / total,
        float(roc_auc_score(came > 0, will)) if told_apart else float("nan"),
    )


def summarised(activity: Activity, now: datetime) -> pl.DataFrame:
    """A row a customer: ``frequency`` (days with an order after the first), ``recency`` and ``age`` (days from the
    first order to the last and to now), ``value`` (mean of the repeated days, 0 without)."""
    days = (
        activity.orders.filter(pl.col("at") <= now)
        .group_by("customer", pl.col("at").dt.date().alias("day"))
        .agg(pl.col("total").sum())
        .sort("customer", "day")
    )
    return (
        days.group_by("customer", maintain_order=True)
        .agg(
            (pl.len() - 1).cast(pl.Float64).alias("frequency"),
            (pl.col("day").max() - pl.col("day").min()).dt.total_days().cast(pl.Float64).alias("recency"),
            (pl.lit(now.date()) - pl.col("day").min()).dt.total_days().cast(pl.Float64).alias("age"),
            pl.col("total").slice(1).mean().fill_null(0.0).alias("value"),
        )
        .with_columns(pl.col("value").fill_null(0.0))
    )


def _settled(fitter: Any, *columns: Any) -> Any:
    """The fitted model of the smallest penalty with which it settles."""
    from lifetimes.utils import ConvergenceError

    for penalty in PENALTIES[:-1]:
        try:
            with redirect_stdout(io.StringIO()):  # it prints why it did not settle
                return fitter(penalizer_coef=penalty).fit(*columns)
        except ConvergenceError:
            continue
    return fitter(penalizer_coef=PENALTIES[-1]).fit(*columns)


def _bins(predicted: Any, came: Any) -> tuple[Bin, ...]:
    """Fifths of the customers by what was predicted."""
    order = np.argsort(predicted, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return tuple(Bin(len(part), float(predicted[part].mean()), float(came[part].mean())) for part in parts)
