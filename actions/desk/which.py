"""Which of a customer's orders a message is about: by what is in them, and by when they were placed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.turn import Turn
from knowledge.orders.reading.lines import lines_named
from knowledge.orders.views import OrderView


def orders_meant(turn: Turn, text: str, orders: Sequence[OrderView]) -> tuple[OrderView, ...]:
    """Those of ``orders`` of the days that the message names, then those with the products that ``text`` names.

    Where none is named, or none fits, all of them.
    """
    found = tuple(orders)
    day = next(iter(turn.values("date")), None)
    if day is not None:
        first, last = date.fromisoformat(day["from"]), date.fromisoformat(day["to"])
        found = tuple(each for each in found if first <= each.placed_at.date() <= last) or found
    named = {each.number: lines_named(text, each) for each in found}
    most = max((len(lines) for lines in named.values()), default=0)
    return tuple(each for each in found if len(named[each.number]) == most)
