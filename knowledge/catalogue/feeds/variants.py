"""Several sellable rows as one product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from knowledge.catalogue.feeds.fields import LONGEST_NAME, BadField
from knowledge.catalogue.keys import slug
from knowledge.catalogue.loading.checks import complaint
from knowledge.catalogue.records import PriceRecord, ValueRecord, VariantRecord

LONGEST_ATTRIBUTE = 100
_SAME = {"colour": "color", "colours": "color", "colors": "color", "sizes": "size"}
_AVAILABILITY = {
    "instock": "in_stock",
    "availablefororder": "in_stock",
    "limitedavailability": "in_stock",
    "outofstock": "out_of_stock",
    "preorder": "preorder",
    "backorder": "backorder",
}


def attribute_key(field: str, name: str) -> str:
    """The key of the facet ``name``, one for all spellings: ``Colour`` is ``color``.

    Raises:
        BadField: no key can be made of it.
    """
    key = slug(name)
    if not key or len(key) > LONGEST_ATTRIBUTE:
        raise BadField(field, f"{name[:50]!r} cannot name an attribute")
    return _SAME.get(key, key)


def check_value(field: str, value: ValueRecord) -> ValueRecord:
    """``value``, if a key can be made of its name.

    Raises:
        BadField: none can.
    """
    if not slug(value.name) or len(value.name) > LONGEST_NAME:
        raise BadField(field, f"{value.name[:50]!r} cannot be a value")
    return value


def availability(field: str, text: str) -> str:
    """The availability that ``text`` names, in any of its spellings (``in stock``, ``in_stock``, ``InStock``).

    Raises:
        BadField: it names none.
    """
    plain = "".join(letter for letter in text.rpartition("/")[2].casefold() if letter.isalnum())
    if plain not in _AVAILABILITY:
        raise BadField(field, f"{text[:50]!r} is none of in_stock, out_of_stock, preorder, backorder")
    return _AVAILABILITY[plain]


def sale_price(
    field: str, shelf: PriceRecord, sale: tuple[Decimal, str], period: tuple[datetime, datetime] | None = None
) -> PriceRecord:
    """A price for a while, below the shelf price.

    Raises:
        BadField: it is not below it, or in another currency.
    """
    amount, currency = sale
    if currency != shelf.currency or amount >= shelf.amount:
        raise BadField(field, f"{amount} {currency} is not below the price, {shelf.amount} {shelf.currency}")
    start, end = period or (None, None)
    return PriceRecord(amount=amount, currency=currency, kind="sale", valid_from=start, valid_to=end)


def checked(variant: VariantRecord, columns: Callable[[str], str]) -> VariantRecord:
    """``variant``, if it can be written: so that a bad one is refused alone and not its whole product.

    Args:
        columns: the feed's name for a field of the record.

    Raises:
        BadField: it cannot.
    """
    wrong = complaint(variant)
    if wrong is not None:
        raise BadField(columns(wrong[0]), wrong[1])
    return variant


def shared_values(variants: Sequence[Sequence[ValueRecord]]) -> tuple[ValueRecord, ...]:
    """The values that all the variants of a product have."""
    first, *others = variants
    return tuple(value for value in first if all(value in other for other in others))


def shared_name(titles: Sequence[str]) -> str:
    """What the titles of a product's variants begin with: ``Mug`` of ``Mug - red`` and ``Mug - blue``."""
    if len(set(titles)) == 1:
        return titles[0]
    common: list[str] = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    return " ".join(common).rstrip(" -–—,/(|:") or titles[0]
