"""Questions about one product, answered from the graph: yes, no, this - or not known."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.graph.follow_up import SIZE, alike
from knowledge.graph.graph import ProductGraph
from knowledge.graph.refine import content_words
from knowledge.graph.search import SearchQuery
from knowledge.graph.text import query_tokens
from knowledge.graph.views import ProductView

FactKind = Literal["private_label", "sizes", "size", "brand", "stock", "property"]
_SIZES_CONSIDERED = 500

_ASKED: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (
        "private_label",
        re.compile(r"\b(?:private|own|store|house)[- ](?:label|brand)\b|自有品牌|自营品牌", re.IGNORECASE),
    ),
    (
        "sizes",
        re.compile(
            r"\b(?:what|which|other|different|all|how many) (?:other )?(?:sizes|pack sizes|variants)\b"
            r"|\bsizes (?:are|do|does|can|is)\b|(?:哪些|几种|什么|别的|其他)(?:规格|尺寸|大小|包装)|有没有别的规格",
            re.IGNORECASE,
        ),
    ),
    (
        "size",
        re.compile(
            r"\bhow (?:big|large|small|heavy|long)\b|\bwhat size\b|\bweighs?\b|\bhow much (?:is|are) in\b"
            r"|\bhow many\b.{0,30}\b(?:in|per|come)\b"
            r"|多大|多重|多长|多少(?:克|毫升|升|盎司|个|片|包|斤)|几(?:个|片|包|瓶)装|规格是",
            re.IGNORECASE,
        ),
    ),
    (
        "brand",
        re.compile(
            r"\b(?:which|what|whose) brand\b|\bwho makes\b|\bmade by\b|哪个品牌|什么牌子|啥牌子|谁家的|谁生产",
            re.IGNORECASE,
        ),
    ),
    (
        "stock",
        re.compile(
            r"\bin stock\b|\bavailable\b|\bsold out\b|\bstill have\b|有货|库存|现货|卖完|缺货",
            re.IGNORECASE,
        ),
    ),
)
#: What products may be asked about and few catalogues tell; "is it ..." and "does it ..." ask for anything.
_PROPERTIES = (
    r"ingredients?|calories|sugar|salt|fat|protein|allergens?|nuts?|gluten|lactose|origin|expir\w+|flavou?rs?|colou?rs?"
)
_PROPERTY = re.compile(
    r"^\W*(?:(?:and|so|but|please) )?(?:is|are|does|do|has|have)\b.{0,30}?\b(?:it|this|that|these|those|they|one)\b"
    r"|^\W*(?:does|do|is|are|has)\b.*\b(?:contain|have|include|suitable)\b"
    rf"|^\W*(?:any|what|which|how many|how much|where|when)\b.{{0,30}}\b(?:{_PROPERTIES}|made|grown|come from)\b"
    r"|含不?含?\S{1,6}|是\S{1,8}的吗|成分|配料|产地|保质期|热量|卡路里|口味|颜色",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:is|are|does|do|has|have|it|this|that|these|those|they|one|ones|product|item|contain|contains|include|includes"
    r"|suitable|for|any|what|which|how|many|much|where|when|the|a|an|in|of|with|comes?|and|so|but|first|second|third"
    r"|fourth|fifth|last)\b|含不含|有没有|含|这个|这款|这件|第.个|它|是|的|吗|呢|里面|有什么|有|什么",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fact:
    """What the shop knows. ``yes``: the answer to a yes-or-no question, None where it is not known.

    ``values``: keys of the values that answer - of a brand for ``brand``, else ``attribute=key``. ``products``: for
    ``sizes``, the product in its other sizes. ``asked``: the property in the customer's words.
    """

    kind: FactKind
    yes: bool | None = None
    values: tuple[str, ...] = ()
    products: tuple[ProductView, ...] = ()
    asked: str = ""

    @property
    def known(self) -> bool:
        """Whether there is anything to answer with."""
        return self.yes is not None or bool(self.values or self.products)


def read_fact(text: str) -> FactKind | None:
    """Which fact a question is about; None where it asks for a product as a whole."""
    for kind, pattern in _ASKED:
        if pattern.search(text):
            return kind
    return "property" if _PROPERTY.search(text) and content_words(_ASKING.sub(" ", text)) else None


def fact(graph: ProductGraph, product_id: str, kind: FactKind, text: str = "", named: Collection[str] = ()) -> Fact:
    """The answer for one product. ``named``: values (``attribute=key``) that the question ``text`` names.

    A property that the product does not tell of itself is not known, unless it has another value of the same
    attribute: what is red is not blue, but what does not say "nuts" may hold some.

    Raises:
        UnknownProduct: no active product has this id.
    """
    view = graph.product(product_id)
    if kind == "private_label":
        return Fact(kind, view.private_label if view.brand_key is not None else None)
    if kind == "brand":
        return Fact(kind, values=(view.brand_key,) if view.brand_key else ())
    if kind == "stock":
        return Fact(kind, view.in_stock)
    if kind == "size":
        return Fact(kind, values=_sizes(view))
    if kind == "sizes":
        return Fact(kind, values=_sizes(view), products=_in_other_sizes(graph, view))
    return _property(view, text, named)


def _property(view: ProductView, text: str, named: Collection[str]) -> Fact:
    own = {value.reference for value in view.values}
    if named:
        held = tuple(each for each in named if each in own)
        if held:
            return Fact("property", True, held)
        attributes = {each.partition("=")[0] for each in named}
        instead = tuple(value.reference for value in view.values if value.attribute in attributes)
        return Fact("property", False if instead else None, instead, asked=_words(text))
    asked = _words(text)
    says = _tokens([view.name, *view.labels.values(), view.description, *(value.name for value in view.values)])
    said = set(query_tokens(asked))
    return Fact("property", True if said and said <= says else None, asked=asked)


def _words(text: str) -> str:
    return content_words(_ASKING.sub(" ", text))


def _tokens(texts: Sequence[str]) -> set[str]:
    return {token for text in texts for token in query_tokens(text)}


def _sizes(view: ProductView) -> tuple[str, ...]:
    return tuple(value.reference for value in view.values if value.attribute == SIZE)


def _in_other_sizes(graph: ProductGraph, view: ProductView) -> tuple[ProductView, ...]:
    """What is the same but for its size: of its kind and brand, and with its name but for the size in it."""
    query: SearchQuery = alike(view)
    bare = _bare(view)
    found = graph.search(query, _SIZES_CONSIDERED).products if query != SearchQuery() else ()
    others = {each.size: each for each in reversed(found) if _bare(each) == bare and each.size not in (None, view.size)}
    return tuple(sorted(others.values(), key=lambda each: _measure(each)))


def _bare(view: ProductView) -> str:
    return view.name.replace(view.size or "\0", "").strip(" ,")


def _measure(view: ProductView) -> tuple[str, float]:
    size = next(value for value in view.values if value.attribute == SIZE)
    return size.unit or "", size.number or 0.0
