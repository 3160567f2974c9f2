from __future__ import annotations

import pytest

from benchmarks.stats import median, ratio, turn_times


def test_percentiles_lie_between_the_nearest_turns() -> None:
    times = turn_times([4.0, 1.0, 2.0, 3.0], answered=3, elapsed=2.0)
    assert times.p50 == 2.5
    assert times.p95 == pytest.approx(3.85)
    assert (times.count, times.answered, times.longest, times.mean, times.per_second) == (4, 3, 4.0, 2.5, 2.0)


@pytest.mark.parametrize(("seconds", "elapsed"), [([], 1.0), ([1.0], 0.0)])
def test_nothing_measured_is_no_figure(seconds: list[float], elapsed: float) -> None:
    with pytest.raises(ValueError, match="no turn"):
        turn_times(seconds, 0, elapsed)


def test_one_slow_start_does_not_decide() -> None:
    assert median([10.0, 11.0, 60.0]) == 11.0


@pytest.mark.parametrize(
    ("ours", "theirs", "share"),
    [(2.0, 4.0, 0.5), (None, 4.0, None), (2.0, None, None), (2.0, 0.0, None), (0.0, 4.0, 0.0)],
)
def test_a_share_needs_both_sides(ours: float | None, theirs: float | None, share: float | None) -> None:
    assert ratio(ours, theirs) == share
