"""Chinese as several people write it: Traditional characters for Simplified ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from opencc import OpenCC

_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))


def simplified(text: str) -> str:
    """``text`` in Simplified characters, each in its place: the length stays, so offsets do.

    OpenCC's own choice for each character alone (蘋 -> 苹, 塊 -> 块); it is not asked for words, which may differ in
    length. Text without Traditional characters comes back unchanged.
    """
    return text if text.isascii() else text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> Mapping[int, str]:
    """About 4,200 characters; made at first use, in a tenth of a second."""
    convert = OpenCC("t2s").convert
    pairs = ((code, convert(chr(code))) for block in _IDEOGRAPHS for code in block)
    return {code: simple for code, simple in pairs if len(simple) == 1 and simple != chr(code)}
