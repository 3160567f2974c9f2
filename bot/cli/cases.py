"""``daogou cases``: what went wrong, for a person to look after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, write_json


def cases(
    reference: Annotated[str | None, typer.Argument(help="Show this case alone")] = None,
    photos: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the photos of the case into this folder")
    ] = None,
    as_json: AsJson = False,
    shop: ShopUrl = None,
) -> None:
    """List what customers reported missing or damaged and what they complained of, the grave ones first."""
    if photos is not None and not reference:
        raise typer.BadParameter("say of which case, by its reference", param_hint="--photos")
    choose_shop(shop)
    from knowledge.shop import Shop

    open_shop = Shop.open(shop)
    found = (open_shop.cases.case(reference),) if reference else open_shop.cases.all()
    if as_json:
        write_json([{"reference": each.reference, "opened_at": each.opened_at, **_told(each)} for each in found])
    elif not found:
        console.print("There are no cases.")
    else:
        whole = Column("reference", no_wrap=True)  # it is what a customer reads out, and what is typed next
        table = Table(whole, "opened", "kind", "severity", "customer", "order", "photos", "said")
        for each in found:
            table.add_row(
                each.reference,
                f"{each.opened_at:%Y-%m-%d %H:%M}",
                each.case.kind,
                "[bold red]high[/]" if each.case.severity == "high" else each.case.severity,
                each.case.customer_id or "guest",
                each.case.order_number or "",
                str(each.photos or ""),
                escape(each.case.text if reference else each.case.text[:60]),
            )
        console.print(table)
    if photos is not None:
        photos.mkdir(parents=True, exist_ok=True)
        for name, content in open_shop.photos.of_case(found[0].reference).items():
            path = photos / f"{name}.jpg"
            path.write_bytes(content)
            if not as_json:
                console.print(f"wrote {path}")


def _told(each: Any) -> dict[str, Any]:
    return {**vars(each.case), "positions": list(each.case.positions), "photos": each.photos}
