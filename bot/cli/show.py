"""How a terminal shows what the widget draws: answers, product cards, offers, coupons and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.agent import Exchange


def show_exchange(exchange: Exchange, console: Console) -> None:
    """One text, how it was understood, and the answer."""
    console.print(f"[bold cyan]you[/]  {escape(exchange.text)}")
    entities = ", ".join(f"{each['entity']}={each['value']}" for each in exchange.entities)
    console.print(
        f"     [dim]{exchange.intent} {exchange.confidence:.2f}"
        f"{'  ' + escape(entities) if entities else ''}  {' '.join(exchange.actions)}"
        f"  {exchange.seconds * 1000:.0f} ms[/]"
    )
    for message in exchange.messages:
        show_message(message, console)


def show_message(message: Mapping[str, Any], console: Console) -> None:
    """One message of the assistant."""
    if message.get("text"):
        console.print(f"[bold green]bot[/]  {escape(message['text'])}", highlight=False)
    payload = message.get("payload") or {}
    rows = _rows(payload)
    if rows:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 5))
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)
    if message.get("quick_replies"):
        console.print(
            "     " + "  ".join(f"[reverse] {escape(each['title'])} [/]" for each in message["quick_replies"])
        )


def _rows(payload: Mapping[str, Any]) -> list[tuple[str, ...]]:
    if "products" in payload:
        return [_product(each, place) for place, each in enumerate(payload["products"], start=1)]
    if "offers" in payload and payload.get("type") == "offer_list":
        return [
            (each["title"], each.get("ends_text", ""), each.get("product", {}).get("name", ""))
            for each in payload["offers"]
        ]
    if "coupons" in payload:
        return [(each["code"], each["title"], each.get("ends_text", "")) for each in payload["coupons"]]
    if "orders" in payload:
        return [
            (line["name"], f"× {line['quantity']}", line.get("price_text", line["price"]))
            for order in payload["orders"]
            for line in order["lines"]
        ]
    if "attributes" in payload:
        return [(each["name"], each["value"]) for each in payload["attributes"]]
    return []


def _product(card: Mapping[str, Any], place: int) -> tuple[str, ...]:
    was = f"(was {card['was_text']})" if card.get("was_text") else ""
    return f"{place}.", card["name"], card.get("price_text", card["price"]), was, card.get("badge", "")
