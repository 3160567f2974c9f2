"""Takes into the form all that a message says of the request, in whatever order it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.desk.form import VARIANTS, DeskForm
from actions.turn import Turn
from knowledge.orders.desk import OrderDesk, normalised
from knowledge.orders.reading.addresses import means_default, read_address
from knowledge.orders.reading.lines import lines_meant, pieces_meant, said_of
from knowledge.orders.reading.methods import read_method
from knowledge.orders.reading.options import fitting, read_options
from knowledge.orders.reading.reasons import read_reason
from knowledge.orders.views import OrderLineView, OrderView

_ALSO = re.compile(r"\b(?:also|too|as well|add|plus|another)\b|还有|也要|也退|也换|加上", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|remove|without|leave out|keep|don't (?:return|exchange|change))\b|不退|不换|留下|去掉", re.IGNORECASE
)
_LINES = ("return", *VARIANTS, "report")
_MONEY = ("change_payment", "return", *VARIANTS)


def filled(form: DeskForm, order: OrderView | None, turn: Turn, desk: OrderDesk, customer: str) -> DeskForm:
    """With what the message says. ``order``: the one it is about, as far as that is known."""
    text, policy = turn.text, desk.policy.steps.get(form.task)
    if policy and policy.reasons and (reason := read_reason(text, policy.reasons)):
        form = replace(form, reason=reason)
    if form.task in ("change_address", "set_address"):
        form = _with_address(form, order, text, desk, customer)
    if order is None:
        return form
    if form.task in _MONEY:
        meant = read_method(text, desk.methods(customer), order.original_methods)
        if len(meant) == 1:
            form = replace(form, method=meant[0].method_id)
    if form.task in _LINES:
        form = _with_lines(form, order, turn, desk)
    return form


def order_numbers(turn: Turn) -> list[str]:
    """The order numbers that the message names, as the desk writes them."""
    return [normalised(str(each)) for each in turn.values("order_number")]


def _with_address(form: DeskForm, order: OrderView | None, text: str, desk: OrderDesk, customer: str) -> DeskForm:
    own = desk.address(customer)
    known = (order.address if order else None) or own
    typed = read_address(text, known.country if known else "")
    if typed is None and form.task == "change_address" and own is not None and means_default(text):
        typed = own
    if typed is None:
        return form
    if not typed.name and known and known.name:
        typed = replace(typed, name=known.name)
    return replace(form, address=typed.to_json())


def _with_lines(form: DeskForm, order: OrderView, turn: Turn, desk: OrderDesk) -> DeskForm:
    before = [*form.pieces, *form.changes]
    # "2 of them" is a number of pieces and no place.
    loosely = form.asking == "lines" and not turn.values("quantity")
    places = [] if form.asking == "order" else turn.places_among(len(order.lines), loosely=loosely)
    lines = lines_meant(turn.text, order, places)
    if not lines and form.at is not None and (line := order.line(form.at)) is not None:
        lines = (line,)  # what was asked about
    elif not lines and form.task in VARIANTS and len(before) == 1 and (line := order.line(before[0])) is not None:
        lines = (line,)
    elif not lines and not before and len(order.lines) == 1:
        lines = order.lines
    if not lines:
        return form
    if before and _NOT.search(turn.text) and not form.at:
        kept = {line.position for line in order.lines} & set(before) - {line.position for line in lines}
        return replace(
            form,
            pieces={at: number for at, number in form.pieces.items() if at in kept},
            changes={at: sku for at, sku in form.changes.items() if at in kept},
        )
    adding = bool(_ALSO.search(turn.text)) or form.asking == "variant"
    if form.task in VARIANTS:
        return _with_variants(form, lines, turn.text, desk, keep=adding or not _names_others(before, lines))
    quantity = next((int(each) for each in turn.values("quantity")), None)
    return replace(form, pieces={**(form.pieces if adding else {}), **pieces_meant(lines, turn.text, quantity)})


def _names_others(before: Sequence[int], lines: Sequence[OrderLineView]) -> bool:
    return bool(before) and not {line.position for line in lines} <= set(before)


def _with_variants(
    form: DeskForm, lines: Sequence[OrderLineView], text: str, desk: OrderDesk, *, keep: bool
) -> DeskForm:
    """For each line the variant that is said of it, where only one fits."""
    parts = said_of(text, lines) if len(lines) > 1 else {lines[0].position: text}
    changes: dict[int, str | None] = dict(form.changes) if keep else {}
    for line in lines:
        variants = desk.variants(line.product_id)
        wanted = read_options(_without_name(parts.get(line.position, text), line), variants)
        chosen = fitting(wanted, variants, line.sku) if wanted else ()
        changes[line.position] = chosen[0].sku if len(chosen) == 1 else changes.get(line.position)
    return replace(form, changes=changes)


def _without_name(text: str, line: OrderLineView) -> str:
    """Without what the line has now, where the text says it to name the line: "my red shirt for a blue one"."""
    into = re.split(r"\b(?:to|for|into|with)\b|换成|改成|变成", text, maxsplit=1)
    return into[1] if len(into) == 2 and into[1].strip() else text


def choices_of(form: DeskForm, order: OrderView, desk: OrderDesk, text: str = "") -> Mapping[str, str]:
    """The variants to choose from for the line that is asked about, by SKU: their names."""
    line = order.line(form.at or 0)
    if line is None:
        return {}
    variants = desk.variants(line.product_id)
    wanted = read_options(text, variants)
    there = fitting(wanted, variants, line.sku) or fitting(read_options("", variants), variants, line.sku)
    return {each.sku: each.name for each in there}
