"""The Chinese words by which the shop's kinds, brands and properties are called, for a dictionary of words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.catalogue.store import CatalogueStore
from knowledge.graph.rows import read_brands, read_categories, read_values

_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
SHORTEST, LONGEST = 2, 6
"""Characters of a word. What is longer is a phrase, and products' whole names are left out for that reason."""


def chinese_words(store: CatalogueStore) -> tuple[str, ...]:
    """The words, sorted, each once."""
    with store.session() as session:
        rows = [*read_categories(session).values(), *read_brands(session).values(), *read_values(session).values()]
    found = {run for row in rows for text in _texts(row) for run in _RUN.findall(text)}
    return tuple(sorted(word for word in found if SHORTEST <= len(word) <= LONGEST))


def _texts(row: object) -> Iterator[str]:
    yield from getattr(row, "labels", {}).values()
    for texts in getattr(row, "synonyms", {}).values():
        yield from texts
