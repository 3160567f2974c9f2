"""``daogou recommend``: the recommender's own answer, without a conversation."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, require_customer, write_json


def recommend(
    customer: Annotated[str | None, typer.Option(help="For this customer; without one, what is popular")] = None,
    session: Annotated[str, typer.Option(help="Ids of products seen in this visit, separated by commas")] = "",
    k: Annotated[int, typer.Option(min=1, max=100, help="How many")] = 10,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Recommend products to a customer, to a visit, or to anyone."""
    choose_shop(shop)
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    require_customer(open_shop, customer)
    seen = [each for each in session.split(",") if each]
    personal = customer is not None and open_shop.consents.allows(customer, "personalisation")
    if customer is not None and not personal:
        errors.print("This customer has not agreed to personal recommendations: these are anybody's.")
    if customer is not None and personal:
        found = open_shop.recommender.for_customer(customer, k, session=seen)
    elif seen:
        found = open_shop.recommender.for_session(seen, k)
    else:
        found = open_shop.recommender.popular(k)
    rows = []
    for each in found:
        view = open_shop.graph.product(each.product_id)
        quote = open_shop.offers.quote(each.product_id, customer)
        rows.append(
            {
                "product_id": each.product_id,
                "name": view.name,
                "price": str(quote.pay),
                "currency": quote.currency,
                "score": each.score,
                "reason": each.reason.kind,
                "evidence": list(each.reason.evidence),
            }
        )
    if as_json:
        write_json(rows)
        return
    table = Table("", "product", "price", "score", "because")
    for place, row in enumerate(rows, start=1):
        because = ", ".join(open_shop.graph.product(each).name for each in row["evidence"] if open_shop.graph.has(each))
        table.add_row(
            str(place),
            row["name"],
            f"{row['price']} {row['currency']}",
            f"{row['score']:.3f}",
            because or row["reason"],
        )
    console.print(table)
