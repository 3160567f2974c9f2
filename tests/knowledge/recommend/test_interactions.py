"""What counts as a purchase, and what is known of a customer by theirs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.recommend.history import History, Recency
from knowledge.recommend.interactions import Interactions, Purchase
from knowledge.recommend.vocabulary import Vocabulary

NOW = datetime(2024, 5, 17, 12, tzinfo=timezone.utc)


def bought(customer: str, product: str, days_ago: float = 1.0, quantity: int = 1) -> Purchase:
    return Purchase(customer, product, quantity, NOW - timedelta(days=days_ago))


def test_returns_corrections_repeats_and_the_future_do_not_count() -> None:
    interactions = Interactions.of(
        [
            bought("c", "kept"),
            bought("c", "kept"),
            bought("c", "kept", days_ago=3),
            bought("c", "returned", quantity=-1),
            bought("c", "nothing", quantity=0),
            bought("c", "tomorrow", days_ago=-1),
        ],
        NOW,
    )
    assert interactions.products == ("kept",)
    assert interactions.matrix().toarray().tolist() == [[2.0]]
    assert interactions.age.tolist() == [3.0, 1.0]
    assert interactions.basket.tolist() == [0, 1]


def test_purchases_stand_by_customer_oldest_first() -> None:
    lines = [bought("b", "x", 1), bought("a", "y", 2), bought("b", "y", 5), bought("a", "x", 9)]
    interactions = Interactions.of(lines, NOW)
    found = [
        (interactions.customers[customer], interactions.products[product])
        for customer, product in zip(interactions.customer, interactions.product, strict=True)
    ]
    assert found == [("a", "x"), ("a", "y"), ("b", "y"), ("b", "x")]
    assert interactions.starts.tolist() == [0, 2, 4]


def test_an_earlier_moment_knows_nothing_of_what_came_later() -> None:
    lines = [bought("a", "x", 9), bought("a", "y", 2), bought("b", "y", 1)]
    before = Interactions.of(lines, NOW).up_to(5)
    assert (before.customers, before.products, before.age.tolist()) == (("a",), ("x",), [4.0])


def test_only_products_with_enough_customers_are_kept() -> None:
    lines = [bought("a", "x"), bought("b", "x"), bought("a", "y"), bought("a", "y", 3)]
    kept = Interactions.of(lines, NOW).supported(2)
    assert kept.products == ("x",)
    assert kept.customers == ("a", "b")


def test_the_latest_customers_keep_the_numbers_of_products() -> None:
    lines = [bought("a", "x", 9), bought("b", "y", 1), bought("c", "z", 5)]
    interactions = Interactions.of(lines, NOW)
    latest = interactions.of_latest_customers(2)
    assert latest.customers == ("b", "c")
    assert latest.vocabulary is interactions.vocabulary
    assert [latest.products[each] for each in latest.product] == ["y", "z"]
    assert interactions.of_latest_customers(3) is interactions


def test_a_history_knows_of_each_product_when_and_how_often() -> None:
    age = np.array([30, 30, 14, 2], dtype=np.float32)
    history = History.of_purchases(("milk", "bread", "milk", "salt"), age)
    known = history.known(Vocabulary(["bread", "milk", "salt"]))
    assert known.rows.tolist() == [0, 1, 2]  # by when each was last bought
    assert known.age.tolist() == [30, 14, 2]
    assert known.first.tolist() == [30, 30, 2]
    assert known.count.tolist() == [1, 2, 1]
    assert known.decayed[14.0][1] == pytest.approx(0.5 ** (30 / 14) + 0.5)
    assert (history.baskets, history.lately, history.tenure, history.last) == (3, 2, 30, 2)


def test_products_of_a_visit_come_last_and_weigh_more() -> None:
    before = History.of_purchases(("milk", "salt"), np.array([3, 2], dtype=np.float32))
    known = History.of_visit(["bread", "milk", "bread"], before).known(Vocabulary(["bread", "milk", "salt"]))
    assert known.rows.tolist() == [2, 1, 0]
    assert known.weight.tolist() == [1, 3, 3]
    assert known.count.tolist() == [1, 1, 0]


def test_recency_halves_what_was_bought_a_half_life_ago() -> None:
    history = History.of_purchases(("a", "b", "c"), np.array([20, 10, 0], dtype=np.float32))
    known = history.known(Vocabulary(["a", "b", "c"]))
    assert known.weights(Recency()).tolist() == [1, 1, 1]
    assert known.weights(Recency(10)).tolist() == pytest.approx([0.25, 0.5, 1])
    assert known.weights(Recency(2, "products")).tolist() == pytest.approx([0.5, 0.5**0.5, 1])


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(-2, 3), st.sampled_from([-1.0, 0.0, 1.0, 2.5])
        ),
        max_size=30,
    )
)
def test_whatever_comes_in_each_purchase_is_counted_once_a_basket(rows: list[tuple[str, str, int, float]]) -> None:
    interactions = Interactions.of([bought(c, p, age, quantity) for c, p, quantity, age in rows], NOW)
    expected = {(c, p, age) for c, p, quantity, age in rows if quantity > 0 and age >= 0}
    found = {
        (interactions.customers[c], interactions.products[p], float(age))
        for c, p, age in zip(interactions.customer, interactions.product, interactions.age, strict=True)
    }
    assert found == expected
    assert len(interactions) == len(expected)
    assert np.all(np.diff(interactions.customer) >= 0)
    assert int(interactions.bought.sum()) == len({(c, p) for c, p, _ in expected})
