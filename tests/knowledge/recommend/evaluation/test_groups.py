from __future__ import annotations

import numpy as np
import pytest

from knowledge.recommend.evaluation.exposure import LARGE, NONE, OWN, SMALL, exposures, kinds_of_brand
from knowledge.recommend.evaluation.groups import by_activity, by_group, labels_of
from knowledge.recommend.interactions import Interactions


def test_groups_are_compared_by_their_means() -> None:
    values = np.array([0.2] * 30 + [0.4] * 20)
    found = by_group(values, ["young"] * 30 + ["old"] * 20, "age")
    assert found is not None
    assert [(each.name, each.customers, each.mean.mean) for each in found.groups] == [
        ("old", 20, pytest.approx(0.4)),
        ("young", 30, pytest.approx(0.2)),
    ]
    assert (found.difference, found.ratio) == (pytest.approx(0.2), pytest.approx(0.5))


def test_a_group_so_small_that_it_may_lead_to_somebody_is_not_reported() -> None:
    labels = ["young"] * 30 + ["old"] * 19 + [None] * 5
    assert by_group(np.ones(54), labels, "age") is None
    assert by_group(np.ones(100), [str(each) for each in range(100)], "postcode") is None


def test_customers_are_few_some_or_many_orders_by_thirds() -> None:
    names = by_activity([1, 1, 2, 5, 6, 9, 20, 30, 40])
    assert [each[0] for each in names] == ["1"] * 3 + ["2"] * 3 + ["3"] * 3


def test_a_trait_that_the_shop_was_not_told_of_is_no_group() -> None:
    assert labels_of({"ann": {"age": 30}}, ["ann", "bob"], "age") == ["30", None]


@pytest.fixture
def interactions() -> Interactions:
    sold = {"cola": 8, "soda": 4, "fritz": 2, "own": 4, "loose": 2}
    products = [name for name, times in sold.items() for _ in range(times)]
    return Interactions.of_columns([f"c{each}" for each in range(len(products))], products, [1.0] * len(products))


BRAND = {"cola": "Cola", "soda": "Soda", "fritz": "Fritz", "own": "Ours"}


def test_small_brands_are_those_that_together_sell_a_fifth(interactions: Interactions) -> None:
    assert kinds_of_brand(interactions, BRAND, frozenset({"Ours"})) == {
        "cola": LARGE,
        "soda": LARGE,
        "fritz": SMALL,
        "own": OWN,
        "loose": NONE,
    }


def test_exposure_sets_attention_beside_sales(interactions: Interactions) -> None:
    kinds = kinds_of_brand(interactions, BRAND, frozenset({"Ours"}))
    found = {each.group: each for each in exposures([["own", "cola"], ["own"]], interactions, kinds)}
    assert found[OWN].purchases == pytest.approx(4 / 20) and found[OWN].products == pytest.approx(1 / 5)
    second = 1 / np.log2(3)
    assert found[OWN].attention == pytest.approx(2 / (2 + second))
    assert found[SMALL].attention == 0
    assert sum(each.attention for each in found.values()) == pytest.approx(1)
