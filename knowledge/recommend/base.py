"""What every recommender promises, and the purchases that it learns from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

ReasonKind = Literal["because_bought", "because_viewed", "goes_with", "popular"]
Selection = Callable[[str], bool]

SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True)
class Reason:
    """Why a product is recommended. ``evidence``: the products of this very customer, visit or page that contributed
    to its score, the strongest first; empty for ``popular``."""

    kind: ReasonKind
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """One product. Scores are comparable within one list only."""

    product_id: str
    score: float
    reason: Reason


@dataclass(frozen=True)
class Scored:
    """A product as a recommender ranks it; ``evidence``: product id to its share of the score, the largest first."""

    product_id: str
    score: float
    evidence: Mapping[str, float] = field(default_factory=dict)


class Purchase(NamedTuple):
    """One order line; ``at`` is timezone-aware."""

    customer_id: str
    product_id: str
    quantity: int
    at: datetime


@dataclass(frozen=True)
class Interactions:
    """Who bought what, and how long ago; the arrays have one element a purchase, in one order.

    A purchase is a product on a customer's order, once, however many pieces of it: a dozen eggs bought one by one say
    no more of taste than a box of twelve.
    """

    customers: tuple[str, ...]
    products: tuple[str, ...]
    customer: NDArray[np.int32]  # index into customers
    product: NDArray[np.int32]  # index into products
    age: NDArray[np.float32]  # days before the moment of training

    @classmethod
    def of(cls, purchases: Iterable[Purchase], now: datetime) -> Interactions:
        """Take in ``purchases`` made up to ``now``.

        Lines of nothing (quantity 0 or less: corrections and returns) and lines from the future do not count; the same
        product at the same moment counts once.
        """
        kept = {
            (line.customer_id, line.product_id, line.at) for line in purchases if line.quantity > 0 and line.at <= now
        }
        ordered = sorted(kept)
        customers = sorted({customer for customer, _, _ in ordered})
        products = sorted({product for _, product, _ in ordered})
        customer_at = {customer: index for index, customer in enumerate(customers)}
        product_at = {product: index for index, product in enumerate(products)}
        return cls(
            tuple(customers),
            tuple(products),
            np.array([customer_at[customer] for customer, _, _ in ordered], dtype=np.int32),
            np.array([product_at[product] for _, product, _ in ordered], dtype=np.int32),
            np.array([(now - at).total_seconds() / SECONDS_A_DAY for _, _, at in ordered], dtype=np.float32),
        )

    def __len__(self) -> int:
        return len(self.product)

    def matrix(self) -> csr_matrix:
        """Number of purchases, customers x products, float32."""
        shape = (len(self.customers), len(self.products))
        ones = np.ones(len(self), dtype=np.float32)
        return csr_matrix((ones, (self.customer, self.product)), shape=shape)


class Recommender(ABC):
    """Learns from everybody's purchases, then ranks products for one history.

    A fitted recommender knows products only: no customer's id or purchases are kept in it, so that what it says of one
    customer comes from that customer's own history, which the caller brings.
    """

    @abstractmethod
    def fit(self, interactions: Interactions) -> None:
        """Learn; forgets whatever was learnt before. Empty interactions make a recommender that recommends nothing."""

    @abstractmethod
    def recommend(self, history: Mapping[str, float], k: int, keep: Selection) -> list[Scored]:
        """The ``k`` best products that ``keep`` accepts, best first; equal scores in the order of their ids.

        ``history`` weighs the products that speak for the customer (positive numbers); unknown ids in it count for
        """

    @abstractmethod
    def similar(self, product_id: str, k: int, keep: Selection) -> list[Scored]:
        """The ``k`` products most alike, best first, never the product itself; none for an unknown one."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what was learnt into ``folder``, under file names of its own."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Any:
        """Read what ``save`` wrote."""
