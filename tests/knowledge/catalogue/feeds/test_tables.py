"""Tables as shops really write them, and files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue.feeds import KINDS, open_feed
from knowledge.errors import ConfigurationError, FeedError


def _names(records: list[Any]) -> list[str | None]:
    return [record.name for record in records]


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", b"\xef\xbb\xbfcustomer_id,name\r\nC1,Ada\r\n\r\nC2,Bo\r\n")
    assert (_names(records), rejects) == (["Ada", "Bo"], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(read_text: Callable[..., Any], delimiter: str) -> None:
    records, _ = read_text("customers", f"customer_id{delimiter}name\nC1{delimiter}Ada\n")
    assert _names(records) == ["Ada"]


def test_a_row_in_another_encoding_is_lost_alone(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", "customer_id,name\nC1,Ada\nC2,Zoë\nC3,Bo\n".encode("latin-1"))
    assert _names(records) == ["Ada", "Bo"]
    assert rejects == ["feed:3: name: is not UTF-8 text: save the file as UTF-8"]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(read_text: Callable[..., Any]) -> None:
    rows = "".join(f"C{number},Name {number}\n" for number in range(3, 1000))
    records, rejects = read_text("customers", f'customer_id,name\nC1,Ada\nC2,"Bo\n{rows}')
    assert len(records) == 998
    assert rejects == ["feed:3: row: a quoted value runs over 500 lines"]


def test_a_value_may_run_over_lines_and_lines_are_still_counted(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", 'customer_id,name\nC1,"Ada\nByron"\n,Nobody\n')
    assert _names(records) == ["Ada\nByron"]
    assert rejects == ["feed:4: customer_id: is missing"]


def test_a_row_with_more_cells_than_columns_is_refused(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", "customer_id,name\nC1,Byron, Ada\nC2,Bo,\n")
    assert _names(records) == ["Bo"]
    assert rejects == ["feed:2: row: has 3 columns where the header has 2"]


def test_a_nul_costs_its_own_row_only(read_text: Callable[..., Any]) -> None:
    records, rejects = read_text("customers", "customer_id,name\nC1,A\0da\nC2,Bo\n")
    assert _names(records) == ["Bo"]
    assert len(rejects) == 1 and rejects[0].startswith("feed:2: row: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"who,what\n1,2\n", "there is no column customer_id"),
        ("customer_id,name\n".encode("utf-16"), "UTF-16"),
        (b'[{"customer_id": "C1"}]', "one object a line"),
        (b"customer_id,name,name\n", "more than once"),
    ],
)
def test_a_file_that_is_no_such_feed_is_an_error_that_says_why(
    read_text: Callable[..., Any], content: bytes, message: str
) -> None:
    with pytest.raises(FeedError, match=message):
        read_text("customers", content)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "demo"])
def test_a_missing_file_is_an_error(kind: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="cannot be read"):
        list(open_feed(kind, tmp_path / "nothing").records())
    with pytest.raises(FeedError, match="cannot be read"):
        list(open_feed(kind, tmp_path).records())
    with pytest.raises(FeedError, match=f"daogou import {kind} PATH"):
        open_feed(kind)


def test_an_unknown_kind_currency_or_timezone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no kind of feed"):
        open_feed("catalog", tmp_path)
    with pytest.raises(ConfigurationError, match="no currency"):
        open_feed("shopify", tmp_path, currency="XQQ")
    with pytest.raises(ConfigurationError, match="no timezone"):
        open_feed("orders", tmp_path, zone="Moon/Crater")


def test_the_demo_needs_no_path() -> None:
    assert open_feed("demo").source == "complete-journey"
