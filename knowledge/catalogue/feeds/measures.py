"""Measured values: ``12 oz`` as a facet's value with its number in a base unit (g, ml, ct, m)."""

from __future__ import annotations

import re

from knowledge.catalogue.records import ValueRecord

_MEASURE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-zA-Z]+(?: ?oz)?)\.?", re.ASCII)

# NIST Handbook 44, appendix C; volumes are US customary.
_UNITS: dict[str, tuple[float, str]] = {
    "mg": (0.001, "g"),
    "g": (1, "g"),
    "kg": (1000, "g"),
    "oz": (28.349523125, "g"),
    "lb": (453.59237, "g"),
    "ml": (1, "ml"),
    "cl": (10, "ml"),
    "l": (1000, "ml"),
    "cbm": (1e6, "ml"),
    "floz": (29.5735295625, "ml"),
    "pt": (473.176473, "ml"),
    "qt": (946.352946, "ml"),
    "gal": (3785.411784, "ml"),
    "ct": (1, "ct"),
    "cm": (0.01, "m"),
    "m": (1, "m"),
    "in": (0.0254, "m"),
    "ft": (0.3048, "m"),
    "yd": (0.9144, "m"),
}
# "m" and "l" alone with no number are clothing sizes: a measure always has one.


def measured(attribute: str, text: str) -> ValueRecord:
    """The value ``text`` of ``attribute``, with its number and base unit where it is a measure."""
    match = _MEASURE.fullmatch(text.strip())
    known = match and _UNITS.get(match[2].casefold().replace(" ", ""))
    if not match or not known:
        return ValueRecord(attribute=attribute, name=text.strip())
    number = float(match[1].replace(",", "."))
    return ValueRecord(
        attribute=attribute, name=f"{match[1]} {match[2].casefold()}", number=round(number * known[0], 6), unit=known[1]
    )
