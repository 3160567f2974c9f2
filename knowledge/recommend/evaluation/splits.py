"""Parts purchases into those to learn from and those to be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions


@dataclass(frozen=True, eq=False)
class Split:
    """``truth``: for the index of a customer in ``train``, the products they bought in what was held out.

    Customers and products that ``train`` does not know are not in it.
    """

    name: str
    train: Interactions
    truth: Mapping[int, frozenset[str]]

    def history(self, customer: int) -> History:
        """What is known of the customer at that index."""
        return History.of_customer(self.train, customer)


def last_days(interactions: Interactions, days: float, *, supported: int = 1) -> Split:
    """Hold out the purchases of the last ``days``, of products that ``supported`` customers had bought before."""
    train = interactions.up_to(days).supported(supported)
    return _split(f"last {days:g} days", train, interactions, np.flatnonzero(interactions.age <= days))


def last_share(interactions: Interactions, share: float) -> Split:
    """Hold out of each customer's purchases the last ``share``, rounded up."""
    place, size = _places(interactions)
    held = place >= np.floor(size * (1 - share))
    return _of_rows(f"last {share:.0%} of each customer", interactions, held)


def random_share(interactions: Interactions, share: float, seed: int = 0) -> Split:
    """Hold out of each customer's purchases a random ``share``, rounded up."""
    order = np.random.default_rng(seed).permutation(len(interactions))
    place = np.empty(len(interactions), dtype=np.int64)
    shuffled = order[np.argsort(interactions.customer[order], kind="stable")]
    starts = interactions.starts
    place[shuffled] = np.arange(len(order)) - starts[interactions.customer[shuffled]]
    held = place >= np.floor(np.diff(starts)[interactions.customer] * (1 - share))
    return _of_rows(f"random {share:.0%} of each customer", interactions, held)


def random_share_of_products(interactions: Interactions, share: float, seed: int = 0) -> Split:
    """Hold out of each product's purchases a random ``share``: stratified by product, as Microsoft's recommenders
    do."""
    order = np.random.default_rng(seed).permutation(len(interactions))
    shuffled = order[np.argsort(interactions.product[order], kind="stable")]
    counts = np.bincount(interactions.product, minlength=len(interactions.products))
    starts = np.concatenate([[0], np.cumsum(counts)])
    place = np.empty(len(interactions), dtype=np.int64)
    place[shuffled] = np.arange(len(order)) - starts[interactions.product[shuffled]]
    held = place >= np.round(counts[interactions.product] * (1 - share))
    return _of_rows(f"random {share:.0%} of each product", interactions, held)


def leave_one_out(interactions: Interactions) -> Split:
    """Hold out each customer's last purchase, of those who made two or more."""
    place, size = _places(interactions)
    return _of_rows("each customer's last", interactions, (place == size - 1) & (size > 1))


def _places(interactions: Interactions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each purchase, its place among the customer's from 0, and how many they made."""
    starts = interactions.starts
    return np.arange(len(interactions)) - starts[interactions.customer], np.diff(starts)[interactions.customer]


def _of_rows(name: str, interactions: Interactions, held: NDArray[np.bool_]) -> Split:
    return _split(name, interactions.taking(np.flatnonzero(~held)), interactions, np.flatnonzero(held))


def _split(name: str, train: Interactions, interactions: Interactions, held: NDArray[np.intp]) -> Split:
    customers = {customer: index for index, customer in enumerate(train.customers)}
    known, truth = train.vocabulary.index, dict[int, set[str]]()
    for customer, product in zip(
        interactions.customer[held].tolist(), interactions.product[held].tolist(), strict=True
    ):
        index, bought = customers.get(interactions.customers[customer]), interactions.products[product]
        if index is not None and bought in known:
            truth.setdefault(index, set()).add(bought)
    return Split(name, train, {index: frozenset(truth[index]) for index in sorted(truth)})
