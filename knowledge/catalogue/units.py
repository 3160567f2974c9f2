"""Sizes as goods are sold in them, and the base units in which they are compared: g, ml, ct, m."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

# unit: (its name, base unit, base units in one)
_UNITS: dict[str, tuple[str, str, float]] = {
    "mg": ("mg", "g", 0.001),
    "g": ("g", "g", 1.0),
    "gm": ("g", "g", 1.0),
    "kg": ("kg", "g", 1000.0),
    "oz": ("oz", "g", 28.349523125),
    "lb": ("lb", "g", 453.59237),
    "lbs": ("lb", "g", 453.59237),
    "ml": ("ml", "ml", 1.0),
    "cl": ("cl", "ml", 10.0),
    "l": ("l", "ml", 1000.0),
    "lt": ("l", "ml", 1000.0),
    "ltr": ("l", "ml", 1000.0),
    "fl oz": ("fl oz", "ml", 29.5735295625),
    "pt": ("pt", "ml", 473.176473),
    "qt": ("qt", "ml", 946.352946),
    "ga": ("gal", "ml", 3785.411784),
    "gal": ("gal", "ml", 3785.411784),
    "gallon": ("gal", "ml", 3785.411784),
    "ct": ("ct", "ct", 1.0),
    "pc": ("ct", "ct", 1.0),
    "pk": ("pk", "ct", 1.0),
    "dz": ("dz", "ct", 12.0),
    "stem": ("stems", "ct", 1.0),
    "stems": ("stems", "ct", 1.0),
    "load": ("loads", "ct", 1.0),
    "loads": ("loads", "ct", 1.0),
    "ld": ("loads", "ct", 1.0),
    "lds": ("loads", "ct", 1.0),
    "mm": ("mm", "m", 0.001),
    "cm": ("cm", "m", 0.01),
    "m": ("m", "m", 1.0),
    "in": ("in", "m", 0.0254),
    "ft": ("ft", "m", 0.3048),
    "yd": ("yd", "m", 0.9144),
}
_CHINESE = {
    **{"mg": "毫克", "g": "克", "kg": "千克", "oz": "盎司", "lb": "磅", "ml": "毫升", "cl": "厘升", "l": "升"},
    **{"fl oz": "液量盎司", "pt": "品脱", "qt": "夸脱", "gal": "加仑", "ct": "个装", "pk": "件装", "dz": "打"},
    **{"stems": "枝", "loads": "次用量", "mm": "毫米", "cm": "厘米", "m": "米", "in": "英寸", "ft": "英尺", "yd": "码"},
}
_NUMBER = r"\d+ \d+/\d+|\d+/\d+|\d*\.\d+|\d+"
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_PACK = re.compile(rf"(?P<packs>\d+) ?(?:pk|p)? ?(?P<by>[/x]) ?(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})\b")
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})[ -]?(?P<unit>{_UNIT})\b")
_FRACTION = re.compile(r"(?:[1-9]/[2348])(?!\d)")
_MOST = 10_000
"""A bare number above it is a stock code that strayed into the size."""


@dataclass(frozen=True)
class Size:
    """``text`` as it is sold (``14.5 oz``, ``6 x 12 oz``), the same in ``chinese`` (``14.5盎司``, ``6 x 12盎司``).

    It is ``number`` base units ``unit`` in all.
    """

    text: str
    chinese: str
    number: float
    unit: str


@lru_cache(maxsize=1 << 13)
def parse_size(text: str) -> Size | None:
    """Read one size; None where ``text`` holds none that can be measured."""
    clean = re.sub(r"\s+", " ", text.strip().lower())
    fraction = _FRACTION.match(clean)
    pack = None if fraction else _PACK.match(clean)
    found = pack or _PLAIN.search(clean)
    if found is None:
        # "GAL" alone is one of them.
        return parse_size(f"1 {clean}") if clean in _UNITS else None
    packs = int(pack.group("packs")) if pack else 1
    number = float(sum(Fraction(part) for part in found.group("number").split()))
    name, base, factor = _UNITS[found.group("unit")]
    if base == "m" and pack and pack.group("by") == "x":
        return None  # length by width
    if not 0 < number <= _MOST or not 0 < packs <= 144:
        return None
    shown = f"{number:g}" if packs == 1 else f"{packs} x {number:g}"
    return Size(f"{shown} {name}", f"{shown}{_CHINESE[name]}", round(packs * number * factor, 4), base)
