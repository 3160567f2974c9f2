"""``daogou price``: what a basket costs a customer, with the working shown."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, require_customer, write_json

if TYPE_CHECKING:
    from knowledge.promotions.coupon_problems import CouponProblem

_PROBLEMS = {
    "unknown": "there is none of this code",
    "over": "it was good until {at}",
    "not_granted": "it was not given to this customer",
    "used": "this customer has used it",
    "used_up": "it has been used as often as it may be",
    "segment": "it is for other customers",
    "first_order": "it is for a first order",
    "not_yet": "it is good from {at} on",
    "weekday": "it is good on other days of the week",
    "nothing_on_it": "nothing in the basket is on it",
    "quantity": "the basket lacks {lacking} more of what it is on",
    "purchase": "the basket lacks {lacking} more of what it is on",
    "no_lower": "the basket is as cheap without it",
}


def price(
    basket: Annotated[
        str, typer.Argument(help="PRODUCT_ID[:QUANTITY],...; or a file with one of these a line", show_default=False)
    ],
    customer: Annotated[str | None, typer.Option(help="For this customer; without one, for a guest")] = None,
    coupon: Annotated[
        list[str] | None, typer.Option(help="A code that is presented; may be given several times")
    ] = None,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """The lowest total that the promotions allow, and what each of them takes off."""
    choose_shop(shop)
    from knowledge.promotions.coupon_problems import coupon_problem
    from knowledge.promotions.near_miss import nearest_miss
    from knowledge.promotions.pricing import price_basket
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    require_customer(open_shop, customer)
    lines = _lines(basket)
    found = price_basket(lines, open_shop.offers, customer, coupons=coupon or ())
    miss = nearest_miss(lines, open_shop.offers, customer, coupons=coupon or ())
    if as_json:
        write_json(_plain(asdict(found) | {"proved": found.proved, "nearest_miss": miss and asdict(miss)}))
        return
    table = Table("", "units", "price", "less", "to pay", title="Basket")
    for line in found.lines:
        name = open_shop.graph.product(line.product_id).name
        table.add_row(name, str(line.quantity), str(line.shelf), str(line.discount), str(line.pay))
        for step in line.steps:
            table.add_row(
                f"  {step.title} [dim]({step.promotion_id})[/]", str(step.quantity), "", str(step.discount), ""
            )
    for each in found.order:
        table.add_row(f"{each.title} [dim]({each.promotion_id})[/]", "", "", str(each.discount), "")
    table.add_section()
    table.add_row("total", "", str(found.shelf), str(found.discount), f"{found.total} {found.currency}", style="bold")
    console.print(table)
    if found.coupons:
        console.print(f"Coupons used: {', '.join(found.coupons)}")
    for code in coupon or ():
        if code not in found.coupons and (problem := coupon_problem(code, lines, open_shop.offers, customer)):
            if near := open_shop.offers.near_codes(customer, code) if problem.reason == "unknown" else []:
                console.print(f"There is no coupon {code}; it may be {' or '.join(near)}.")
                continue
            console.print(f"Coupon {code} takes nothing off: {_PROBLEMS[problem.reason].format(**_said(problem))}.")
    if miss:
        name = open_shop.graph.product(miss.product_id).name
        console.print(f"One more {name}: {miss.total} {miss.currency}, which saves {miss.saving} {miss.currency}.")
    if found.free_shipping:
        console.print(f"Shipping is free ({found.free_shipping}).")
    if not found.proved:
        errors.print(
            f"In the time given nothing lower was found; it could be as low as {found.bound} {found.currency}."
        )


def _said(problem: CouponProblem) -> dict[str, str]:
    return {"at": f"{problem.at:%Y-%m-%d %H:%M} UTC" if problem.at else "", "lacking": str(problem.lacking)}


def _lines(basket: str) -> list[Any]:
    from knowledge.promotions.pricing import BasketLine

    path = Path(basket)
    parts = path.read_text(encoding="utf-8").split() if path.is_file() else basket.split(",")
    lines = []
    for part in (each.strip() for each in parts if each.strip()):
        product_id, colon, number = part.rpartition(":")
        if not colon:
            product_id, number = part, "1"
        if not (number.isascii() and number.isdigit() and int(number) >= 1):
            raise typer.BadParameter(f"{part!r}: after the colon stands the number of units, such as {product_id}:2")
        lines.append(BasketLine(product_id, int(number)))
    if not lines:
        raise typer.BadParameter("name a product at least, such as 123:2,456")
    return lines


def _plain(value: Any) -> Any:
    """Amounts as text, so that none loses a digit on its way."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value
