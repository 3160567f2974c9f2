"""What the order desk asks for: the order, its items, other variants, the reason, the method, and the yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.boundary import Reply
from actions.desk import telling
from actions.desk.filling import choices_of
from actions.desk.form import VARIANTS, DeskForm
from actions.render import item_picker, line_name, order_list
from actions.service import PERSON
from actions.turn import Turn
from actions.wording import capital, phrase
from knowledge.orders.desk import OrderDesk
from knowledge.orders.states import Step
from knowledge.orders.views import OrderView
from knowledge.shop import Shop

MOST_ORDERS = 5
MOST_BUTTONS = 5


class Questions:
    """Asks, one thing at a time, in one turn of a customer."""

    def __init__(self, customer: str, turn: Turn, shop: Shop, desk: OrderDesk, reply: Reply) -> None:
        self._customer = customer
        self._turn = turn
        self._shop = shop
        self._desk = desk
        self._reply = reply

    def ask_order(self, form: DeskForm, found: Sequence[OrderView]) -> DeskForm | None:
        """Which of ``found`` it is about; where there is none, nothing is open any more."""
        if not found:
            self._reply.say("no_orders")
            return form.finished()
        shown = found[:MOST_ORDERS]
        step = telling.step_name(form.task, self._turn)
        self._reply.say("ask_order", order_list(shown, self._turn, self._shop), step=step)
        return form.asks("order", choices=tuple(each.number for each in shown))

    def next(self, form: DeskForm, order: OrderView) -> DeskForm | None:
        """Ask for the first thing that is missing of a form with no question open, which comes back with that open.

        None open: nothing is missing. None at all: it cannot be done, which is said.
        """
        policy, step = self._desk.policy.steps[form.task], telling.step_name(form.task, self._turn)
        if form.task == "change_address" and form.address is None:
            self._reply.say("ask_address")
            return form.asks("address")
        if (form.task == "return" and not form.pieces) or (form.task in VARIANTS and not form.changes):
            picker = item_picker(order, self._turn, self._shop, several=form.task == "return")
            self._reply.say("ask_lines", picker, step=step)
            return form.asks("lines")
        open_at = next((at for at, sku in form.changes.items() if sku is None), None)
        if form.task in VARIANTS and open_at is not None:
            return self._ask_variant(form.asks("variant", at=open_at), order)
        if policy.reasons and form.reason is None:
            labels = [each.labels.get(self._turn.language) or each.labels["en"] for each in policy.reasons]
            buttons = [{"title": capital(each), "payload": each} for each in labels]
            self._reply.ask("ask_reason", buttons, step=step, number=order.number)
            return form.asks("reason")
        return self._ask_method(form, order)

    def ask_yes(self) -> None:
        """Whether it is to be done."""
        language = self._turn.language
        buttons = [
            {"title": phrase(f"{each}_title", language), "payload": phrase(f"{each}_said", language)}
            for each in ("yes", "no")
        ]
        self._reply.ask("ask_yes", buttons)

    def _ask_variant(self, form: DeskForm, order: OrderView) -> DeskForm:
        line = order.line(form.at or 0)
        choices = choices_of(form, order, self._desk, self._turn.text)
        name = line_name(line, self._turn, self._shop) if line else ""
        if not choices:
            self._reply.say("no_other_variant", name=name)
            left = {at: sku for at, sku in form.changes.items() if at != form.at}
            return replace(form, changes=left).asks("lines")
        buttons = [{"title": each, "payload": each} for each in list(choices.values())[:MOST_BUTTONS]]
        self._reply.ask("ask_variant", buttons, name=name, count=len(choices))
        return form.asks("variant", at=form.at, choices=tuple(choices))

    def _ask_method(self, form: DeskForm, order: OrderView) -> DeskForm | None:
        """The only method where there is one, else which; where it may be any that was used, the form as it is."""
        difference = self._difference(form, order)
        if not difference:
            return form
        step: Step = form.task  # type: ignore[assignment]
        usable = self._desk.usable_methods(self._customer, step, order, difference)
        if form.method is not None and form.method in {each.method_id for each in usable}:
            return form
        if form.method is not None:
            self._reply.say("method_not_possible")
        if not usable:
            self._reply.say("no_method_possible")
            self._reply.remember(offered=PERSON)
            return form.finished()
        if len(usable) == 1 and form.method is None and form.task != "change_payment":
            return replace(form, method=usable[0].method_id)
        names = [telling.method_name(each, self._turn, order.currency) for each in usable]
        buttons = [{"title": name, "payload": name} for name in names[:MOST_BUTTONS]]
        self._reply.ask("ask_method_to_pay" if difference > 0 else "ask_method_for_refund", buttons)
        return replace(form, method=None).asks("method")

    def _difference(self, form: DeskForm, order: OrderView) -> Decimal:
        """What the customer pays more, or below 0 gets back, by a method that they choose."""
        if form.task == "change_payment":
            return sum(order.paid_by.values(), Decimal(0))
        if form.task == "return":
            return -self._desk.refund_value(order, form.pieces)
        if form.task in VARIANTS:
            return self._desk.price_difference(order, {at: sku for at, sku in form.changes.items() if sku})
        return Decimal(0)
