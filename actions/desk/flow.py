"""How a request to the order desk goes on: which order, what is missing, the summary, and the yes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from actions.boundary import Reply
from actions.desk import errands, telling
from actions.desk.filling import filled, order_numbers
from actions.desk.form import TASKS, VARIANTS, DeskForm
from actions.desk.questions import Questions
from actions.desk.which import orders_meant
from actions.desk.yes_or_no import BEGINS_WITH_YES, HOLD, NO, YES
from actions.render import order_list
from actions.service import offer_person
from actions.turn import Turn
from actions.wording import capital, phrase
from knowledge.errors import BackEndError, OrderChanged, Refused, UnknownOrder
from knowledge.orders.desk import normalised
from knowledge.orders.requests import STEPS
from knowledge.orders.states import Step
from knowledge.orders.views import Address, OrderView
from knowledge.shop import Shop

MOST_MISSED = 2
"""So often in a row is a question asked again before a person is offered."""
CHANGES: tuple[str, ...] = tuple(STEPS.values())


class Desk:
    """The order desk in one turn of a signed-in customer. ``form`` is None when nothing is open any more."""

    def __init__(self, customer: str, turn: Turn, shop: Shop, reply: Reply) -> None:
        self.customer = customer
        self.turn = turn
        self.shop = shop
        self.reply = reply
        self.desk = shop.orders.for_one_turn()
        self.questions = Questions(customer, turn, shop, self.desk, reply)

    def begin(self, task: str, before: DeskForm | None = None) -> DeskForm | None:
        """Start with a task, with all that the message says of it; of one ``before`` the order is taken over."""
        form = DeskForm(task, said=self.turn.text, later=(*self._one_by_one(), *self.turn.later))
        if before is not None:
            form = replace(form, number=before.number, later=(*before.later, *form.later))
        return self._go_on(self._same_items(self._with_order(form), before))

    def _same_items(self, form: DeskForm, before: DeskForm | None) -> DeskForm:
        """With the items that were spoken of ``before``, where the message names none: "I'd rather return it"."""
        meant = [] if before is None or before.number != form.number else [*before.pieces, *before.changes]
        order = self._order(form) if meant else None
        if order is None or form.pieces or form.changes:
            return form
        if form.task == "return":
            return replace(
                form, pieces={line.position: line.quantity for line in order.lines if line.position in meant}
            )
        return replace(form, changes=dict.fromkeys(meant)) if form.task in VARIANTS else form

    def _one_by_one(self) -> list[dict[str, object]]:
        """The same request for each further order that the message names."""
        first, *others = dict.fromkeys(order_numbers(self.turn)) or [""]
        said = []
        for number in others:
            text = self.turn.text.replace(first, "")
            for each in others:
                text = text if each == number else text.replace(each, "")
            entities = [{"entity": "order_number", "value": number}]
            intent = {"name": self.turn.intent, "confidence": 1.0}
            said.append(
                {
                    "text": text,
                    "start": 0,
                    "end": len(text),
                    "intent": intent,
                    "intent_ranking": [intent],
                    "entities": entities,
                }
            )
        return said

    def answer(self, form: DeskForm) -> DeskForm | None:
        """Take the answer to what was asked.

        Raises:
            LookupError: the message is none.
        """
        turn, text = self.turn, self.turn.text
        other = TASKS.get(turn.intent or "")
        said_no = turn.intent == "deny" or NO.search(text) is not None
        if form.asking == "confirm":
            changed = self._with_answer(form)
            if changed.gathered != form.gathered:
                return self._go_on(changed)
            if other is not None and other != form.task and not said_no:
                return self.begin(other, form)
            if said_no:
                return self._dropped(form)
            again = other == form.task and BEGINS_WITH_YES.match(text) is not None  # "yes, cancel #W1"
            if YES.match(text) or ((turn.intent == "affirm" or again) and not HOLD.search(text)):
                return self._perform(form)
            if turn.intent == "affirm":  # a yes with an "if"
                return self._go_on(form)
            raise LookupError
        changed = self._with_answer(form)
        answered = changed.gathered != form.gathered
        if other is not None and other != form.task and not answered:
            return self.begin(other, form)
        if answered:
            return self._go_on(replace(changed, missed=0))
        if said_no:
            return self._dropped(form)
        if other == form.task and order_numbers(turn):
            return self.begin(other, replace(form, number=None))
        if turn.intent not in (None, "nlu_fallback", "out_of_scope", "affirm", "deny", "correct", "narrow", other):
            raise LookupError
        return self._missed(form)

    def resume(self, form: DeskForm) -> None:
        """Ask what stands open again, after something else was answered."""
        self.reply.say("desk_back", step=telling.step_name(form.task, self.turn))
        self._go_on(form)

    def _with_answer(self, form: DeskForm) -> DeskForm:
        if form.asking == "order" or order_numbers(self.turn):
            return self._with_order(replace(form, number=form.number if form.asking != "order" else None))
        order = self._order(form)
        changed = filled(form, order, self.turn, self.desk, self.customer)
        place = self._chosen(form)
        if form.asking == "variant" and changed == form and place is not None and form.at is not None:
            changed = replace(form, changes={**form.changes, form.at: place})
        return changed

    def _chosen(self, form: DeskForm) -> str | None:
        """Which of the choices is meant by its place among them."""
        place = self.turn.place()
        return form.choices[place] if place is not None and 0 <= place < len(form.choices) else None

    def _with_order(self, form: DeskForm) -> DeskForm:
        """With the order that the message names, and what it says of that."""
        numbers = order_numbers(self.turn)
        if numbers and numbers[0] != normalised(form.number or ""):
            form = replace(form, number=numbers[0], pieces={}, changes={})
        elif form.number is None and (chosen := self._chosen(form)) is not None:
            form = replace(form, number=chosen)
        if form.number is None:
            found = self._candidates(form)
            if len(found) == 1:
                form = replace(form, number=found[0].number)
        try:
            order = self._order(form)
        except UnknownOrder:
            return form
        text = (
            self.turn
            if form.asking is None or not form.said
            else replace(self.turn, text=f"{form.said}. {self.turn.text}")
        )
        return filled(form, order, text, self.desk, self.customer)

    def _candidates(self, form: DeskForm) -> tuple[OrderView, ...]:
        """The orders that may be meant: with what is named, and where there are such, those that the step allows."""
        orders = orders_meant(self.turn, self._all_said(form), self.desk.all(self.customer))
        if form.task in CHANGES:
            allowed = tuple(each for each in orders if form.task in self.desk.possible(self.customer, each))
            return allowed or orders
        return errands.candidates(form.task, orders)

    def _all_said(self, form: DeskForm) -> str:
        return f"{form.said} {self.turn.text}"

    def _order(self, form: DeskForm) -> OrderView | None:
        return None if form.number is None else self.desk.order(self.customer, form.number)

    def _go_on(self, form: DeskForm) -> DeskForm | None:
        """Ask for what is missing, or show what a yes would do."""
        if form.task == "set_address":
            return self._set_address(form)
        if form.number is None:
            return self.questions.ask_order(form, self._candidates(form))
        try:
            order = self.desk.order(self.customer, form.number)
        except UnknownOrder:
            self.reply.say("unknown_order", number=form.number)
            return replace(form, number=None).asks("order")
        form = replace(form, number=order.number)
        if form.task not in CHANGES:
            return errands.run(form, order, self.customer, self.turn, self.shop, self.reply)
        step: Step = form.task  # type: ignore[assignment]
        try:
            self.desk.check(self.customer, step, order)
        except Refused as refused:
            return self._refuse(refused, form, order)
        asked = self.questions.next(replace(form, asking=None), order)
        return asked if asked is None or asked.asking else self._show(asked, order)

    def _show(self, form: DeskForm, order: OrderView) -> DeskForm | None:
        if form.task == "return" and form.method is None and len(self.desk.policy.steps["return"].money_by) == 1:
            form = replace(form, method=order.original_methods[0])
        step: Step = form.task  # type: ignore[assignment]
        try:
            plan = self.desk.plan(self.customer, form.request())
        except Refused as refused:
            return self._refuse(refused, form, order)
        card = telling.summary(form, plan, self.desk.methods(self.customer), self.turn, self.shop)
        once = self.desk.policy.steps[step].limit == 1 and form.task != "change_payment"
        self.reply.say("desk_summary_once" if once else "desk_summary", card)
        self.questions.ask_yes()
        return replace(form, key=uuid.uuid4().hex, of=plan.of, total=str(plan.difference)).asks("confirm")

    def _perform(self, form: DeskForm) -> DeskForm | None:
        if form.task == "set_address":
            return self._set_address(form, sure=True)
        step: Step = form.task  # type: ignore[assignment]
        talk, key = self.turn.identity.conversation_id, form.key or ""
        receipt = self.desk.done(self.customer, form.number or "", key)
        if receipt is not None:
            # Said twice, or the answer was lost: what was done then is told again.
            payload = order_list((receipt,), self.turn, self.shop)
            self.reply.say("desk_done_before", payload, number=receipt.number, step=telling.step_name(step, self.turn))
            return form.finished()
        try:
            plan = self.desk.plan(self.customer, form.request())
            if (plan.of, str(plan.difference)) != (form.of, form.total):
                raise OrderChanged("the order is not as it was shown")
            done = self.desk.perform(self.customer, plan, key, talk)
        except (OrderChanged, Refused):
            self.reply.say("desk_changed", number=form.number)
            return self._go_on(replace(form, asking=None))
        except BackEndError:
            # Whether it was done is not known; with the same key it can safely be asked for again.
            self.reply.say("desk_unsure", number=form.number)
            self.questions.ask_yes()
            return form
        telling.say_done(plan, done.repeated, self.turn, self.shop, self.reply, done.order)
        return form.finished()

    def _set_address(self, form: DeskForm, *, sure: bool = False) -> DeskForm | None:
        address = Address.of(form.address)
        if address is None:
            own = self.desk.address(self.customer)
            self.reply.say("ask_default_address" if own else "ask_address", address=own.line if own else "")
            return form.asks("address")
        if sure:
            self.desk.set_address(self.customer, address)
            self.reply.say("done_set_address", address=address.line)
            return form.finished()
        rows = [{"name": phrase("row_address", self.turn.language), "value": address.line}]
        title = telling.step_name("set_address", self.turn)
        self.reply.say("desk_summary", {"type": "confirmation", "title": capital(title), "rows": rows})
        self.questions.ask_yes()
        return form.asks("confirm")

    def _refuse(self, refused: Refused, form: DeskForm, order: OrderView) -> DeskForm | None:
        possible = self.desk.possible(self.customer, order)
        telling.say_refused(refused, form.task, order, possible, self.turn, self.reply)
        return form.finished()

    def _missed(self, form: DeskForm) -> DeskForm | None:
        if form.missed + 1 >= MOST_MISSED:
            offer_person(self.reply)
            return replace(form, missed=0)
        self.reply.say(
            "refused_reason" if form.asking == "reason" else "desk_missed", step=telling.step_name(form.task, self.turn)
        )
        again = self._go_on(form)
        return None if again is None else replace(again, missed=form.missed + 1)

    def _dropped(self, form: DeskForm) -> DeskForm | None:
        self.reply.say("desk_dropped")
        return form.finished()


def kept(form: DeskForm | None) -> Mapping[str, object] | None:
    """As the slot holds it."""
    return None if form is None else form.to_json()
