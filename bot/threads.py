"""How a serving process shares itself between its threads."""

from __future__ import annotations

import sys

TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let a thread that waits for the interpreter have it soon.

    A thread of ours that asks the database gives the interpreter away at every statement, and by Python's default waits
    5 ms to have it back while another computes. It may hold the database's one write lock meanwhile: with six
    statements in a transaction, no more than 30 could be written in a second (docs/benchmarks.md, the order desk under
    load).
    """
    sys.setswitchinterval(TURN_SECONDS)
