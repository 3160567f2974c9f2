"""``daogou orders``: a customer's orders, what was done with each, and the shop's own steps."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, reporting_errors, write_json

orders = typer.Typer(no_args_is_help=True, help="Look at orders, and take the shop's own steps with them.")


@orders.command("show")
@reporting_errors
def show(
    number: Annotated[str, typer.Argument(help="The order's number")],
    as_json: AsJson = False,
    shop: ShopUrl = None,
) -> None:
    """Show an order with its history: who did what, when and why."""
    choose_shop(shop)
    from knowledge.orders.wire import order_to_json
    from knowledge.shop import Shop

    desk = Shop.open(shop).fulfilment
    order, history = desk.order(number), desk.history(number)
    if as_json:
        write_json({"order": order_to_json(order), "history": [vars(each) for each in history]})
        return
    console.print(f"[bold]{escape(order.number)}[/]  {order.status}, {order.total} {order.currency}", highlight=False)
    lines = Table("", "item", "SKU", "pieces", "on their way back", "paid")
    for line in order.lines:
        lines.add_row(
            str(line.position), escape(line.name), line.sku, str(line.quantity), str(line.sent_back), str(line.paid)
        )
    console.print(lines)
    money = Table("money", "method", "amount", "settled")
    for each in order.payments:
        money.add_row(each.kind, each.method_id, str(each.amount), "yes" if each.settled else "no")
    console.print(money)
    events = Table("when", "step", "by", "reason", "became")
    for event in history:
        events.add_row(f"{event.at:%Y-%m-%d %H:%M}", event.step, event.actor, event.reason or "", event.status)
    console.print(events)
    console.print("The shop may now: " + (", ".join(desk.possible(order)) or "nothing"))


@orders.command("take")
@reporting_errors
def take(
    number: Annotated[str, typer.Argument(help="The order's number")],
    step: Annotated[str, typer.Argument(help="process, ship, deliver, receive_return, refund or complete_exchange")],
    key: Annotated[
        str | None, typer.Option(help="Your own name for this step: with the same one again, nothing is done twice")
    ] = None,
    shop: ShopUrl = None,
) -> None:
    """Take one of the shop's own steps: pack, send, hand over, take back, give the money back, send the exchange."""
    choose_shop(shop)
    from knowledge.shop import Shop

    receipt = Shop.open(shop).fulfilment.take(number, step, key or uuid.uuid4().hex)
    done = "had been done before" if receipt.repeated else "done"
    console.print(f"{step} of {escape(receipt.order.number)} {done}; it is now {receipt.order.status}.")
