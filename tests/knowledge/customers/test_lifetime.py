"""The outlook on customers whose true rates are known: they were drawn from the model's own story."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import polars as pl
import pytest

from knowledge.customers.activity import Activity
from knowledge.customers.lifetime import LifetimeModel, calibrated, summarised

NOW = datetime(2024, 5, 17, tzinfo=timezone.utc)


def activity_of(rows: list[tuple[str, float, float]]) -> Activity:
    """From customer, days ago and total."""
    orders = pl.DataFrame(
        {
            "customer": [customer for customer, _, _ in rows],
            "order": list(range(len(rows))),
            "at": [NOW - timedelta(days=days) for _, days, _ in rows],
            "total": [total for _, _, total in rows],
            "discount": [0.0] * len(rows),
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )
    return Activity(orders, pl.DataFrame(), pl.DataFrame(), pl.DataFrame())


@pytest.fixture(scope="module")
def drawn() -> Activity:
    """Six hundred customers over 300 days: each orders at a rate of their own, and leaves after an order by chance."""
    chance, rows = np.random.default_rng(3), []
    for number in range(600):
        rate, leaves, worth = chance.gamma(1.5, 1 / 25), chance.beta(1, 8), chance.gamma(6, 5)
        at = chance.uniform(0, 120)
        while at < 300:
            rows.append((f"c{number:03}", 300 - at, float(chance.gamma(8, worth / 8))))
            if chance.random() < leaves:
                break
            at += chance.exponential(1 / rate)
    return activity_of(rows)


def test_what_is_foretold_comes(drawn: Activity) -> None:
    found = calibrated(drawn, NOW, 60)
    assert found.probability_error < 0.06
    assert found.auc > 0.75
    assert found.error < found.error_of_rate
    for each in found.orders:
        assert each.predicted == pytest.approx(each.came, rel=0.25, abs=0.35)


def test_who_orders_often_and_lately_will_and_who_did_long_ago_has_left() -> None:
    rows = [(f"c{number:02}", float(days), 20.0) for number in range(60) for days in range(2 + number % 5, 200, 14)]
    rows += [("gone", float(days), 20.0) for days in range(120, 200, 5)]
    rows += [("once", 150.0, 20.0)]
    found = {each.customer_id: each for each in LifetimeModel.fit(activity_of(rows), NOW).outlook(30)}
    assert found["gone"].alive < 0.2 < 0.8 < found["c01"].alive
    assert found["c01"].orders > found["once"].orders
    assert found["c01"].spend == pytest.approx(20 * found["c01"].orders, rel=0.1)
    assert all(0 <= each.will_order <= each.alive <= 1 for each in found.values())


def test_orders_of_one_day_are_one_and_the_first_is_no_repeat() -> None:
    rows = [("ada", 20.0, 5.0), ("ada", 20.01, 6.0), ("ada", 10.0, 7.0), ("bob", 4.0, 9.0)]
    found = {row["customer"]: row for row in summarised(activity_of(rows), NOW).to_dicts()}
    assert (found["bob"]["frequency"], found["bob"]["value"]) == (0, 0)
    assert found["ada"]["age"] >= found["ada"]["recency"] >= 10
    assert found["ada"]["frequency"] in (1, 2)


def test_too_few_customers_give_no_outlook() -> None:
    with pytest.raises(ValueError, match="50 customers"):
        LifetimeModel.fit(activity_of([("ada", 3.0, 5.0), ("ada", 1.0, 5.0)]), NOW)
