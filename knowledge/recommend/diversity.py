"""Makes a list of likely products a list of different ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge.recommend.base import Scored
from knowledge.recommend.traits import ProductTraits

SAME_KIND, SAME_DEPARTMENT, SAME_BRAND = 1.0, 0.3, 0.2
"""How alike two products are that have this in common, by the most that they have."""


def alike(traits: ProductTraits, one: str, other: str) -> float:
    """From 0 to 1."""
    for of, likeness in ((traits.kind, SAME_KIND), (traits.department, SAME_DEPARTMENT), (traits.brand, SAME_BRAND)):
        if of.get(one) and of.get(one) == of.get(other):
            return likeness
    return 0.0


def diversified(
    ranked: Sequence[Scored],
    k: int,
    traits: ProductTraits,
    *,
    variety: float = 0.0,
    most_per_brand: int | None = None,
    most_per_kind: int | None = None,
) -> list[Scored]:
    """The ``k`` of ``ranked`` (best first) chosen one by one for ``(1 - variety) * score - variety * alike``, ``score``
    as a share of the best and ``alike`` that to the most alike of those chosen: maximal marginal relevance (Carbonell
    and Goldstein, SIGIR 1998). Caps that would leave the list short are broken last, by the best that they held back.
    """
    if not ranked:
        return []
    top = max(ranked[0].score, 1e-12)
    left, chosen = list(ranked), list[Scored]()
    brands, kinds = Counter[str](), Counter[str]()
    nearest = dict.fromkeys((each.product_id for each in ranked), 0.0)

    def within_caps(product_id: str) -> bool:
        brand, kind = traits.brand.get(product_id), traits.kind.get(product_id)
        full = most_per_brand is not None and brand and brands[brand] >= most_per_brand
        return not full and not (most_per_kind is not None and kind and kinds[kind] >= most_per_kind)

    while left and len(chosen) < k:
        allowed = [each for each in left if within_caps(each.product_id)] or left
        best = max(allowed, key=lambda each: (1 - variety) * each.score / top - variety * nearest[each.product_id])
        chosen.append(best)
        left.remove(best)
        brands[traits.brand.get(best.product_id, "")] += 1
        kinds[traits.kind.get(best.product_id, "")] += 1
        if variety:
            for each in left:
                nearest[each.product_id] = max(
                    nearest[each.product_id], alike(traits, each.product_id, best.product_id)
                )
    return chosen
