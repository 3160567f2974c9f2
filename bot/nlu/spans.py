"""Something read in a text, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """``text[start:end]`` means ``value``."""

    value: Any
    start: int
    end: int
