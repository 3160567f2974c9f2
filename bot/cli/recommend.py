"""``daogou recommend``: the recommender's own answer, without a conversation."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, require_customer, write_json
from bot.cli.within import CONDITIONS, read_within

if TYPE_CHECKING:
    from knowledge.recommend.base import Recommendation
    from knowledge.shop import Shop


class What(str, Enum):
    """What to recommend to a customer."""

    any = "any"
    new = "new"
    usual = "usual"
    like_me = "like-me"


def recommend(
    customer: Annotated[str | None, typer.Option(help="For this customer; without one, what is popular")] = None,
    what: Annotated[
        What, typer.Option(help="any; what they never bought; their usual; what customers like them buy")
    ] = What.any,
    session: Annotated[str, typer.Option(help="Ids of products seen in this visit, separated by commas")] = "",
    within: Annotated[list[str] | None, typer.Option(help=f"Only these: {CONDITIONS}. May be given again")] = None,
    k: Annotated[int, typer.Option(min=1, max=100, help="How many")] = 10,
    why: Annotated[bool, typer.Option("--why", help="Say of each product why, with the evidence")] = False,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Recommend products to a customer, to a visit, or to anyone."""
    choose_shop(shop)
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    require_customer(open_shop, customer)
    query = read_within(within or (), open_shop.graph)
    allowed = None if query is None else open_shop.graph.ids(query)
    seen = [each for each in session.split(",") if each]
    known = open_shop.known(customer)
    if customer is not None and known is None:
        errors.print("This customer has not agreed to personal recommendations: these are anybody's.")
    if what is not What.any and known is None:
        raise typer.BadParameter(f"--what {what.value}: needs a --customer who agreed to personal recommendations")
    service = open_shop.recommender
    if known is not None:
        if what is What.usual:
            rows = [
                _row(open_shop, known, each.product_id, each.score, "usual", ())
                | {"every_days": each.rhythm.every, "due_in_days": each.rhythm.due}
                for each in service.usual(known, k, within=allowed)
            ]
            _show(rows, open_shop, why, as_json)
            return
        if what is What.like_me:
            found = service.like_you(known, k, within=allowed)
        else:
            found = service.for_customer(known, k, session=seen, within=allowed, new_only=what is What.new)
    elif seen:
        found = service.for_session(seen, k, within=allowed)
    else:
        found = service.popular(k, within=allowed)
    _show(_rows(open_shop, customer, found), open_shop, why, as_json)


def _rows(shop: Shop, customer: str | None, found: list[Recommendation]) -> list[dict[str, Any]]:
    return [_row(shop, customer, each.product_id, each.score, each.reason.kind, each.reason.evidence) for each in found]


def _row(
    shop: Shop, customer: str | None, product_id: str, score: float, reason: str, evidence: tuple[str, ...]
) -> dict[str, Any]:
    quote = shop.offers.quote(product_id, customer)
    return {
        "product_id": product_id,
        "name": shop.graph.product(product_id).name,
        "price": str(quote.pay),
        "currency": quote.currency,
        "score": score,
        "reason": reason,
        "evidence": list(evidence),
    }


def _show(rows: list[dict[str, Any]], shop: Shop, why: bool, as_json: bool) -> None:
    if as_json:
        write_json(rows)
        return
    if not rows:
        console.print("Nothing: no product that may be recommended meets the conditions.")
        return
    table = Table("", "product", "price", "score", *(["because"] if why else []))
    for place, row in enumerate(rows, start=1):
        cells = [str(place), row["name"], f"{row['price']} {row['currency']}", f"{row['score']:.3f}"]
        table.add_row(*cells, *([_because(row, shop)] if why else []))
    console.print(table)


def _because(row: dict[str, Any], shop: Shop) -> str:
    """In a few words."""
    names = ", ".join(shop.graph.product(each).name for each in row["evidence"] if shop.graph.has(each))
    every = row.get("every_days")
    texts = {
        "because_bought": f"bought {names}",
        "because_viewed": f"looked at {names}",
        "goes_with": f"goes with {names}",
        "similar": f"like {names}",
        "usual": f"bought every {every:.0f} days{', due now' if row['due_in_days'] <= 0 else ''}"
        if every
        else "bought before",
        "like_you": "customers who buy alike buy it",
        "popular": "popular now",
    }
    return texts[row["reason"]]
