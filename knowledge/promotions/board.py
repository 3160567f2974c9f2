"""Every promotion in memory, laid out for finding those on a product and those with the most to offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from knowledge.graph.graph import ProductGraph
from knowledge.graph.views import ProductView
from knowledge.promotions.coupons import CouponRule
from knowledge.promotions.rules import Rule


class OfferBoard:
    """The rules and coupons of one reading of the catalogue, against one product graph. Nothing in it changes."""

    def __init__(
        self, rules: Sequence[Rule], coupons: Mapping[int, tuple[CouponRule, ...]], graph: ProductGraph
    ) -> None:
        self.rules = tuple(rules)
        self.coupons = coupons
        self.graph = graph
        self._for_all = [rule for rule in rules if rule.targets.everything]
        self._by_product: dict[str, list[Rule]] = defaultdict(list)
        self._by_category: dict[str, list[Rule]] = defaultdict(list)
        self._by_brand: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for product_id in rule.targets.products:
                self._by_product[product_id].append(rule)
            for key in rule.targets.categories:
                self._by_category[key].append(rule)
            for key in rule.targets.brands:
                self._by_brand[key].append(rule)
        self._reach = {rule.id: self._positions(rule) for rule in rules}

    def on(self, product: ProductView) -> Iterator[Rule]:
        """Every rule that applies to ``product``, once each, whether it runs today or not."""
        seen: set[int] = set()
        groups = [self._for_all, self._by_product.get(product.product_id, ())]
        groups += [self._by_category.get(key, ()) for key in product.category_path]
        if product.brand_key is not None:
            groups.append(self._by_brand.get(product.brand_key, ()))
        for rule in (rule for group in groups for rule in group):
            if rule.id not in seen and rule.applies_to(product):
                seen.add(rule.id)
                yield rule

    def reach(self, rule: Rule) -> BitMap:
        """The graph's positions of the products on sale that the rule applies to."""
        return self._reach[rule.id]

    def product_ids(self, rule: Rule) -> tuple[str, ...]:
        """The products on sale that the rule applies to, the most popular first."""
        positions = np.array(self._reach[rule.id].to_array(), dtype=np.int64)
        products = self.graph.products()
        best_first = positions[np.argsort(self._popularity_rank[positions])]
        return tuple(products[position].product_id for position in best_first.tolist())

    def weighed(self, taste: Mapping[str, float]) -> dict[int, float]:
        """The rules, by their integer ids, that apply to products in ``taste``, with the highest of their weights."""
        found: dict[int, float] = {}
        for product_id, weight in taste.items():
            if self.graph.has(product_id):
                for rule in self.on(self.graph.product(product_id)):
                    found[rule.id] = max(weight, found.get(rule.id, 0.0))
        return found

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The promotions' titles by language, by their ids."""
        return {rule.promotion_id: rule.labels for rule in self.rules}

    @cached_property
    def announced(self) -> tuple[Rule, ...]:
        """The rules that anybody is told of - no coupons - with the most popular products first."""
        told = [rule for rule in self.rules if rule.redemption != "coupon" and self._reach[rule.id]]
        return tuple(sorted(told, key=lambda rule: (self._best_rank(rule), rule.promotion_id)))

    def _best_rank(self, rule: Rule) -> int:
        return int(self._popularity_rank[np.array(self._reach[rule.id].to_array(), dtype=np.int64)].min())

    @cached_property
    def _popularity_rank(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        popularity = np.array([product.popularity for product in self.graph.products()])
        ranks = np.empty(len(popularity), dtype=np.int64)
        ranks[np.argsort(-popularity, kind="stable")] = np.arange(len(popularity))
        return ranks

    def _positions(self, rule: Rule) -> BitMap:
        if rule.targets.everything:
            return self.graph.selection()
        named = [self.graph.positions(rule.targets.products)] if rule.targets.products else []
        named += [self.graph.selection(key) for key in rule.targets.categories]
        named += [self.graph.brand_positions(key) for key in rule.targets.brands]
        return BitMap.union(*named) if named else BitMap()
