"""docs/feeds.md is true: its examples load as they stand, and every column that is read is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue.feeds import (
    KINDS,
    customers,
    events,
    google_products,
    google_promotions,
    orders,
    promotions,
    shopify,
)

PAGE = (Path(__file__).parents[4] / "docs/feeds.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
EXAMPLES = [
    (kind, example) for kind in KINDS for example in re.findall(r"```\w*\n(.*?)```", SECTIONS.get(kind, ""), re.DOTALL)
]
COLUMNS = {
    "google-products": google_products._KNOWN,
    "google-promotions": google_promotions._KNOWN - set(google_promotions._NARROWING) - {"free_shipping"},
    "promotions": promotions._FIELDS,
    "shopify": shopify._KNOWN - {name for option in shopify._OPTIONS[1:] for name in option},
    "customers": set(customers._COLUMNS),
    "orders": set(orders._COLUMNS),
    "events": set(events._COLUMNS),
}


def test_every_kind_has_an_example() -> None:
    assert {kind for kind, _ in EXAMPLES} == set(KINDS) - {"demo"}


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_the_examples_load_as_they_stand(read_text: Callable[..., Any], kind: str, example: str) -> None:
    records, rejects = read_text(kind, example)
    assert records and rejects == []


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_that_is_read_is_documented(kind: str) -> None:
    text = SECTIONS[kind].casefold()
    assert [column for column in sorted(COLUMNS[kind]) if f"`{column}" not in text] == []
