"""From what a message asks for to a search query: a new search, or the present one made narrower."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from knowledge.graph.exclusions import NOTHING, Exclusions, related
from knowledge.graph.search import SearchQuery
from knowledge.graph.views import ProductView
from knowledge.language import ENGLISH_STOP_WORDS

PriceOrder = Literal["cheaper", "cheapest", "dearer"]

CENT = Decimal("0.01")

# Words with which people ask, beside the language's own stop words; they say nothing about the product.
ASKING_WORDS = frozenset(
    (
        "anything buy cheap cheaper cheapest find get give good got hello hey hi hunting item items like looking need "
        "nice please pls product products search sell selling shop show some something stock store thanks thing things "
        "u ur wanna want wish ya available best im "
        # and with which they put something right
        "meant mean ment said actually instead sorry oops wrong asked asking correction misunderstood nope"
    ).split()
)
ASKING_PHRASES_ZH = re.compile(
    r"不是|不对|错了|弄错|搞错|说的是|说的|指的是|意思是|更正|其实|我|想|要|买|找|请|有没有|有|吗|呢|的|你们|帮|一些|一点|点|看看|给|什么|么|一件商品|一个商品|商品|？|。|，|！"
)


@dataclass(frozen=True)
class Wishes:
    """What one message asks for; empty where it says nothing. ``said`` is its text but for what it excludes."""

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    price_order: PriceOrder | None = None
    text: str = ""
    without: Exclusions = NOTHING
    said: str = ""

    @property
    def structured(self) -> bool:
        """Whether anything but words was asked for."""
        return bool(self.categories or self.brands or self.values or self.price_order or self.without) or (
            self.price_min is not None or self.price_max is not None
        )

    @property
    def names_something(self) -> bool:
        """Whether there is a kind of thing in it, not only what it may cost."""
        return bool(self.categories or self.brands or self.values or self.text)

    def __bool__(self) -> bool:
        return self.structured or bool(self.text)


def start_search(wishes: Wishes) -> SearchQuery:
    """A new search. Words count only where nothing else was recognised in the message."""
    return SearchQuery(
        text="" if wishes.categories or wishes.brands else wishes.text,
        categories=wishes.categories,
        brands=wishes.brands,
        values=wishes.values,
        price_min=wishes.price_min,
        price_max=wishes.price_max,
        sort=_sort(wishes.price_order, "relevance"),
        without=_qualified(wishes.without, wishes.categories),
    )


def refine_search(query: SearchQuery, wishes: Wishes, shown: Sequence[ProductView]) -> SearchQuery:
    """``query`` with the wishes put on top: a wish replaces one of its own kind and adds to the others.

    What is excluded stays so until it is asked for again. "With nuts after all" only takes the exclusion back: the
    kind of product stays. "Cheaper" and "dearer" are measured against ``shown``, the products that the customer has
    before them.
    """
    low = query.price_min if wishes.price_min is None else wishes.price_min
    high = query.price_max if wishes.price_max is None else wishes.price_max
    if low is not None and high is not None and low > high:
        # "over $6", then "under $5": the later word counts.
        low, high = wishes.price_min, wishes.price_max
    prices = [product.price for product in shown]
    if wishes.price_order == "cheaper" and prices:
        low, high = None, min(prices) - CENT
    elif wishes.price_order == "dearer" and prices:
        low, high = max(prices) + CENT, None
    named = {value.split("=", 1)[0] for value in wishes.values}
    kept = tuple(value for value in query.values if value.split("=", 1)[0] not in named)
    categories = query.categories if _taken_back(query, wishes) else wishes.categories or query.categories
    without = query.without.withdrawn(wishes.categories, wishes.brands, wishes.values, wishes.said)
    return replace(
        query,
        text=query.text if wishes.structured else wishes.text or query.text,
        categories=categories,
        brands=wishes.brands or query.brands,
        values=kept + wishes.values,
        price_min=low,
        price_max=high,
        sort=_sort(wishes.price_order, query.sort),
        without=without.plus(_qualified(wishes.without, categories)),
    )


def _taken_back(query: SearchQuery, wishes: Wishes) -> bool:
    """Whether every kind asked for is one excluded before, and outside of the kinds that are being looked at."""
    return bool(query.categories and wishes.categories) and all(
        any(related(wanted, left_out) for left_out in query.without.categories)
        and not any(related(wanted, kept) for kept in query.categories)
        for wanted in wishes.categories
    )


def _qualified(without: Exclusions, wanted: Sequence[str]) -> Exclusions:
    """Of "no red wine", said of wine, only the red counts: what is wanted is not excluded where something else is."""
    kept = tuple(key for key in without.categories if not any(f"{each}/".startswith(f"{key}/") for each in wanted))
    others = without.brands or without.values or without.words
    return replace(without, categories=kept) if others else without


def correct_search(query: SearchQuery, wishes: Wishes) -> SearchQuery:
    """``query`` with what was misunderstood replaced: a wish takes the place of those of its own kind, others stay.

    A kind of product, in words or by its category, takes the place of the words and the categories of before.
    """
    corrected = refine_search(query, wishes, ())
    if wishes.categories:
        corrected = replace(corrected, text="")
    elif wishes.text and not wishes.structured:
        corrected = replace(corrected, text=wishes.text, categories=())
    if wishes.price_min is not None or wishes.price_max is not None:
        corrected = replace(corrected, price_min=wishes.price_min, price_max=wishes.price_max)
    return corrected


def content_words(text: str) -> str:
    """``text`` without the words that only ask: what is left may name a product."""
    spaced = ASKING_PHRASES_ZH.sub(" ", text)
    words = re.findall(r"\w+(?:['’]\w+)?", spaced.lower())
    return " ".join(word for word in words if word not in ENGLISH_STOP_WORDS and word not in ASKING_WORDS)


def query_to_json(query: SearchQuery) -> dict[str, Any]:
    """As a conversation keeps it: JSON values only, defaults left out."""
    blank = asdict(SearchQuery())
    kept = {key: value for key, value in asdict(query).items() if value != blank[key] and key != "within"}
    data = {
        key: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
        for key, value in kept.items()
    }
    return {**data, "without": query.without.to_json()} if query.without else data


def query_from_json(data: Mapping[str, Any] | None) -> SearchQuery | None:
    """The query that :func:`query_to_json` wrote; None for none."""
    if not data:
        return None
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    for bound in ("price_min", "price_max"):
        if bound in fields:
            fields[bound] = Decimal(fields[bound])
    if "without" in fields:
        fields["without"] = Exclusions.from_json(fields["without"])
    return SearchQuery(**fields)


def _sort(order: PriceOrder | None, present: Any) -> Any:
    return "price" if order else present
