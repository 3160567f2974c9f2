"""The moment at which tests of the shop's services stand."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from knowledge.clock import FixedClock

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)
