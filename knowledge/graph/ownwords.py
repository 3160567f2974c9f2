"""What products say of themselves: in their name and their values, not in the categories they stand in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyroaring import BitMap

from knowledge.graph.text import index_tokens, query_tokens
from knowledge.graph.views import ProductView

# "Sugar Free Gum" and "无糖可乐" do not say sugar.
_DENIED = re.compile(
    r"\b\w+[ -]free\b|\b(?:no|without|zero|non)[ -](?:added )?\w+|(?:无|不含|零|免|不加)[\u4e00-\u9fff]{1,2}",
    re.IGNORECASE,
)


class OwnWords:
    """Products, by position, for each word of their own."""

    def __init__(self, views: Sequence[ProductView]) -> None:
        positions: dict[str, list[int]] = defaultdict(list)
        known: dict[str, frozenset[str]] = {}
        for position, view in enumerate(views):
            tokens: set[str] = set()
            for text in (view.name, *view.labels.values(), *(value.name for value in view.values)):
                if text not in known:
                    known[text] = frozenset(index_tokens(_DENIED.sub(" ", text)))
                tokens |= known[text]
            for token in tokens:
                positions[token].append(position)
        self._positions: Mapping[str, BitMap] = {token: BitMap(held) for token, held in positions.items()}

    def saying(self, texts: Iterable[str]) -> BitMap:
        """Those that say every word of any of ``texts``."""
        found = BitMap()
        for text in texts:
            held = [self._positions.get(token, BitMap()) for token in query_tokens(text)]
            if held:
                found |= BitMap.intersection(*held)
        return found
