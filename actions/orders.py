"""Orders of the signed-in customer: where they are, and what was bought last."""

from __future__ import annotations

from actions.boundary import Reply, ShopAction
from actions.desk.which import orders_meant
from actions.render import day, money, order, order_list
from actions.turn import Turn
from actions.wording import phrase
from knowledge.errors import UnknownOrder
from knowledge.orders.desk import ON_THEIR_WAY
from knowledge.orders.views import OrderView
from knowledge.shop import Shop

MOST_SHOWN = 5


class TrackOrder(ShopAction):
    """Where an order is: the one named by number, product or day; else those on their way, else the last."""

    action_name = "action_track_order"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.customer_id is None:
            reply.say("sign_in_for_orders", {"type": "sign_in"})
            return
        number = next(iter(turn.values("order_number")), None)
        if number:
            try:
                named = shop.orders.order(turn.customer_id, str(number))
            except UnknownOrder:
                reply.say("unknown_order", number=number)
                return
            _say_status(named, "order_status", turn, shop, reply)
            return
        every = shop.orders.all(turn.customer_id)
        meant = orders_meant(turn, turn.text, every)
        if 0 < len(meant) < len(every):
            reply.say("orders_meant", order_list(meant[:MOST_SHOWN], turn, shop), count=len(meant))
            return
        moving = [each for each in every if each.status in ON_THEIR_WAY]
        if len(moving) == 1:
            _say_status(moving[0], "one_order_on_its_way", turn, shop, reply)
        elif moving:
            reply.say("orders_on_their_way", order_list(moving, turn, shop), count=len(moving))
        elif last := shop.orders.last_purchase(turn.customer_id):
            _say_status(last, "no_order_on_its_way", turn, shop, reply)
        else:
            reply.say("no_orders")


class LastPurchase(ShopAction):
    """What the customer bought last."""

    action_name = "action_last_purchase"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.customer_id is None:
            reply.say("sign_in_for_orders", {"type": "sign_in"})
            return
        last = shop.orders.last_purchase(turn.customer_id)
        if last is None:
            reply.say("no_orders")
            return
        reply.say(
            "last_purchase",
            order_list((last,), turn, shop),
            placed=day(last.placed_at, turn.language),
            total=money(last.total, last.currency, turn.language),
        )
        reply.showed([line.product_id for line in last.lines])


def _say_status(view: OrderView, response: str, turn: Turn, shop: Shop, reply: Reply) -> None:
    names = {"number": view.number, "status": phrase(view.status, turn.language)}
    card = order(view, turn, shop)
    if response == "order_status" and "expected_text" in card:
        response = "order_status_expected"
    elif response == "one_order_on_its_way" and "expected_text" not in card:
        response = "order_status"
    reply.say(response, {"type": "order_list", "orders": [card]}, expected=card.get("expected_text", ""), **names)
