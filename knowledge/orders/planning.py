"""Works out what a request would do to an order, or why it may not: no side effects, nothing guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from knowledge.errors import Refused
from knowledge.orders.policy import OrderPolicy, StepPolicy, in_business_days
from knowledge.orders.requests import (
    STEPS,
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Changes,
    Exchange,
    OrderRequest,
    Return,
)
from knowledge.orders.snapshot import Snapshot, fingerprint, snapshot
from knowledge.orders.states import CUSTOMER_STEPS, Step, next_status
from knowledge.orders.views import (
    ORIGINAL,
    OrderLineView,
    OrderView,
    PaymentMethodView,
    PaymentView,
    VariantView,
)

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Facts:
    """What is known around the order. ``variant`` and ``category`` are asked by SKU and by product id."""

    now: datetime
    policy: OrderPolicy
    methods: tuple[PaymentMethodView, ...]
    variant: Callable[[str], VariantView | None]
    category: Callable[[str], str]

    def method(self, method_id: str) -> PaymentMethodView | None:
        """The customer's method, if they have it."""
        return next((each for each in self.methods if each.method_id == method_id), None)


@dataclass(frozen=True)
class Plan:
    """What will be done. ``difference``: what the customer pays more (below 0: gets back) in all.

    ``money``: what is paid and given back, beside what the order has already; ``of`` is the fingerprint of the order
    that all this was worked out on. ``order`` is what it becomes.
    """

    number: str
    step: Step
    reason: str | None
    of: str
    before: Snapshot
    after: Snapshot
    order: OrderView
    money: tuple[PaymentView, ...]
    difference: Decimal
    posted_by: str | None = None

    @classmethod
    def between(
        cls,
        step: Step,
        before: OrderView,
        after: OrderView,
        money: tuple[PaymentView, ...],
        difference: Decimal = NOTHING,
        *,
        reason: str | None = None,
        posted_by: str | None = None,
    ) -> Plan:
        """Make of the order ``before`` what it is ``after``."""
        return cls(
            number=before.number,
            step=step,
            reason=reason,
            of=fingerprint(before),
            before=snapshot(before),
            after=snapshot(after),
            order=after,
            money=money,
            difference=difference,
            posted_by=posted_by,
        )


def plan(request: OrderRequest, order: OrderView, facts: Facts) -> Plan:
    """What ``request`` would do to ``order``.

    Raises:
        Refused: the policy does not allow it; its ``rule`` says why.
    """
    step = STEPS[type(request)]
    policy = _allowed(step, order, facts)
    after, reason = order, None
    money: tuple[PaymentView, ...] = ()
    if isinstance(request, Cancel):
        reason = _reason(request.reason, policy)
        money = tuple(_refund(each, amount, facts) for each, amount in order.paid_by.items())
    elif isinstance(request, ChangeAddress):
        if request.address == order.address:
            raise Refused("address_same")
        after = replace(after, address=request.address)
    elif isinstance(request, ChangePayment):
        money = _other_method(request.method_id, order, policy, facts)
    elif isinstance(request, ChangeItems):
        lines, difference = _changed(request.changes, order, facts)
        after = replace(after, lines=lines, total=order.total + difference)
        money = _settle(difference, request.method_id, order, policy, facts)
    elif isinstance(request, Return):
        reason = _reason(request.reason, policy)
        lines, amount = _sent_back(request.pieces, order, policy, facts)
        after = replace(after, lines=lines)
        money = _settle(-amount, request.method_id, order, policy, facts, settled=False)
    elif isinstance(request, Exchange):
        changed, difference = _changed(request.changes, order, facts)
        lines = tuple(
            old if old == new else replace(old, sent_back=old.quantity, exchange_sku=new.sku, exchange_paid=new.paid)
            for old, new in zip(order.lines, changed, strict=True)
        )
        after = replace(after, lines=lines)
        money = _settle(difference, request.method_id, order, policy, facts, settled=difference > 0)
    after = replace(after, status=next_status(order.status, step), payments=(*order.payments, *money))
    signed = sum((each.amount if each.kind == "payment" else -each.amount for each in money), NOTHING)
    return Plan.between(step, order, after, money, signed, reason=reason, posted_by=policy.posted_by)


def check(step: Step, order: OrderView, facts: Facts) -> None:
    """Whether the step may be taken with the order at all, whatever is then asked for.

    Raises:
        Refused: it may not.
    """
    _allowed(step, order, facts)


def possible(order: OrderView, facts: Facts) -> tuple[Step, ...]:
    """What the customer may do with the order now."""
    found = []
    for step in CUSTOMER_STEPS:
        try:
            _allowed(step, order, facts)
        except Refused:
            continue
        found.append(step)
    return tuple(found)


def usable_methods(step: Step, order: OrderView, facts: Facts, difference: Decimal) -> tuple[str, ...]:
    """The methods that may pay ``difference`` (below 0: get it back), the original first."""
    policy = facts.policy.steps[step]
    original = order.original_methods
    known = [*original, *(each.method_id for each in facts.methods if each.method_id not in original)]
    if step == "change_payment":
        known = [each for each in known if each not in original]
    return tuple(each for each in known if _method_problem(each, difference, order, policy, facts) is None)


def refund_value(order: OrderView, pieces: Mapping[int, int]) -> Decimal:
    """What sending back so many pieces of each line gives back."""
    return sum((_part(line, pieces.get(line.position, 0)) for line in order.lines), NOTHING)


def _allowed(step: Step, order: OrderView, facts: Facts) -> StepPolicy:
    policy = facts.policy.steps.get(step)
    if policy is None:
        raise Refused("never", step=step)
    if order.status not in policy.when:
        raise Refused("status", step=step, status=order.status, when=policy.when)
    if policy.limit is not None and order.taken.count(step) >= policy.limit:
        raise Refused("limit", step=step, limit=policy.limit)
    earlier = next((each for each in policy.not_after if each in order.taken), None)
    if earlier is not None:
        raise Refused("not_after", step=step, earlier=earlier)
    arrived = order.delivered_at
    if (
        policy.within_days is not None
        and arrived is not None
        and facts.now > arrived + timedelta(days=policy.within_days)
    ):
        raise Refused("too_late", step=step, days=policy.within_days)
    return policy


def _reason(given: str | None, policy: StepPolicy) -> str | None:
    if policy.reasons and given not in {each.key for each in policy.reasons}:
        raise Refused("reason", accepted=[each.key for each in policy.reasons])
    return given


def _other_method(method_id: str, order: OrderView, policy: StepPolicy, facts: Facts) -> tuple[PaymentView, ...]:
    owed = order.paid_by
    if method_id in owed:
        raise Refused("method_same")
    total = sum(owed.values(), NOTHING)
    problem = _method_problem(method_id, total, order, policy, facts)
    if problem is not None:
        raise Refused(problem)
    refunds = (_refund(each, amount, facts) for each, amount in owed.items())
    return (PaymentView("payment", method_id, total), *refunds)


def _changed(changes: Changes, order: OrderView, facts: Facts) -> tuple[tuple[OrderLineView, ...], Decimal]:
    """The lines with other variants, and what they cost more."""
    wanted = dict(changes)
    if not wanted:
        raise Refused("nothing")
    lines, difference = [], NOTHING
    for line in order.lines:
        sku = wanted.pop(line.position, None)
        if sku is None:
            lines.append(line)
            continue
        variant = facts.variant(sku)
        if variant is None or variant.product_id != line.product_id:
            raise Refused("other_product", name=line.name)
        if sku == line.sku:
            raise Refused("same_variant", name=line.name)
        if not variant.available or variant.price is None:
            raise Refused("unavailable", name=variant.name)
        paid = (variant.price * line.quantity).quantize(CENT)
        difference += paid - line.paid
        lines.append(replace(line, sku=sku, name=variant.name, paid=paid))
    if wanted:
        raise Refused("no_such_line")
    return tuple(lines), difference


def _sent_back(
    pieces: tuple[tuple[int, int], ...], order: OrderView, policy: StepPolicy, facts: Facts
) -> tuple[tuple[OrderLineView, ...], Decimal]:
    """The lines with pieces on their way back, and what they were worth."""
    wanted = dict(pieces)
    if not any(wanted.values()):
        raise Refused("nothing")
    amount, lines = refund_value(order, wanted), []
    for line in order.lines:
        number = wanted.pop(line.position, 0)
        if not 0 <= number <= line.quantity - line.sent_back:
            raise Refused("too_many", name=line.name, left=line.quantity - line.sent_back)
        if number and policy.excludes(facts.category(line.product_id)):
            raise Refused("not_returnable", name=line.name)
        lines.append(replace(line, sent_back=line.sent_back + number))
    if wanted:
        raise Refused("no_such_line")
    return tuple(lines), amount


def _part(line: OrderLineView, pieces: int) -> Decimal:
    """Of what the line cost, the next ``pieces`` after those sent back: parts add up to the whole."""

    def worth(number: int) -> Decimal:
        return line.paid if number == line.quantity else (line.paid * number / line.quantity).quantize(CENT)

    return worth(min(line.sent_back + pieces, line.quantity)) - worth(line.sent_back)


def _settle(
    difference: Decimal,
    method_id: str | None,
    order: OrderView,
    policy: StepPolicy,
    facts: Facts,
    *,
    settled: bool = True,
) -> tuple[PaymentView, ...]:
    if not difference:
        return ()
    if method_id is None:
        raise Refused("method_missing")
    problem = _method_problem(method_id, difference, order, policy, facts)
    if problem is not None:
        raise Refused(problem)
    if difference > 0:
        return (PaymentView("payment", method_id, difference),)
    return (
        _refund(method_id, -difference, facts) if settled else PaymentView("refund", method_id, -difference, False),
    )


def _method_problem(
    method_id: str, difference: Decimal, order: OrderView, policy: StepPolicy, facts: Facts
) -> str | None:
    method, original = facts.method(method_id), method_id in order.original_methods
    if method is None and not original:
        return "method_unknown"
    kinds = policy.money_by
    gift = method is not None and method.kind == "gift_card"
    if "any" not in kinds and not (original and "original" in kinds) and not (gift and "gift_card" in kinds):
        return "method_not_allowed"
    if difference > 0 and method is not None and method.balance is not None and method.balance < difference:
        return "balance"
    if difference > 0 and method is None and method_id != ORIGINAL:
        return "method_unknown"  # what was paid with once may be gone
    return None


def _refund(method_id: str, amount: Decimal, facts: Facts) -> PaymentView:
    method = facts.method(method_id)
    _, most = facts.policy.days(method.kind if method else "other")
    return PaymentView("refund", method_id, amount, True, in_business_days(facts.now, most) if most else None)
