"""Where a message could be cut into parts that each ask for something.

Only places are found here; whether the parts really are requests, their intents decide (``bot/nlu/requests.py``). A
mark that ends a sentence cuts anywhere. "And" or a comma cuts only before words that begin a request, so that "salt
and pepper" stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 4
LONGEST = 400
"""Whoever writes more than this tells a story, whose sentences are no requests each."""

_EN_OPENING = (
    r"(?:(?:please|pls|can|could|would|will|do|does|did|is|isn't|are|aren't|am|has|have|was|what|what's|whats|when|where|"
    r"where's|wheres|which|who|whose|why|how|how's|show|find|get|give|tell|track|check|cancel|recommend|suggest|list|look|"
    r"search|let|help|i|i'm|im|i'd|i'll|i've|also|any|my|connect|transfer|speak|talk|bring|put|explain|remind|see|need|"
    r"want|add|switch|order|reorder|there|return|exchange|refund|swap|change|ship|deliver|send|pay|use)\b|wh?ere?s?\b)"
)
_ZH_OPENING = (
    r"(?:请|帮|给我|给他|查|看看|看一下|看下|推荐|找|有没有|有什么|有哪些|有(?!机)|我|你们|什么|怎么|怎样|多少|多久|几点|能不能|能|可以|"
    r"可不可以|想|要|为什么|为啥|哪|转|运费|退|换|改|取消|优惠|订单|告诉|介绍|它|那个|这个|是不是|还能|搭配|再见|顺便|另外|还有|搜|来)"
)
_ENDS = r"(?<!\d)[.](?=\s|$)|(?<=\d)[.](?=\s)|[!?;。！？；\n…]+|\.{2,}"
_EN_LINKS = r"[,;]?\s+(?:and\s+then|and\s+also|and\s+by\s+the\s+way|oh\s+and|by\s+the\s+way|btw|also|plus|then)\b[,:]?"
_EN_AND = r"(?:\s*,\s*(?:(?:and|but)\b)?|\s+(?:and\b|but\b|&))\s*"
_ZH_LINKS = (
    r"[，,、\s]*(?:另外|顺便|顺带|然后|并且|同时|对了|此外)(?:再|也|还)?[，,]?"
    r"|(?<=[，,、\s])还有[，,]?|[，,]\s*(?:再|也)(?=[查看帮给找推])"
)
_ZH_COMMA = r"[，,、\s]+|和|跟|以及"
_CUTS = re.compile(
    rf"(?P<end>{_ENDS})|(?P<link>(?:{_EN_LINKS})(?=\s*{_EN_OPENING})|{_ZH_LINKS})"
    rf"|(?P<en>{_EN_AND})(?={_EN_OPENING})|(?P<zh>{_ZH_COMMA})(?={_ZH_OPENING})",
    re.IGNORECASE,
)
_LINK_AT_START = re.compile(
    r"(?:(?:oh\s+)?and|but|also|then|plus|btw|by the way|oh)\b[\s,]+(?=\w)"
    r"|(?:另外|顺便|顺带|然后|并且|同时|对了|此外|还有(?=[，,我你优怎能想请帮]))[\s，,]*",
    re.IGNORECASE,
)
_EDGES = " \t\r\n,，、.。;；:：-–—…"
_NO_LETTER = re.compile(r"[\W_]*")
_HAN = re.compile("[\u3400-\u9fff]")


_TOLD = re.compile(
    r"(?:i|we)(?:'ve|\s+have|\s+had)?\s+(?:just\s+|already\s+|only\s+)?(?:placed|bought|ordered|got|paid|received|forgot|made|"
    r"returned|tried|found|lost|was|were|went|came|picked|used|can'?t|couldn'?t|cannot|don'?t|didn'?t|haven'?t)\b"
    r"|(?:my|the|it|this|that|one|some|something|they)\b.*\b(?:arrived|was|were|came|is|isn'?t|has|hasn'?t|have|haven'?t|"
    r"broke|spoiled|damaged|missing|late|wrong)\b"
    r"|我.{0,8}(?:买的|订的|下了单|下的单|收到)|.{1,8}(?:坏了|还没到|没收到|过期了)",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"\b(?:it|its|there|that|this|them|those|these|they)\b|它|那里|那边|这个|那个|这样", re.IGNORECASE
)
_ASKING = re.compile(r"[?？]|吗|什么|怎么|多少|哪|几|呢")


@dataclass(frozen=True)
class Clause:
    """``text`` is exactly what stands from ``start`` to ``end`` in the message."""

    text: str
    start: int
    end: int

    @property
    def leans(self) -> bool:
        """Whether it speaks of something that another part names: "and do I pay there?"."""
        return _LEANING.search(self.text) is not None

    @property
    def tells(self) -> bool:
        """Whether it tells what happened rather than asks for something: "my milk arrived spoiled"."""
        return _TOLD.match(self.text) is not None and _ASKING.search(self.text) is None


def clauses(text: str) -> list[Clause]:
    """The parts of ``text`` in their order, at most :data:`MOST`; none where it is one part or a long story."""
    if len(text) > LONGEST:
        return []
    found: list[Clause] = []
    start = 0
    for cut in _CUTS.finditer(text):
        # A question keeps its mark: it says that it is one.
        stop = cut.end() if cut.lastgroup == "end" else cut.start()
        if cut.lastgroup == "zh" and not _HAN.search(text):
            continue
        if part := _trimmed(text, start, stop):
            found.append(part)
            start = cut.end()
        if len(found) == MOST - 1:
            break
    if part := _trimmed(text, start, len(text)):
        found.append(part)
    return found if len(found) > 1 else []


def _trimmed(text: str, start: int, end: int) -> Clause | None:
    while start < end and text[start] in _EDGES + "!！?？":
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while link := _LINK_AT_START.match(text, start, end):
        start = link.end()
    part = text[start:end]
    return None if _NO_LETTER.fullmatch(part) else Clause(part, start, end)
