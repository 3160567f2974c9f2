"""What a short message leaves out: it goes on from what was shown last.

"The cheaper one" points into the list, "bigger" measures against it, "and for cats?" asks the last question again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median
from typing import Literal

from knowledge.graph.graph import ProductGraph
from knowledge.graph.index import RANGE
from knowledge.graph.search import SearchQuery
from knowledge.graph.views import ProductView, ValueView

SizeOrder = Literal["bigger", "smaller"]
SIZE = "size"

# Sizes of this many products are compared; no list that a customer can narrow is longer.
MOST_COMPARED = 5_000

_BIGGER = re.compile(
    r"\b(?:bigger|larger|biggest|largest|more in (?:it|the pack))\b|更大|大一点|大一些|大点|再大|大包装|大瓶|大号|最大",
    re.I,
)
_SMALLER = re.compile(r"\b(?:smaller|smallest|tinier)\b|更小|小一点|小一些|小点|再小|小包装|小瓶|小号|最小", re.I)
_ONE_OF_THEM = re.compile(
    r"\b(?:cheaper|cheapest|least expensive|lowest[- ]priced) (?:one|1)\b(?!s)"
    r"|\b(?:cheaper|cheapest|least expensive|lowest[- ]priced) (?:of|among|out of) (?:these|those|them|the|what)\b"
    r"|\bwhich (?:one )?(?:of (?:these|those|them) )?is (?:the )?(?:cheap|least expensive)"
    r"|(?:这些|那些|这几个|那几个|里面|其中|当中|它们).{0,4}最?便宜|最?便宜的?(?:那|这)(?:一)?[个款件种]|哪(?:一)?[个款件种].{0,3}便宜",
    re.I,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_FIRST_FEW = re.compile(
    r"\b(?:first|top) (two|three|four|five|six|[2-6])\b|前([两二三四五六2-6])(?:个|款|件|种|样)?", re.IGNORECASE
)
LAST = -1
_PLACES = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": LAST},
    **{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6},
}
_PLACE = re.compile(
    r"(?<![\w.$])([1-9]|first|second|third|fourth|fifth|sixth|last)(?![\w.%])|([一二三四五六])(?=[个款和与跟比]|$)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\bboth\b|\ball(?: of)?(?: them| these| those| the \w+)?\b|\bthe whole \w+|\beverything\b"
    r"|两个都|这两个|全部|都|一起",
    re.IGNORECASE,
)
_THEY = re.compile(r"\b(?:these|those|them|they)\b|这些|这几|它们|他们", re.IGNORECASE)
_BOTH = frozenset({"both", "两个都", "这两个"})
_ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|or|but|then|so)\b(?! (?:do|does|is|are|can|could|where|when|how|why|who)\b)"
    r"|(?:what|how) about\b|for\b|in\b|with\b)"
    r"|^\W*(?:那|那么|还有|换成|如果是)|呢\W*$",
    re.I,
)


def read_places(text: str, ordinals: Sequence[int], shown: int, *, loosely: bool = False) -> list[int]:
    """The 0-based places of a list of ``shown`` that ``text`` names: "the first two", "all of them", "1 and 3".

    ``ordinals`` are those found in it one by one, counted from 1; :data:`LAST` is the last. ``loosely``: plain numbers
    name places and "these" means all, as where things are compared.
    """
    first = _FIRST_FEW.search(text)
    if first:
        number = _either(first.groups())
        return list(range(min(_NUMBERS.get(number.lower(), 0) or int(number), shown)))
    found = list(ordinals)
    if loosely and len(found) < 2:
        told = [_PLACES.get(each.lower()) or int(each) for each in map(_either, _PLACE.findall(text))]
        found = told if len(told) > 1 else found
    if not found and (every := _ALL.search(text) or (_THEY.search(text) if loosely else None)):
        found = list(range(1, min(2, shown) + 1 if every.group().lower() in _BOTH else shown + 1))
    places = (shown - 1 if each == LAST else each - 1 for each in found)
    return [place for place in dict.fromkeys(places) if 0 <= place < shown]


def _either(groups: Sequence[str | None]) -> str:
    return next(each for each in groups if each)


def read_size_order(text: str) -> SizeOrder | None:
    """Whether a text asks for something bigger or smaller."""
    return "bigger" if _BIGGER.search(text) else "smaller" if _SMALLER.search(text) else None


def points_at_one(text: str) -> bool:
    """Whether a text means the one of the list whose price it tells: "the cheaper one", "the cheapest of those"."""
    return _ONE_OF_THEM.search(text) is not None


def is_elliptic(text: str) -> bool:
    """Whether a text goes on from the question before it: "and for cats?", "那面包呢"."""
    return _ELLIPTIC.search(text) is not None


def cheapest_place(shown: Sequence[ProductView | None]) -> int | None:
    """The 0-based place of the cheapest product in a list, the first of several; None where it holds none."""
    priced = [(view.price, place) for place, view in enumerate(shown) if view is not None]
    return min(priced)[1] if priced else None


def alike(view: ProductView) -> SearchQuery:
    """What finds a product and those that it could be taken for: of its kind and brand."""
    return SearchQuery(
        categories=(view.category_key,) if view.category_key else (), brands=(view.brand_key,) if view.brand_key else ()
    )


def other_sizes(
    graph: ProductGraph, query: SearchQuery, than: Iterable[ProductView], order: SizeOrder
) -> SearchQuery | None:
    """``query`` for what is bigger or smaller than the products in ``than``, than half of them where they are several.

    Sizes are compared within one unit, the most frequent of ``than``. None where nothing found is of such a size.
    """
    wide = replace(query, values=tuple(each for each in query.values if not each.startswith(f"{SIZE}=")))
    sizes = [size for view in than for size in _sizes(view)]
    if not sizes:
        return None
    unit, _ = Counter(size.unit for size in sizes).most_common(1)[0]
    limit = median(size.number for size in sizes if size.unit == unit and size.number is not None)
    fitting = {
        size.number: size.name
        for view in graph.search(wide, MOST_COMPARED).products
        for size in _sizes(view)
        if size.unit == unit
        and size.number is not None
        and (size.number > limit if order == "bigger" else size.number < limit)
    }
    if not fitting:
        return None
    nearest = fitting[min(fitting) if order == "bigger" else max(fitting)].replace(" ", "-")
    bound = f"{nearest}{RANGE}" if order == "bigger" else f"{RANGE}{nearest}"
    return replace(wide, values=(*wide.values, f"{SIZE}={bound}"))


def _sizes(view: ProductView) -> list[ValueView]:
    return [each for each in view.values if each.attribute == SIZE and each.number is not None]
