"""Who bought what, and when: what every recommender learns from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from knowledge.recommend.vocabulary import Vocabulary

SECONDS_A_DAY = 86_400.0


class Purchase(NamedTuple):
    """One order line; ``at`` is timezone-aware."""

    customer_id: str
    product_id: str
    quantity: int
    at: datetime


@dataclass(frozen=True, eq=False)
class Interactions:
    """The arrays have one element a purchase, by customer, oldest first.

    A purchase is a product in a customer's basket, once, however many pieces of it: a dozen eggs bought one by one say
    no more of taste than a box of twelve.
    """

    customers: tuple[str, ...]
    vocabulary: Vocabulary
    customer: NDArray[np.int32]  # index into customers
    product: NDArray[np.int32]  # position in the vocabulary
    age: NDArray[np.float32]  # days before the moment of training
    basket: NDArray[np.int32]  # baskets are numbered from 0, each of one customer

    @classmethod
    def of(cls, purchases: Iterable[Purchase], now: datetime) -> Interactions:
        """Take in ``purchases`` made up to ``now``; what one customer bought at one moment is a basket."""
        lines = list(purchases)
        return cls.of_columns(
            [line.customer_id for line in lines],
            [line.product_id for line in lines],
            [(now - line.at).total_seconds() / SECONDS_A_DAY for line in lines],
            quantity=[line.quantity for line in lines],
        )

    @classmethod
    def of_columns(
        cls,
        customers: Sequence[str] | pl.Series,
        products: Sequence[str] | pl.Series,
        age: ArrayLike,
        *,
        quantity: ArrayLike | None = None,
        basket: Sequence[Any] | pl.Series | None = None,
    ) -> Interactions:
        """Take in columns of equal length; without ``basket``, a customer's purchases of one age are one.

        Lines of nothing (quantity 0 or less: corrections and returns) and lines from the future (age below 0) do not
        count; a product counts once a basket.
        """
        days = np.asarray(age, dtype=np.float64)
        frame = pl.DataFrame(
            {
                "customer": pl.Series(customers, dtype=pl.String),
                "product": pl.Series(products, dtype=pl.String),
                "age": days,
                "quantity": np.ones(len(days)) if quantity is None else np.asarray(quantity, dtype=np.float64),
                "basket": days if basket is None else basket,
            }
        )
        kept = (
            frame.filter((pl.col("quantity") > 0) & (pl.col("age") >= 0))
            .group_by("customer", "basket", "product")
            .agg(pl.col("age").min())
            .sort(["customer", "age", "basket", "product"], descending=[False, True, False, False])
            .with_columns(
                pl.col("customer").rank("dense").cast(pl.Int32).sub(1).alias("row"),
                pl.struct("customer", "basket").rle_id().cast(pl.Int32).alias("number"),
            )
        )
        known = Vocabulary(kept["product"].unique().sort().to_list())
        names = kept["customer"].unique().sort().to_list()
        return cls(
            tuple(names),
            known,
            kept["row"].to_numpy().astype(np.int32),
            np.searchsorted(np.array(known.products, dtype=object), kept["product"].to_numpy()).astype(np.int32)
            if len(kept)
            else np.empty(0, dtype=np.int32),
            kept["age"].to_numpy().astype(np.float32),
            kept["number"].to_numpy().astype(np.int32),
        )

    def __len__(self) -> int:
        return len(self.product)

    @property
    def products(self) -> tuple[str, ...]:
        """Ids of the products, in the order of their positions."""
        return self.vocabulary.products

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each customer's purchases begin, and, last, where all end."""
        return np.searchsorted(self.customer, np.arange(len(self.customers) + 1))

    @cached_property
    def buyers(self) -> NDArray[np.int64]:
        """How many customers bought each product."""
        return np.bincount(self.bought.indices, minlength=len(self.products))

    @cached_property
    def bought(self) -> csr_matrix:
        """Whether the customer bought the product: ones, customers x products, float32. Not to be changed."""
        bought = self.matrix()
        bought.data[:] = 1
        return bought

    def matrix(self) -> csr_matrix:
        """Number of baskets, customers x products, float32."""
        shape = (len(self.customers), len(self.products))
        ones = np.ones(len(self), dtype=np.float32)
        return csr_matrix((ones, (self.customer, self.product)), shape=shape)

    def up_to(self, age: float) -> Interactions:
        """As it was ``age`` days before, without what came since: customers and products of then alone."""
        return self.taking(np.flatnonzero(self.age > age), age)

    def supported(self, customers: int) -> Interactions:
        """Only the products that at least so many customers bought."""
        return self.taking(np.flatnonzero(self.buyers[self.product] >= customers))

    def of_latest_customers(self, most: int) -> Interactions:
        """The purchases of the ``most`` customers who bought last, the products as numbered before."""
        if len(self.customers) <= most:
            return self
        last = self.age[self.starts[1:] - 1]
        chosen = np.zeros(len(self.customers), dtype=bool)
        chosen[np.argsort(last, kind="stable")[:most]] = True
        rows = np.flatnonzero(chosen[self.customer])
        few = self.taking(rows)
        return Interactions(few.customers, self.vocabulary, few.customer, self.product[rows], few.age, few.basket)

    def taking(self, rows: NDArray[np.intp], days: float = 0.0) -> Interactions:
        """The purchases at ``rows`` (ascending) alone, as they were ``days`` before."""
        people, person = np.unique(self.customer[rows], return_inverse=True)
        things, thing = np.unique(self.product[rows], return_inverse=True)
        _, basket = np.unique(self.basket[rows], return_inverse=True)
        return Interactions(
            tuple(self.customers[each] for each in people),
            Vocabulary([self.products[each] for each in things]),
            person.astype(np.int32),
            thing.astype(np.int32),
            (self.age[rows] - days).astype(np.float32),
            basket.astype(np.int32),
        )
