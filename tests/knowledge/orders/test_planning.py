"""What may be done with an order, what comes of it, and what does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.errors import OrderChanged, Refused, UnknownOrder
from knowledge.orders.desk import OrderDesk
from knowledge.orders.requests import (
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Exchange,
    OrderRequest,
    Return,
)
from knowledge.orders.views import Address

ELSEWHERE = Address("9 Hill Road", "Boulder", "80301", "USA")
MISTAKE = "ordered_by_mistake"


def refusal(orders: OrderDesk, request: OrderRequest) -> str:
    with pytest.raises(Refused) as refused:
        orders.plan("ada", request)
    return refused.value.rule


def balance(orders: OrderDesk, method: str) -> Decimal | None:
    return next(each.balance for each in orders.methods("ada") if each.method_id == method)


def test_a_pending_order_is_cancelled_and_paid_back_to_its_card_in_seven_business_days(orders: OrderDesk) -> None:
    plan = orders.plan("ada", Cancel("W-PENDING", MISTAKE))
    [refund] = plan.money
    assert (refund.kind, refund.method_id, refund.amount) == ("refund", "card", Decimal(35))
    assert refund.expected_at is not None and refund.expected_at.strftime("%a %d %b") == "Tue 25 Jun"
    receipt = orders.perform("ada", plan, "k1")
    assert (receipt.order.status, receipt.repeated) == ("cancelled", False)
    assert receipt.order.paid_by == {}


def test_what_was_paid_with_a_gift_card_is_back_on_it_at_once(orders: OrderDesk) -> None:
    plan = orders.plan("ada", Cancel("W-GIFT", MISTAKE))
    assert plan.money[0].expected_at is None
    orders.perform("ada", plan, "k1")
    assert balance(orders, "gift500") == Decimal(535)


@pytest.mark.parametrize("reason", [None, "too_dear"])
def test_only_the_policys_reasons_are_accepted(orders: OrderDesk, reason: str | None) -> None:
    assert refusal(orders, Cancel("W-PENDING", reason)) == "reason"


@pytest.mark.parametrize("status", ["PROCESSED", "SHIPPED", "DELIVERED"])
def test_what_is_no_longer_pending_is_not_cancelled(orders: OrderDesk, status: str) -> None:
    assert refusal(orders, Cancel(f"W-{status}", MISTAKE)) == "status"


def test_another_customers_order_looks_like_none(orders: OrderDesk) -> None:
    with pytest.raises(UnknownOrder) as theirs:
        orders.plan("ada", Cancel("W-BEN", MISTAKE))
    with pytest.raises(UnknownOrder) as none:
        orders.plan("ada", Cancel("W-NOPE", MISTAKE))
    assert str(theirs.value) == str(none.value)


def test_an_order_goes_to_another_address(orders: OrderDesk) -> None:
    receipt = orders.perform("ada", orders.plan("ada", ChangeAddress("W-PENDING", ELSEWHERE)), "k1")
    assert receipt.order.address == ELSEWHERE
    assert refusal(orders, ChangeAddress("W-PENDING", ELSEWHERE)) == "address_same"


def test_another_method_pays_and_the_first_gets_its_money_back(orders: OrderDesk) -> None:
    assert refusal(orders, ChangePayment("W-PENDING", "card")) == "method_same"
    assert refusal(orders, ChangePayment("W-PENDING", "gift20")) == "balance"
    assert refusal(orders, ChangePayment("W-PENDING", "bens")) == "method_unknown"
    receipt = orders.perform("ada", orders.plan("ada", ChangePayment("W-PENDING", "gift500")), "k1")
    assert receipt.order.paid_by == {"gift500": Decimal(35)}
    assert balance(orders, "gift500") == Decimal(465)


def test_other_variants_cost_their_difference_and_can_be_chosen_once(orders: OrderDesk) -> None:
    request = ChangeItems("W-PENDING", ((1, "shirt-red-l"),), "gift20")
    plan = orders.plan("ada", request)
    assert plan.difference == Decimal("2.50")
    receipt = orders.perform("ada", plan, "k1")
    assert receipt.order.lines[0].name == "Shirt (red, L)"
    assert receipt.order.total == Decimal("37.50")
    assert balance(orders, "gift20") == Decimal("17.50")
    assert refusal(orders, request) == "limit"
    assert refusal(orders, Cancel("W-PENDING", MISTAKE)) == "not_after"


@pytest.mark.parametrize(
    ("changes", "method", "rule"),
    [
        (((1, "socks"),), "card", "other_product"),
        (((1, "shirt-red-m"),), "card", "same_variant"),
        (((1, "shirt-green-m"),), "card", "unavailable"),
        (((1, "nothing"),), "card", "other_product"),
        (((7, "shirt-red-l"),), "card", "no_such_line"),
        ((), "card", "nothing"),
        (((1, "shirt-blue-l"),), "gift20", "balance"),
        (((1, "shirt-blue-l"),), None, "method_missing"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_its_reason(
    orders: OrderDesk, changes: tuple[tuple[int, str], ...], method: str | None, rule: str
) -> None:
    assert refusal(orders, ChangeItems("W-PENDING", changes, method)) == rule
    assert refusal(orders, Exchange("W-DELIVERED", changes, method)) == rule


def test_pieces_that_go_back_are_worth_their_part_and_the_parts_make_the_whole(orders: OrderDesk) -> None:
    parts = [orders.plan("ada", Return("W-DELIVERED", ((2, n),), "card")).money[0].amount for n in (1, 2, 3)]
    assert parts == [Decimal("3.33"), Decimal("6.67"), Decimal("10.00")]
    whole = orders.plan("ada", Return("W-DELIVERED", ((1, 1), (2, 3)), "gift20"))
    assert [(each.amount, each.settled) for each in whole.money] == [(Decimal("35.00"), False)]
    receipt = orders.perform("ada", whole, "k1")
    assert receipt.order.status == "return_requested"
    assert balance(orders, "gift20") == Decimal(20)  # not before the goods are back
    assert refusal(orders, Return("W-DELIVERED", ((2, 4),), "card")) == "status"


@pytest.mark.parametrize(
    ("pieces", "method", "rule"),
    [
        (((2, 4),), "card", "too_many"),
        (((1, 0),), "card", "nothing"),
        (((3, 1),), "card", "no_such_line"),
        (((1, 1),), None, "method_missing"),
        (((1, 1),), "bens", "method_unknown"),
    ],
)
def test_what_cannot_go_back_is_refused(
    orders: OrderDesk, pieces: tuple[tuple[int, int], ...], method: str | None, rule: str
) -> None:
    assert refusal(orders, Return("W-DELIVERED", pieces, method)) == rule


def test_what_came_is_exchanged_for_another_variant_and_the_rest_stays(orders: OrderDesk) -> None:
    plan = orders.plan("ada", Exchange("W-DELIVERED", ((1, "shirt-blue-m"),), "gift20"))
    assert plan.difference == Decimal("-1.00")
    order = orders.perform("ada", plan, "k1").order
    assert order.status == "exchange_requested"
    assert (order.lines[0].sku, order.lines[0].exchange_sku) == ("shirt-red-m", "shirt-blue-m")
    assert order.lines[1].sent_back == 0
    assert balance(orders, "gift20") == Decimal(20)


def test_what_may_be_done_is_told(orders: OrderDesk) -> None:
    told = {each.number: orders.possible("ada", each) for each in orders.all("ada")}
    assert told["#W-PENDING"] == ("cancel", "change_address", "change_payment", "change_items")
    assert told["#W-DELIVERED"] == ("return", "exchange")
    assert told["#W-SHIPPED"] == ()


def test_a_refund_goes_to_what_was_paid_with_or_to_a_gift_card(orders: OrderDesk) -> None:
    [order] = [each for each in orders.all("ada") if each.number == "#W-DELIVERED"]
    usable = orders.usable_methods("ada", "return", order, Decimal(-10))
    assert [each.method_id for each in usable] == ["card", "gift20", "gift500"]
    dear = orders.usable_methods("ada", "exchange", order, Decimal(30))
    assert [each.method_id for each in dear] == ["card", "gift500"]


def test_a_step_asked_for_twice_is_taken_once(orders: OrderDesk) -> None:
    plan = orders.plan("ada", Cancel("W-GIFT", MISTAKE))
    assert not orders.perform("ada", plan, "k1").repeated
    again = orders.perform("ada", plan, "k1")
    assert (again.repeated, again.order.status) == (True, "cancelled")
    assert balance(orders, "gift500") == Decimal(535)


def test_a_plan_for_an_order_that_has_become_another_is_not_carried_out(orders: OrderDesk) -> None:
    plan = orders.plan("ada", Cancel("W-PENDING", MISTAKE))
    orders.perform("ada", orders.plan("ada", ChangeAddress("W-PENDING", ELSEWHERE)), "k1")
    with pytest.raises(OrderChanged):
        orders.perform("ada", plan, "k2")


def test_a_gift_card_that_was_spent_in_the_meantime_pays_nothing_more(orders: OrderDesk) -> None:
    plan = orders.plan("ada", ChangeItems("W-PENDING", ((1, "shirt-red-l"),), "gift20"))
    orders.perform("ada", orders.plan("ada", Exchange("W-DELIVERED", ((1, "shirt-red-l"),), "gift20")), "k1")
    twice = orders.plan("ada", ChangePayment("W-PENDING", "gift500"))
    orders.perform("ada", orders.plan("ada", Cancel("W-GIFT", MISTAKE)), "k2")
    assert balance(orders, "gift20") == Decimal("17.50")
    orders.perform("ada", plan, "k3")
    assert balance(orders, "gift20") == Decimal(15)
    with pytest.raises(OrderChanged):
        orders.perform("ada", twice, "k4")
