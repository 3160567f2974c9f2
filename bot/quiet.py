"""The warnings that pinned libraries give of each other: none of it is for who runs the assistant."""

from __future__ import annotations

import os
import warnings


def hush() -> None:
    """Ignore all warnings where ``PYTHONWARNINGS`` says so."""
    if os.environ.get("PYTHONWARNINGS") == "ignore":
        warnings.simplefilter("ignore")


def hush_server() -> None:
    """:func:`hush` in a process that is to import Sanic, which asks for the warnings again as it is imported."""
    import sanic.app  # noqa: F401

    hush()
