"""What a customer takes back of their wishes, or says of what was shown: "any brand is fine", "not the second one"."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.graph.exclusions import NOTHING, Exclusions
from knowledge.graph.follow_up import SIZE
from knowledge.graph.search import SearchQuery
from knowledge.guide.relaxation import Wish, WishKind, without_wishes

_ANY = r"\b(?:any|every|no matter (?:which|what)|whatever|all)"
_OFF = r"\b(?:forget|drop|never mind|nevermind|ignore|remove|without|lift|skip|no)\b(?: about)?(?: the| a| any)?"
_EQUAL = (
    r"(?:(?:does ?n['o]?t|do not|does not|don't) matter|is(?:n't| not) important|is all the same|is (?:open|no matter))"
)


def _pattern(word: str, chinese: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_ANY} (?:{word})\b|{_OFF} (?:{word})\b|\b(?:{word})s? {_EQUAL}"
        rf"|(?:{chinese})(?:都?无所谓|都?不限|都行|都可以|随便|随意|不重要)|(?:不限|去掉|取消|忽略|任何|什么)(?:{chinese})",
        re.IGNORECASE,
    )


_WITHDRAWN: tuple[tuple[WishKind, str, re.Pattern[str]], ...] = (
    ("brand", "", _pattern("brands?|makes?", "品牌|牌子")),
    ("price", "", _pattern("prices?|price limit|budget|price range", "价格|价钱|预算")),
    ("value", SIZE, _pattern("sizes?", "规格|大小|尺寸|包装")),
    ("label", "", _pattern("labels?", "品牌类型")),
)
_DEARER_TOO = re.compile(
    r"\b(?:can|may|could) (?:also )?(?:be|cost) more\b|\bmore expensive (?:is|are)? ?(?:ok|fine|too)\b", re.I
)
_REJECTED = re.compile(
    r"\bnot (?:this|that|the \w+|number \w+)(?: one)?\W*$"
    r"|\bdo(?:n't| not) (?:like|want) (?:this|that|it|the \w+)(?: one)?\W*$"
    r"|\banything but (?:this|that|the \w+)(?: one)?\W*$|^\W*(?:不要|不想要|不喜欢)(?:这个|那个|这款|第.个|第.款)"
    r"|(?:这个|那个|这款|第.[个款])(?:不要|不喜欢|不行|不好)",
    re.IGNORECASE,
)


_ANOTHER_BRAND = re.compile(
    r"\b(?:another|other|different) (?:brand|make|label)s?\b|(?:别的|其他|其它|换个?|换一个|另外的?)(?:品牌|牌子)",
    re.IGNORECASE,
)


def read_withdrawn(text: str) -> tuple[Wish, ...]:
    """The wishes that ``text`` takes back."""
    found = [Wish(kind, key) for kind, key, pattern in _WITHDRAWN if pattern.search(text)]
    if _DEARER_TOO.search(text) and Wish("price") not in found:
        found.append(Wish("price"))
    return tuple(found)


def withdrawn(query: SearchQuery, wishes: tuple[Wish, ...]) -> SearchQuery:
    """``query`` without them; an order by price goes with the price."""
    kept = without_wishes(query, wishes)
    if Wish("label") in wishes or Wish("brand") in wishes:
        kept = replace(kept, values=tuple(each for each in kept.values if not each.startswith("label=")))
    return replace(kept, sort="relevance") if Wish("price") in wishes else kept


def rejects(text: str) -> bool:
    """Whether ``text`` says of one product that it is not wanted: "not this one", "第二个不要"."""
    return _REJECTED.search(text) is not None


def rejected(query: SearchQuery, product_id: str) -> SearchQuery:
    """``query`` that leaves out one product from now on."""
    return replace(query, without=(query.without or NOTHING).plus(Exclusions(products=(product_id,))))


def wants_another_brand(text: str) -> bool:
    """Whether ``text`` asks for one of another brand."""
    return _ANOTHER_BRAND.search(text) is not None


def without_brands(query: SearchQuery, brands: tuple[str, ...]) -> SearchQuery:
    """``query`` for other brands than these."""
    return replace(query, brands=(), without=query.without.plus(Exclusions(brands=brands)))
