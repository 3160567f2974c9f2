"""What a conversation keeps of its search: the query, what was asked and answered, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from knowledge.graph.refine import query_from_json, query_to_json
from knowledge.graph.search import SearchQuery

MOST_STEPS_BACK = 5


@dataclass(frozen=True)
class SearchMemory:
    """``query`` from place ``offset`` on is shown; ``before`` are the queries shown earlier, the last one last.

    ``asked`` are the facets asked about during this search, ``asking`` those of the question that stands open;
    ``quiet``: the customer wants no more questions. ``aside``: what is shown is another list, about some of them.
    """

    query: SearchQuery
    offset: int = 0
    asked: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    quiet: bool = False
    before: tuple[SearchQuery, ...] = ()
    aside: bool = False

    @classmethod
    def begun(cls, query: SearchQuery, earlier: SearchMemory | None) -> SearchMemory:
        """Of a new search; what was looked for ``earlier`` can be gone back to."""
        return cls(query, before=earlier.way_back(query) if earlier else ())

    def went_on(self, query: SearchQuery) -> SearchMemory:
        """With ``query`` in place of the present one."""
        return replace(self, query=query, offset=0, asking=(), before=self.way_back(query), aside=False)

    def way_back(self, query: SearchQuery) -> tuple[SearchQuery, ...]:
        """The queries to go back to from ``query``."""
        before = self.before if query == self.query else (*self.before, self.query)
        return before[-MOST_STEPS_BACK:]

    def back(self) -> SearchMemory | None:
        """The search before the last step, which from a list aside is the present one; None at the first."""
        if self.aside:
            return replace(self, aside=False)
        if not self.before:
            return None
        return replace(self, query=self.before[-1], offset=0, asking=(), before=self.before[:-1])

    def beside(self) -> dict[str, Any]:
        """As it is kept while another list is shown."""
        return replace(self, aside=True, asking=()).to_json()

    def asks(self, facets: tuple[str, ...]) -> SearchMemory:
        """With a question about ``facets`` open."""
        return replace(self, asking=facets, asked=tuple(dict.fromkeys((*self.asked, *facets))))

    def to_json(self) -> dict[str, Any]:
        """As the conversation keeps it."""
        return {
            "query": query_to_json(self.query),
            "offset": self.offset,
            "asked": list(self.asked),
            "asking": list(self.asking),
            "quiet": self.quiet,
            "before": [query_to_json(each) for each in self.before],
            "aside": self.aside,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> SearchMemory | None:
        """What :meth:`to_json` wrote; None for none."""
        if not data or data.get("query") is None:
            return None
        return cls(
            query=query_from_json(data["query"]) or SearchQuery(),
            offset=int(data.get("offset", 0)),
            asked=tuple(data.get("asked", ())),
            asking=tuple(data.get("asking", ())),
            quiet=bool(data.get("quiet", False)),
            before=tuple(query_from_json(each) or SearchQuery() for each in data.get("before", ())),
            aside=bool(data.get("aside", False)),
        )
