"""What a shop decides about its recommendations, as its staff write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import ConfigurationError


@dataclass(frozen=True)
class RecommendationRules:
    """``quiet_days``: what was bought within them is not offered as new; ``durable``: the same for categories that
    last, by key. ``most_per_brand``, ``most_per_kind``: in one list. ``variety``, ``explore``: from 0 to 1."""

    never_categories: tuple[str, ...] = ()
    never_products: frozenset[str] = frozenset()
    quiet_days: float = 28.0
    durable: Mapping[str, float] = field(default_factory=dict)
    most_per_brand: int = 4
    most_per_kind: int = 2
    variety: float = 0.2
    explore: float = 0.0

    def never(self, product_id: str, category: str) -> bool:
        """Whether the product is never recommended, by its id or its category's key."""
        return product_id in self.never_products or any(_under(category, each) for each in self.never_categories)

    def quiet(self, category: str) -> float:
        """Days for which a product of the category is not offered after it was bought."""
        lasting = [days for key, days in self.durable.items() if _under(category, key)]
        return max([self.quiet_days, *lasting])


DEFAULT_RULES = RecommendationRules()


def read_rules(file: Path) -> RecommendationRules:
    """The rules in a YAML file; where there is no file, or it is silent, the defaults.

    Raises:
        ConfigurationError: the file says something that is no rule; the text names it.
    """
    if not file.exists():
        return DEFAULT_RULES
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file}: is no YAML ({error})") from error
    if not isinstance(data, dict):
        raise ConfigurationError(f"{file}: must be a list of names with values, as in the file that comes with Daogou")
    known = {"never", *(each.name for each in fields(RecommendationRules) if not each.name.startswith("never"))}
    unknown = sorted(set(data) - known)
    if unknown:
        raise ConfigurationError(f"{file}: {unknown[0]!r} is no rule; there are {', '.join(sorted(known))}")
    try:
        return _rules(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(f"{file}: {error}") from error


def _rules(data: dict[str, Any]) -> RecommendationRules:
    never = data.get("never") or {}
    plain = {name: value for name, value in data.items() if name not in ("never", "durable")}
    for name in ("variety", "explore"):
        if not 0 <= float(plain.get(name, 0)) <= 1:
            raise ValueError(f"{name}: must be from 0 to 1, not {plain[name]}")
    for name in ("most_per_brand", "most_per_kind"):
        if int(plain.get(name, 1)) < 1:
            raise ValueError(f"{name}: must be 1 or more, not {plain[name]}")
    if float(plain.get("quiet_days", 0)) < 0:
        raise ValueError(f"quiet_days: must be 0 or more, not {plain['quiet_days']}")
    return RecommendationRules(
        never_categories=tuple(str(each) for each in never.get("categories") or ()),
        never_products=frozenset(str(each) for each in never.get("products") or ()),
        durable={str(each["category"]): float(each["days"]) for each in data.get("durable") or ()},
        **plain,
    )


def _under(category: str, key: str) -> bool:
    return category == key or category.startswith(key + "/")
