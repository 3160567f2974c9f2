from __future__ import annotations

from bot.channels.limits import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    clock = Clock()
    limit = RateLimit(3, 0.5, clock)
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]
    clock.now += 1.9
    assert not limit.allows("a")
    clock.now += 0.2
    assert limit.allows("a") and not limit.allows("a")


def test_one_does_not_use_up_anothers() -> None:
    limit = RateLimit(1, 1.0, Clock())
    assert limit.allows("a") and limit.allows("b") and not limit.allows("a")


def test_a_long_silence_saves_up_one_burst_only() -> None:
    clock = Clock()
    limit = RateLimit(2, 1.0, clock)
    limit.allows("a")
    clock.now += 10_000
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]


def test_a_clock_that_steps_back_takes_nothing() -> None:
    clock = Clock()
    limit = RateLimit(2, 1.0, clock)
    limit.allows("a")
    clock.now -= 50
    assert limit.allows("a") and not limit.allows("a")


def test_strangers_do_not_fill_the_memory() -> None:
    clock = Clock()
    limit = RateLimit(1, 1.0, clock)
    for number in range(25_000):
        clock.now += 0.01
        limit.allows(str(number))
    assert len(limit) <= 10_000
