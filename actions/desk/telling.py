"""Says what the desk asks, would do, has done, and why it may not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions.boundary import Reply
from actions.desk.form import DeskForm
from actions.render import Payload, line_name, money, order_list
from actions.service import PERSON
from actions.turn import Turn
from actions.wording import capital, phrase
from knowledge.errors import Refused
from knowledge.orders.planning import Plan
from knowledge.orders.states import Step
from knowledge.orders.views import ORIGINAL, OrderView, PaymentMethodView, PaymentView
from knowledge.shop import Shop


def method_name(method: PaymentMethodView | None, turn: Turn, currency: str = "USD") -> str:
    """A method as it may be shown: "Visa ending in 4242", "gift card ($20.00 left)"."""
    if method is None or method.method_id == ORIGINAL or method.kind == "other":
        return phrase("method_original", turn.language)
    name = phrase(f"method_{method.kind}", turn.language)
    if method.last_four:
        brand = (method.brand or name).capitalize()
        return phrase("method_ending", turn.language, brand=brand, last_four=method.last_four)
    if method.balance is not None:
        return phrase(
            "method_balance", turn.language, method=name, balance=money(method.balance, currency, turn.language)
        )
    return name


def step_name(step: str, turn: Turn) -> str:
    """What is done, in words."""
    return phrase(f"desk_{step}", turn.language)


def say_refused(
    refused: Refused, step: str, about: OrderView, possible: tuple[Step, ...], turn: Turn, reply: Reply
) -> None:
    """Why it is not done, and what is allowed instead; where nothing is, a person is offered."""
    names: dict[str, Any] = {"name": "", "left": "", "days": "", **refused.names}
    names |= {
        "number": about.number,
        "step": step_name(step, turn),
        "status": phrase(about.status, turn.language),
        "earlier": step_name(str(refused.names.get("earlier", step)), turn),
    }
    told: dict[str, Any] = {key: str(value) for key, value in names.items()}
    reply.say(f"refused_{refused.rule}", **told)
    others = [each for each in possible if each != step]
    if others:
        steps = ("、" if turn.language == "zh" else ", ").join(step_name(each, turn) for each in others)
        reply.say("refused_possible", number=about.number, steps=steps)
    else:
        reply.say("refused_nothing_possible")
        reply.remember(offered=PERSON)


def summary(form: DeskForm, plan: Plan, methods: tuple[PaymentMethodView, ...], turn: Turn, shop: Shop) -> Payload:
    """What a yes would do, as rows of a name and a value."""
    language, view = turn.language, plan.order
    rows = [("order", view.number)]
    changed = [line for line in view.lines if line.position in {**form.pieces, **form.changes}]
    old = {line["position"]: line["name"] for line in plan.before["lines"]}
    if plan.step == "return":
        rows += [("items", _pieces(line_name(line, turn, shop), form.pieces[line.position])) for line in changed]
    elif plan.step in ("change_items", "exchange"):
        for line in changed:
            variant = shop.orders.variant(form.changes[line.position] or "")
            rows.append(("change", f"{old[line.position]} → {variant.name if variant else ''}"))
    else:
        rows += [("items", _pieces(line_name(line, turn, shop), line.quantity)) for line in view.lines]
    if plan.step == "change_address" and view.address:
        rows.append(("address", view.address.line))
    if plan.reason:
        reason = next(each for each in shop.orders.policy.steps[plan.step].reasons if each.key == plan.reason)
        rows.append(("reason", reason.labels.get(language) or reason.labels["en"]))
    rows += [(each.kind, _money_row(each, methods, view.currency, turn, shop)) for each in plan.money]
    if plan.posted_by:
        rows.append(("posted", phrase(f"posted_by_{plan.posted_by}", language)))
    return {
        "type": "confirmation",
        "title": capital(step_name(plan.step, turn)),
        "rows": [{"name": phrase(f"row_{name}", language), "value": value} for name, value in rows],
    }


def say_done(plan: Plan, repeated: bool, turn: Turn, shop: Shop, reply: Reply, became: OrderView) -> None:
    """What was done, or had been already, with the order as it is now."""
    payload = order_list((became,), turn, shop)
    response = "desk_done_before" if repeated else f"done_{plan.step}"
    back = sum((each.amount for each in plan.money if each.kind == "refund"), Decimal(0))
    amount = money(back, became.currency, turn.language)
    reply.say(response, payload, number=became.number, amount=amount, step=step_name(plan.step, turn))


def _pieces(name: str, number: int) -> str:
    return name if number == 1 else f"{number} × {name}"


def _money_row(each: PaymentView, methods: tuple[PaymentMethodView, ...], currency: str, turn: Turn, shop: Shop) -> str:
    method = next((known for known in methods if known.method_id == each.method_id), None)
    # The balance would be that of before.
    name = method_name(
        method and PaymentMethodView(method.method_id, method.kind, method.brand, method.last_four), turn
    )
    amount = money(each.amount, currency, turn.language)
    if each.kind == "payment":
        return phrase("money_paid", turn.language, amount=amount, method=name)
    least, most = shop.orders.policy.days(method.kind if method else "other")
    if not each.settled:
        return phrase("money_when_back", turn.language, amount=amount, method=name)
    if most == 0:
        return phrase("money_at_once", turn.language, amount=amount, method=name)
    return phrase("money_days", turn.language, amount=amount, method=name, least=str(least), most=str(most))
