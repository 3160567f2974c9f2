"""Text as a person typed it, made safe to hand on: it is never a command, and holds nothing that cannot be shown.

Rasa takes a message for a command (``rasa.shared.core.training_data.story_reader.yaml_story_reader``,
``unpack_regex_message``) when, after ``str.strip()``, it starts with ``/``: ``/restart``, ``/ask_coupons{"a": "b"}``,
``/greet@1.0``. Nothing else in a text is obeyed: the ``EXTERNAL: `` prefix is only ever written, never read. So it is
enough that what we hand on never starts with a slash, also after a component has normalised it (NFKC turns ``／`` into
``/``) or dropped what is invisible.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2000
_SLASH = "/"
# Zero-width joiners shape emoji and some scripts; every other format character only hides things.
_KEPT = {"\n", "\t", "\u200c", "\u200d"}
# Blank although Unicode calls them letters or symbols: Hangul fillers, the empty Braille pattern.
_BLANK = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
_LINES = re.compile(r"\n{3,}")


def cleaned(text: str) -> str:
    """``text`` as it may be shown and kept: no control or hidden format characters, no half of a surrogate pair.

    Those would break a database (NUL), an encoder (surrogates) or a reader's eyes (direction overrides).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(char for char in lines if char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return _LINES.sub("\n\n", shown).strip()


def as_plain_text(text: str, longest: int = LONGEST) -> str:
    """``text`` for the assistant to understand: cleaned, without leading slashes, at most ``longest`` characters.

    Empty where nothing remains.
    """
    shown = cleaned(text)
    start = 0
    while start < len(shown) and _cannot_lead(shown[start]):
        start += 1
    return shown[start : start + longest].strip()


def _cannot_lead(char: str) -> bool:
    """Whether it is a slash, becomes one when normalised, or could hide one that follows."""
    normal = unicodedata.normalize("NFKC", char)
    return (
        normal.lstrip().startswith(_SLASH)
        or not normal.strip()
        or char in _BLANK
        or char in _KEPT
        or unicodedata.category(char) in ("Mn", "Me", "Zs", "Zl", "Zp", "Cn", "Co")
    )
