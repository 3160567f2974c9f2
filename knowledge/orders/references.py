"""References that people read out to each other: ``C-7KQ2MXA``."""

from __future__ import annotations

import secrets

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else when read out
_LENGTH = 7


def new_reference(letter: str) -> str:
    """A reference that was not given before, as far as chance allows (32**7 of a ``letter``)."""
    return f"{letter}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
