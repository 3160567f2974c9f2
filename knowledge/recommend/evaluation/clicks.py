"""How often what was shown is looked at, and how often that is bought: click-through and conversion rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sqlalchemy import select

from knowledge.catalogue.models import Conversation, Customer, Order, OrderLine, RecommendationShown, ShopperEvent
from knowledge.catalogue.models.orders import NOT_KEPT
from knowledge.catalogue.store import CatalogueStore
from knowledge.recommend.evaluation.off_policy import Logged
from knowledge.recommend.exploration import chance_of

CLICKED_WITHIN = timedelta(hours=1)
BOUGHT_WITHIN = timedelta(days=7)
_order: Any = Order
_shown: Any = RecommendationShown

Key = tuple[str, str]
"""A conversation and a product: in one conversation, a product shown again in a list counts once."""


@dataclass(frozen=True)
class Rate:
    """A share with Wilson's interval, that holds it in 95 of 100 repetitions; ``nan`` where nothing was counted."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """``hits`` by ``of``."""
        return self.hits / self.of if self.of else float("nan")

    @classmethod
    def counted(cls, hits: int, of: int) -> Rate:
        """With its interval."""
        if not of:
            return cls(0, 0, float("nan"), float("nan"))
        between = binomtest(hits, of).proportion_ci(method="wilson")
        return cls(hits, of, float(between.low), float(between.high))


@dataclass(frozen=True)
class ListRates:
    """Of one kind of list (``recommended``, ``search``): CTR of products shown, CVR of products clicked."""

    name: str
    ctr: Rate
    cvr: Rate


def rates(store: CatalogueStore, since: datetime | None = None) -> list[ListRates]:
    """Of every kind of list that the widget showed, by name.

    A product counts as shown once a conversation and list, as clicked if it was chosen there after, as bought if the
    customer of the conversation ordered it within seven days after, by an order or a ``purchase`` event.
    """
    shown, clicked = _events(store, "view_item_list", since), _events(store, "select_item", since)
    bought = _bought(store, since)
    found = []
    for name in sorted(shown):
        seen = shown[name]
        after = {
            key: [at for at in times if at >= seen[key][0]]
            for key, times in clicked.get(name, {}).items()
            if key in seen
        }
        chosen = {key: times[0] for key, times in after.items() if times}
        kept = sum(any(at <= each <= at + BOUGHT_WITHIN for each in bought.get(key, ())) for key, at in chosen.items())
        found.append(ListRates(name, Rate.counted(len(chosen), len(seen)), Rate.counted(kept, len(chosen))))
    return found


def logged(store: CatalogueStore, explore: float, since: datetime | None = None) -> Logged:
    """The drawn places, as a shop with the share ``explore`` of drawn places would have filled them.

    Reward: a click in the same conversation and list within an hour. What a click is expected at is learnt from the
    same log: its rate by place and by whether the likeliest stood there, a place's own click left out.
    """
    query = select(RecommendationShown).order_by(_shown.at, _shown.id)
    if since is not None:
        query = query.where(_shown.at > since)
    with store.session() as session:
        rows: Sequence[RecommendationShown] = session.execute(query).scalars().all()
    clicked = _events(store, "select_item", since)

    def was_clicked(row: RecommendationShown) -> bool:
        times = clicked.get(row.list_name, {}).get((row.conversation_id, row.product_id), ())
        return any(row.at <= each <= row.at + CLICKED_WITHIN for each in times)

    reward = np.array([was_clicked(row) for row in rows], dtype=np.float64)
    place = np.array([row.position for row in rows], dtype=np.int64)
    likeliest = np.array([row.likeliest for row in rows], dtype=bool)
    would = np.array([chance_of(explore, True, row.pool) for row in rows], dtype=np.float64)
    overall = reward.mean() if len(rows) else 0.0

    def expected(first: bool) -> NDArray[np.float64]:
        values: NDArray[np.float64] = np.empty(len(rows))
        for number in np.unique(place):
            here = place == number
            cell = here & (likeliest == first)
            clicks, times = reward[cell].sum(), cell.sum()
            own = np.where(cell[here], 1.0, 0.0)
            values[here] = (clicks - own * reward[here] + overall) / np.maximum(times - own + 1, 1)
        return values

    of_first, of_other = expected(True), expected(False)
    return Logged(
        reward,
        np.array([row.propensity for row in rows], dtype=np.float64),
        np.array([chance_of(explore, row.likeliest, row.pool) for row in rows], dtype=np.float64),
        np.where(likeliest, of_first, of_other),
        (would * of_first + (1 - would) * of_other).astype(np.float64),
    )


def _events(store: CatalogueStore, name: str, since: datetime | None) -> dict[str, dict[Key, list[datetime]]]:
    """By list, when the products of each conversation had the event, earliest first."""
    event: Any = ShopperEvent
    query = (
        select(event.list_name, event.conversation_id, event.product_id, event.at)
        .where(event.name == name, event.list_name.is_not(None), event.conversation_id.is_not(None))
        .order_by(event.at)
    )
    if since is not None:
        query = query.where(event.at > since)
    with store.session() as session:
        rows = session.execute(query).all()
    found: dict[str, dict[Key, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for list_name, conversation, product, at in rows:
        found[list_name][conversation, product].append(at)
    return found


def _bought(store: CatalogueStore, since: datetime | None) -> Mapping[Key, list[datetime]]:
    """When the products were bought by the customer of each conversation, or in it."""
    event: Any = ShopperEvent
    orders = (
        select(Conversation.conversation_id, OrderLine.product_id, Order.placed_at)
        .join(Customer, Customer.customer_id == Conversation.customer_id)
        .join(Order, Order.customer_id == Customer.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(_order.status.not_in(NOT_KEPT))
    )
    events = select(event.conversation_id, event.product_id, event.at).where(
        event.name == "purchase", event.conversation_id.is_not(None)
    )
    if since is not None:
        orders, events = orders.where(_order.placed_at > since), events.where(event.at > since)
    found: dict[Key, list[datetime]] = defaultdict(list)
    with store.session() as session:
        rows: Iterable[Any] = [*session.execute(orders).all(), *session.execute(events).all()]
    for conversation, product, at in rows:
        found[conversation, product].append(at)
    return found
