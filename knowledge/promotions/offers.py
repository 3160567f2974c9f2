"""What is on offer, for whom, and what a product costs a customer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from datetime import timezone as fixed
from decimal import Decimal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.graph.graph import ProductGraph
from knowledge.graph.search import NO_TASTE
from knowledge.graph.views import ProductView
from knowledge.promotions.board import OfferBoard
from knowledge.promotions.coupons import (
    GUEST,
    CouponRule,
    Grant,
    Shopper,
    is_member,
    read_coupons,
    read_grants,
    read_shopper,
    read_uses,
)
from knowledge.promotions.rules import Rule, read_rules
from knowledge.promotions.views import CouponView, OfferPage, OfferView, Quote
from knowledge.settings import timezone

__all__ = ["CouponView", "OfferBook", "OfferPage", "OfferView", "Quote"]

_NEVER = datetime.max.replace(tzinfo=fixed.utc)
_SLIPS = 2
"""A code with more letters wrong, missing, added or swapped is another code."""
MEMBERSHIP_SECONDS = 1.0
"""How long a membership that was looked up counts: a list of products asks for the same customer's at every card."""
_MEMBERSHIPS = 1_000


class OfferBook:
    """The shop's promotions and coupons, held in memory from the first question until :meth:`reload`.

    A swapped graph is noticed by itself. Safe to share between threads.
    """

    def __init__(self, store: CatalogueStore, clock: Clock, graph: Callable[[], ProductGraph]) -> None:
        self._store = store
        self._clock = clock
        self._graph = graph
        self._zone = timezone()
        self._board: OfferBoard | None = None
        self._reading = threading.Lock()
        # Whether each customer is a member, and until when that counts (by the monotonic clock).
        self._members: dict[str, tuple[bool, float]] = {}

    def reload(self) -> None:
        """Read promotions and coupons again; until the new ones are ready, readers keep the old."""
        with self._reading:
            self._board = self._read(self._graph())
        self._members.clear()

    def current(
        self,
        *,
        category: str | None = None,
        customer_id: str | None = None,
        taste: Mapping[str, float] = NO_TASTE,
        k: int = 10,
        offset: int = 0,
    ) -> OfferPage:
        """What is on now, the most popular products' first; with ``category``, what is on for anything in it.

        With a ``taste``, only what is on for products in it, those that weigh most first. Offers of the loyalty scheme
        are shown to everybody, since anybody may join. Coupons are not here: see :meth:`coupons`. ``customer_id`` is
        taken so that a shop can rank by person; without a taste the order is the same for all.
        """
        board, now = self.board(), self.now()
        wanted = board.graph.selection(category)
        found = [
            rule
            for rule in board.announced
            if rule.live(now) and (category is None or board.reach(rule).intersect(wanted))
        ]
        if taste:
            liked = board.weighed(taste)
            found = sorted((rule for rule in found if rule.id in liked), key=lambda rule: -liked[rule.id])
        return OfferPage(tuple(self._announce(board, rule) for rule in found[offset : offset + k]), len(found))

    def on_product(self, product_id: str, customer_id: str | None = None) -> tuple[OfferView, ...]:
        """What is on for a product, the lowest price first, with the coupons that this customer holds.

        Raises:
            UnknownProduct: no active product has this id.
        """
        board, now = self.board(), self.now()
        product = board.graph.product(product_id)
        on_it = [rule for rule in board.on(product) if rule.live(now)]
        if any(rule.redemption == "coupon" for rule in on_it):
            shopper = self.shopper(customer_id)
            on_it = [r for r in on_it if r.redemption != "coupon" or any(self._held(board, r, shopper, now))]
        offers = [self._view(board, rule, product) for rule in on_it]
        unpriced = Decimal("Infinity")
        return tuple(
            sorted(offers, key=lambda o: (unpriced if o.price_after is None else o.price_after, o.promotion_id))
        )

    def coupons(self, customer_id: str) -> tuple[CouponView, ...]:
        """The coupons that the customer may redeem now, those that end soonest first.

        Granted by a campaign or to everybody, not yet used, and good for something that is on sale. An unknown
        customer has none.
        """
        board, now = self.board(), self.now()
        shopper = self.shopper(customer_id)
        if shopper is GUEST:
            return ()
        views = [
            self._coupon(board, rule, coupon)
            for rule in board.rules
            if rule.redemption == "coupon" and rule.live(now) and board.reach(rule)
            for coupon in self._held(board, rule, shopper, now)
        ]
        return tuple(sorted(views, key=lambda view: (view.ends_at or _NEVER, view.code)))

    def quote(self, product_id: str, customer_id: str | None = None) -> Quote:
        """What one unit costs the customer: the lowest of the shelf, sale and loyalty price and of each single offer.

        Offers lower the shelf price and are never stacked. Counted are those that need no coupon, no second unit and
        no minimum purchase; loyalty prices and offers only for members, as of a second ago at most.

        Raises:
            UnknownProduct: no active product has this id.
        """
        board, now = self.board(), self.now()
        product = board.graph.product(product_id)
        rules = [rule for rule in board.on(product) if rule.unconditional and rule.live(now)]
        needs_member = product.loyalty_price is not None or any(rule.redemption == "loyalty" for rule in rules)
        member = needs_member and self._is_member(customer_id)
        pay, applied = unit_price(product, Shopper(member=member), [r for r in rules if r.redemption != "coupon"])
        view = None if applied is None else self._view(board, applied, product)
        return Quote(product.shelf_price, pay, product.currency, view)

    def board(self) -> OfferBoard:
        """Every promotion against the present graph."""
        graph, board = self._graph(), self._board
        if board is None or board.graph is not graph:
            with self._reading:
                board = self._board
                if board is None:
                    board = self._board = self._read(graph)
                elif board.graph is not graph:
                    board = self._board = OfferBoard(board.rules, board.coupons, graph)
        return board

    def shopper(self, customer_id: str | None) -> Shopper:
        """What prices depend on in the customer; a guest and an unknown customer have nothing."""
        if customer_id is None:
            return GUEST
        with self._store.session() as session:
            return read_shopper(session, customer_id)

    def redeemable(self, customer_id: str | None, codes: Collection[str]) -> Mapping[int, frozenset[str]]:
        """Which of the coupon ``codes`` redeem what: the integer ids of the promotions that the customer may redeem now
        by any of them, each with its codes."""
        if not codes:
            return {}
        board, now, shopper, wanted = self.board(), self.now(), self.shopper(customer_id), frozenset(codes)
        found = {
            rule.id: frozenset(coupon.code for coupon in self._held(board, rule, shopper, now) if coupon.code in wanted)
            for rule in board.rules
            if rule.redemption == "coupon" and rule.live(now)
        }
        return {rule_id: held for rule_id, held in found.items() if held}

    def labels(self, promotion_id: str) -> Mapping[str, str]:
        """A promotion's title by language; empty where it is not known or has only the one."""
        return self.board().labels.get(promotion_id, {})

    def near_codes(self, customer_id: str | None, code: str) -> list[str]:
        """The codes that the customer may redeem now and may have meant by ``code``, the nearest first."""
        board, now, shopper = self.board(), self.now(), self.shopper(customer_id)
        held = {
            coupon.code
            for rule in board.rules
            if rule.redemption == "coupon" and rule.live(now)
            for coupon in self._held(board, rule, shopper, now)
        }
        found = process.extract(
            code.casefold(), {each: each.casefold() for each in held}, scorer=OSA.distance, score_cutoff=_SLIPS
        )
        return [each for _, _, each in found]

    def grants(self, code: str) -> list[Grant]:
        """Every coupon with this code, those that are over too."""
        with self._store.session() as session:
            return read_grants(session, code)

    def now(self) -> datetime:
        """The moment by the shop's clock, in the shop's timezone: weekdays are those of its customers."""
        return self._clock.now().astimezone(self._zone)

    def uses(self) -> Mapping[int, int]:
        """How often promotions that may be redeemed so many times in all were, by their integer ids."""
        limited = [rule.id for rule in self.board().rules if rule.terms.most_in_all is not None]
        if not limited:
            return {}
        with self._store.session() as session:
            return read_uses(session, limited)

    def _read(self, graph: ProductGraph) -> OfferBoard:
        now = self._clock.now()
        with self._store.session() as session:
            return OfferBoard(read_rules(session, now), read_coupons(session, now), graph)

    def _is_member(self, customer_id: str | None) -> bool:
        if customer_id is None:
            return False
        member, until = self._members.get(customer_id, (False, 0.0))
        if time.monotonic() < until:
            return member
        with self._store.session() as session:
            member = is_member(session, customer_id)
        if len(self._members) >= _MEMBERSHIPS:
            self._members.clear()
        self._members[customer_id] = (member, time.monotonic() + MEMBERSHIP_SECONDS)
        return member

    def _held(self, board: OfferBoard, rule: Rule, shopper: Shopper, now: datetime) -> Iterator[CouponRule]:
        return (coupon for coupon in board.coupons.get(rule.id, ()) if coupon.live(now) and shopper.holds(coupon))

    def _announce(self, board: OfferBoard, rule: Rule) -> OfferView:
        reach = board.reach(rule)
        return self._view(board, rule, board.graph.products()[reach.min()] if len(reach) == 1 else None)

    def _view(self, board: OfferBoard, rule: Rule, product: ProductView | None) -> OfferView:
        return OfferView(
            promotion_id=rule.promotion_id,
            title=rule.title,
            labels=rule.labels,
            kind=rule.kind,
            redemption=rule.redemption,
            ends_at=rule.ends_at,
            minimum_quantity=rule.minimum_quantity,
            minimum_purchase=rule.minimum_purchase,
            product_id=product.product_id if product else None,
            price_after=rule.price(product.shelf_price, product.currency) if product else None,
            currency=product.currency if product else rule.currency,
            product_count=len(board.reach(rule)),
        )

    def _coupon(self, board: OfferBoard, rule: Rule, coupon: CouponRule) -> CouponView:
        ends = [end for end in (rule.ends_at, coupon.ends_at) if end is not None]
        return CouponView(
            code=coupon.code,
            title=rule.title,
            labels=rule.labels,
            campaign=coupon.campaign_title,
            ends_at=min(ends, default=None),
            promotion_id=rule.promotion_id,
            product_ids=board.product_ids(rule),
        )


def unit_price(product: ProductView, shopper: Shopper, rules: list[Rule]) -> tuple[Decimal, Rule | None]:
    """The lowest unit price that one of ``rules`` or the product's own prices give ``shopper``, and the rule that did.

    Of equal prices a rule is preferred, since it has a name to tell; of equal rules the first by promotion id.
    """
    pay = product.price
    if shopper.member and product.loyalty_price is not None:
        pay = min(pay, product.loyalty_price)
    applied: Rule | None = None
    for rule in sorted(rules, key=lambda rule: rule.promotion_id):
        if rule.redemption == "loyalty" and not shopper.member:
            continue
        price = rule.price(product.shelf_price, product.currency)
        if price is None or price >= product.shelf_price:
            continue
        if price < pay or (price == pay and applied is None):
            pay, applied = price, rule
    return pay, applied
