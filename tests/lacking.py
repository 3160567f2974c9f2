"""What a test does where the machine lacks what it needs."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

UNTRAINED = "no trained model: run `make train` first"


def lacking(message: str) -> NoReturn:
    """Skip, but fail where ``CI`` is set: there nothing may be left out unseen."""
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
