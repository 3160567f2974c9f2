"""What Google Merchant's product and promotion feeds share: items with attributes, as text (TSV, CSV) or XML.

Attribute names are those of the text format (``sale_price``); headers may also be written ``sale price`` or ``g:...``.
In XML an item is an RSS ``<item>`` or Atom ``<entry>``; what stands in Google's namespace goes before what does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from knowledge.catalogue.feeds.base import Reject
from knowledge.catalogue.feeds.tables import Row, first_character, read_table, unread
from knowledge.catalogue.records import Origin
from knowledge.errors import FeedError

NAMESPACE = "{http://base.google.com/ns/1.0}"
LONGEST_ITEM = 1_000_000
_CHUNK = 1 << 16
_ITEMS = {"item", "entry"}
_PARTS = {
    "product_detail": ("section_name", "attribute_name", "attribute_value"),
    "loyalty_program": ("program_label", "tier_label", "price"),
}
"""The parts of a composite attribute, in the order in which text feeds join them with colons."""


@dataclass(frozen=True)
class Item:
    """One item; an attribute may have several values."""

    origin: Origin
    values: Mapping[str, list[str]]
    comma_lists: bool

    @property
    def first(self) -> Mapping[str, str]:
        """The first value of each attribute."""
        return {name: values[0] for name, values in self.values.items()}

    def listed(self, name: str) -> list[str]:
        """Every value of an attribute, which text feeds may also separate by commas."""
        if not self.comma_lists:
            return list(self.values.get(name, ()))
        return [part.strip() for value in self.values.get(name, ()) for part in value.split(",") if part.strip()]


def read_items(path: Path, known: Collection[str], required: tuple[str, ...]) -> Iterator[Item | Reject]:
    """The items of a feed, whichever format it has; at the end one Reject for all attributes not ``known``.

    Args:
        required: attributes without which a text feed is none of its kind.

    Raises:
        FeedError: it is no such feed, or its XML is broken or declares entities.
    """
    is_xml = first_character(path) == "<"
    others: dict[str, None] = {}
    for item in _xml_items(path) if is_xml else _text_items(path, required):
        if isinstance(item, Item):
            others.update(dict.fromkeys(name for name in item.values if name not in known))
        yield item
    yield from unread(path.name, list(others))


def _text_items(path: Path, required: tuple[str, ...]) -> Iterator[Item | Reject]:
    for row in read_table(path, required, _text_name, repeated=True):
        yield _text_item(row) if isinstance(row, Row) else row


def _text_name(header: str) -> str:
    name, bracket, parts = header.strip().casefold().removeprefix("g:").partition("(")
    return re.sub(r"[ \-]+", "_", name.strip()) + bracket + parts.replace(" ", "_")


def _text_item(row: Row) -> Item:
    values: dict[str, list[str]] = {}
    for column, cell in row.pairs:
        if cell.strip():
            name, _, order = column.partition("(")
            parts = order.rstrip(")").split(":") if order else []
            value = cell.strip()
            if parts and name in _PARTS:
                given = dict(zip(parts, value.split(":", len(parts) - 1), strict=False))
                value = ":".join(given.get(part, "").strip() for part in _PARTS[name])
            values.setdefault(name, []).append(value)
    return Item(row.origin, values, comma_lists=True)


def _xml_items(path: Path) -> Iterator[Item]:
    target = _Items(path.name)
    parser = XMLParser(target=target, forbid_dtd=True)
    target.parser = parser.parser
    found = False
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
                found = found or bool(target.done)
                yield from target.take()
        parser.close()
        found = found or bool(target.done)
        yield from target.take()
    except DefusedXmlException as error:
        raise FeedError(f"{path.name} declares a document type or entities; a feed needs none: remove them") from error
    except ParseError as error:
        raise FeedError(f"{path.name}:{error.position[0]}: the XML is broken: {error}") from error
    except (ValueError, LookupError) as error:
        raise FeedError(f"{path.name} has an encoding that cannot be read: save it as UTF-8") from error
    except OSError as error:
        raise FeedError(f"{path} cannot be read: {error.strerror or error}") from error
    if not found:
        raise FeedError(f"{path.name} holds no <item> (RSS) or <entry> (Atom)")


class _Items:
    """Builds items while the parser reads; nothing else of the document is kept."""

    def __init__(self, file: str) -> None:
        self.parser: Any = None
        self.done: list[Item] = []
        self._file = file
        self._line = 0
        self._size = 0
        self._depth = 0  # inside an item: 1 for its attributes, 2 for their parts
        self._inside = False
        self._google: dict[str, list[str]] = {}
        self._plain: dict[str, list[str]] = {}
        self._text: list[str] = []
        self._parts: dict[str, str] = {}
        self._href = ""

    def take(self) -> list[Item]:
        """The items finished since the last call."""
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._inside:
            if _local(tag) in _ITEMS:
                self._inside, self._depth, self._size = True, 0, 0
                self._google, self._plain = {}, {}
                self._line = int(self.parser.CurrentLineNumber)
            return
        self._depth += 1
        self._text = []
        if self._depth == 1:
            self._parts = {}
            self._href = attributes.get("href", "") if attributes.get("rel", "alternate") == "alternate" else ""

    def end(self, tag: str) -> None:
        if not self._inside:
            return
        if self._depth == 0:
            self._inside = False
            values = {**self._plain}
            for name, each in self._google.items():
                values[name] = each + values.get(name, [])
            row = {name: each[0] if len(each) == 1 else each for name, each in values.items()}
            self.done.append(Item(Origin(self._file, self._line, row), values, comma_lists=False))
            return
        name, text = _local(tag), "".join(self._text).strip()
        self._depth -= 1
        self._text = []
        if self._depth == 1:
            self._parts[name] = text
        elif self._depth == 0:
            if self._parts:
                text = ":".join(self._parts.get(part, "") for part in _PARTS.get(name, tuple(self._parts)))
            text = text or self._href
            if text:
                (self._google if tag.startswith(NAMESPACE) else self._plain).setdefault(name, []).append(text)

    def data(self, text: str) -> None:
        if self._inside:
            self._size += len(text)
            if self._size > LONGEST_ITEM:
                raise FeedError(f"{self._file}:{self._line}: the item is longer than {LONGEST_ITEM:,} characters")
            self._text.append(text)

    def close(self) -> None:
        """The end of the document, as the parser wants to tell it."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].casefold().replace(" ", "_")
