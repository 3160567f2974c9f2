"""``daogou chat``: talk to the assistant in a terminal, or answer a customer who waits for a person."""

from __future__ import annotations

import asyncio
import getpass
import time
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.common import ShopUrl, choose_shop, console, require_customer

POLL_SECONDS = 1.0
LEAVE = "/leave"
RESOLVE = "/resolve"


def chat(
    customer: Annotated[str | None, typer.Option(help="Speak as this customer")] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    waiting: Annotated[bool, typer.Option("--waiting", help="List the conversations that wait for a person")] = False,
    take: Annotated[str | None, typer.Option(metavar="ID", help="Answer this conversation as a person")] = None,
    name: Annotated[str | None, typer.Option(help="The name that the customer sees")] = None,
    shop: ShopUrl = None,
) -> None:
    """Talk to the assistant here, or with --take answer a waiting customer."""
    choose_shop(shop)
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    require_customer(open_shop, customer)
    try:
        if waiting:
            _list_waiting(open_shop)
        elif take:
            _answer(open_shop, take, name or getpass.getuser())
        else:
            asyncio.run(_talk(open_shop, customer, language))
    except (EOFError, KeyboardInterrupt):  # Ctrl-D and Ctrl-C: the way out of a terminal
        console.print()


async def _talk(shop: Any, customer: str | None, language: str) -> None:
    from bot.agent import Assistant
    from bot.cli.show import show_message

    with console.status("Loading the assistant …"):
        assistant = Assistant.load(shop)
        conversation = assistant.conversation(f"chat-{uuid.uuid4()}", customer, language)
    console.print("Say something; an empty line ends the chat.")
    while text := console.input("[bold cyan]you[/]  "):
        exchange = await conversation.say(text)
        for message in exchange.messages:
            show_message(message, console)


def _list_waiting(shop: Any) -> None:
    found = shop.conversations.waiting()
    if not found:
        console.print("Nobody is waiting.")
        return
    table = Table("conversation", "customer", "since", "urgency", "sentiment", "taken by", "said last")
    for each in found:
        summary = each.summary or {}
        table.add_row(
            each.conversation_id,
            each.customer_id or "guest",
            f"{each.updated_at:%H:%M}",
            "[bold red]urgent[/]" if each.urgent else "",
            escape(str(summary.get("sentiment", ""))),
            each.assignee or "",
            escape(str(summary.get("last_message", ""))[:60]),
        )
    console.print(table)


def _answer(shop: Any, conversation_id: str, name: str) -> None:
    """Show what was said, then send each typed line; what the customer says appears before the next prompt."""
    taken = shop.conversations.take(conversation_id, name)
    console.print(f"Conversation {conversation_id}: {escape(str(taken.summary or {}))}", highlight=False)
    console.print(f"Type to answer; {RESOLVE} ends your part, so that the assistant speaks again; {LEAVE} only leaves.")
    seen = _show_new(shop, conversation_id, 0)
    while True:
        line = console.input(f"[bold magenta]{escape(name)}[/]  ").strip()
        if line == LEAVE:
            return
        if line == RESOLVE:
            shop.conversations.resolve(conversation_id)
            console.print("Resolved.")
            return
        if line:
            shop.conversations.append(conversation_id, "person", {"text": line, "name": name})
            time.sleep(POLL_SECONDS)
        seen = _show_new(shop, conversation_id, seen)


def _show_new(shop: Any, conversation_id: str, after: int) -> int:
    for message in shop.conversations.messages(conversation_id, after):
        if message.sender != "person" or after == 0:
            console.print(f"[bold]{message.sender:>9}[/]  {escape(_shown(message.body))}", highlight=False)
        after = message.seq
    return after


def _shown(body: Mapping[str, Any]) -> str:
    payload = body.get("payload") or {}
    if payload.get("type") == "photo":
        return f"(photo {payload['reference']}: `daogou cases` tells with which case it is)"
    return str(body.get("text", ""))
