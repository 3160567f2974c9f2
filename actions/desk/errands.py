"""What is asked of an order and changes nothing in it: buying it again, its invoice, its refund, what went wrong."""

from __future__ import annotations

import re
from typing import Any

from actions.boundary import Reply
from actions.desk.form import DeskForm
from actions.desk.telling import method_name
from actions.render import day, item_picker, line_name, money
from actions.turn import Turn, joined
from actions.wording import phrase
from knowledge.orders.cases import Case
from knowledge.orders.reading.lines import lines_meant
from knowledge.orders.views import OrderView
from knowledge.shop import Shop

_MISSING = re.compile(
    r"\bmissing\b|\bnever (?:came|arrived)\b|\bnot (?:in|there|included)\b|\bwithout\b|\bforgot\b|"
    r"少了|缺|漏|没有收到|没收到",
    re.IGNORECASE,
)


def candidates(task: str, orders: tuple[OrderView, ...]) -> tuple[OrderView, ...]:
    """The orders that such a question may be about; the last, where that is what people mean."""
    if task == "refund_status":
        with_refund = tuple(each for each in orders if any(one.kind == "refund" for one in each.payments))
        return with_refund or orders[:1]
    if task == "report":
        arrived = tuple(each for each in orders if each.status == "delivered")
        return arrived or orders
    return orders[:1]


def run(form: DeskForm, order: OrderView, customer: str, turn: Turn, shop: Shop, reply: Reply) -> DeskForm | None:
    """Answer, or ask what is missing."""
    if form.task == "reorder":
        _reorder(order, turn, shop, reply)
    elif form.task == "invoice":
        reply.say("invoice", {"type": "invoice", "number": order.number}, number=order.number)
    elif form.task == "refund_status":
        _refund(order, customer, turn, shop, reply)
    elif form.task == "report":
        return _report(form, order, customer, turn, shop, reply)
    return form.finished()


def _reorder(order: OrderView, turn: Turn, shop: Shop, reply: Reply) -> None:
    basket, gone = turn.basket, []
    for line in order.lines:
        if shop.graph.has(line.product_id) and shop.graph.product(line.product_id).in_stock:
            basket = basket.plus(line.product_id, line.quantity)
        else:
            gone.append(line_name(line, turn, shop))
    reply.remember(basket=basket.to_json() if basket else None)
    if len(gone) == len(order.lines):
        reply.say("reorder_nothing", number=order.number)
        return
    reply.say("reordered", number=order.number, count=len(order.lines) - len(gone))
    if gone:
        reply.say("reorder_gone", names=joined(gone, turn.language))


def _refund(order: OrderView, customer: str, turn: Turn, shop: Shop, reply: Reply) -> None:
    refunds = [each for each in order.payments if each.kind == "refund"]
    if not refunds:
        reply.say("no_refund", number=order.number)
        return
    methods = {each.method_id: each for each in shop.orders.methods(customer)}
    for each in refunds:
        names: dict[str, Any] = {
            "number": order.number,
            "amount": money(each.amount, order.currency, turn.language),
            "method": method_name(methods.get(each.method_id), turn, order.currency),
        }
        if not each.settled:
            reply.say("refund_waits", **names)
        elif each.expected_at is not None and each.expected_at > shop.clock.now():
            reply.say("refund_expected", date=day(each.expected_at, turn.language), **names)
        else:
            reply.say("refund_done", **names)


def _report(form: DeskForm, order: OrderView, customer: str, turn: Turn, shop: Shop, reply: Reply) -> DeskForm | None:
    lines = lines_meant(f"{form.said} {turn.text}", order, turn.places_among(len(order.lines)))
    if not lines and len(order.lines) > 1:
        picker = item_picker(order, turn, shop, several=False)
        reply.say("ask_lines", picker, step=phrase("desk_report", turn.language))
        return form.asks("lines")
    meant = lines or order.lines
    kind = "missing" if _MISSING.search(form.said) else "damaged"
    text = form.said if form.said == turn.text else f"{form.said}\n{turn.text}"
    case = Case(
        kind, text, turn.identity.conversation_id, customer, "normal", order.number, [line.position for line in meant]
    )
    key = f"{turn.identity.conversation_id}:{order.number}:{kind}:{','.join(str(line.position) for line in meant)}"
    reference = shop.cases.open(case, key)
    names = joined([line_name(line, turn, shop) for line in meant], turn.language)
    reply.say(f"reported_{kind}", reference=reference, names=names, number=order.number)
    if not shop.cases.case(reference).photos:
        reply.say("photo_invited", {"type": "photo_request"})
    return form.finished()
