"""``daogou ask``: one real conversation, in process."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, require_customer, write_json


def ask(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="What the customer says, turn by turn")],
    customer: Annotated[str | None, typer.Option(help="Speak as this customer instead of as a guest")] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Hold one real conversation with the trained model and show what came of each text."""
    choose_shop(shop)
    from bot.agent import Assistant, Exchange
    from bot.cli.show import show_exchange
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    require_customer(open_shop, customer)

    async def hold() -> list[Exchange]:
        assistant = Assistant.load(open_shop)
        conversation = assistant.conversation(f"ask-{uuid.uuid4()}", customer, language)
        return [await conversation.say(text) for text in texts]

    exchanges = asyncio.run(hold())
    if as_json:
        write_json([asdict(each) for each in exchanges])
        return
    for each in exchanges:
        show_exchange(each, console)
