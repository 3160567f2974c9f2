"""``daogou profile``: what the shop knows of its customers, of one and of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from bot.cli.common import (
    AsJson,
    ShopUrl,
    choose_shop,
    console,
    errors,
    reporting_errors,
    require_customer,
    write_json,
)

if TYPE_CHECKING:
    from knowledge.customers.features import CustomerFeatures
    from knowledge.shop import Shop

OUT = Path("results/profile")

profile = typer.Typer(help="What the shop knows of its customers, where they agreed to it.", no_args_is_help=True)


class Method(str, Enum):
    """Ways to cluster."""

    k_means = "k-means"
    mixture = "mixture"


@profile.command("show")
@reporting_errors
def show(
    customer: Annotated[str, typer.Argument(help="The customer's id")], shop: ShopUrl = None, as_json: AsJson = False
) -> None:
    """One customer's profile; nothing without their consent to personalisation."""
    open_shop = _open(shop)
    require_customer(open_shop, customer)
    found = open_shop.profiles.profile(customer)
    if found is None:
        errors.print("No profile: they did not agree to personalisation, or never ordered.")
        raise typer.Exit(1)
    if as_json:
        write_json(asdict(found))
        return
    table = Table("", "", title=f"Customer {customer}", show_header=False)
    now, money = open_shop.clock.now(), open_shop.currency
    rows = {
        "last order": f"{found.recency(now):.0f} days ago, {found.orders} in {found.tenure(now):.0f} days",
        "days between": "" if found.gap is None else f"{found.gap:.0f}",
        "spent": f"{found.spend:.2f} {money}, {found.spend / found.orders:.2f} an order of {found.basket:.0f} pieces",
        "price level": f"{found.price_level:.2f} of what others pay in the same categories",
        "on offer": f"{found.promotion_share:.0%} of the value of their orders was taken off",
        "own brand": f"{found.own_share:.0%} of the pieces",
        "buys mostly": ", ".join(
            f"{_category(open_shop, key)} {share:.0%}" for key, share in found.departments.items()
        ),
        "brands": ", ".join(f"{open_shop.graph.brand_name(key)} {share:.0%}" for key, share in found.brands.items()),
        "orders most on": f"{_DAYS[found.weekday]} at {found.hour}:00 UTC",
        "in the chat": f"{found.views} products opened, {found.clicks} chosen from lists",
    }
    for name, text in rows.items():
        table.add_row(name, text)
    console.print(table)


@profile.command("segments")
@reporting_errors
def segments(
    method: Annotated[Method, typer.Option(help="How to cluster")] = Method.k_means,
    most: Annotated[int, typer.Option(min=2, max=20, help="Try up to so many")] = 8,
    out: Annotated[Path, typer.Option(help="Where the picture goes")] = OUT,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Groups of customers: by recency, frequency and money, and as they cluster, named by what sets them apart."""
    from bot.profiles.drawings import draw_segments
    from knowledge.customers.rfm import rfm
    from knowledge.customers.segments import STABLE, segment

    open_shop = _open(shop)
    found, now = _features(open_shop), open_shop.clock.now()
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("clustering", total=most - 1)
        try:
            clustered = segment(found, now, method.value, most, advance=lambda: progress.advance(task))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    scored = rfm(found, now)
    picture = draw_segments(clustered, out / f"segments-{method.value}.png")
    if as_json:
        clusters = [{**asdict(each), "customers": list(each.customers)} for each in clustered.segments]
        tried = [asdict(each) for each in clustered.tried]
        write_json({"rfm": [asdict(each) for each in scored], "clusters": clusters, "tried": tried})
        return
    table = Table("segment", "customers", "share", title="By recency, frequency and money")
    for name, count in Counter(each.segment for each in scored).most_common():
        table.add_row(name, f"{count:,}", f"{count / len(scored):.0%}")
    console.print(table)
    table = Table("segment", "customers", "share", title=f"As they cluster ({method.value})")
    for each in clustered.segments:
        table.add_row(each.name, f"{len(each.customers):,}", f"{each.share:.0%}")
    console.print(table)
    table = Table("number", "silhouette", "stability", title=f"Numbers tried; stable from {STABLE}")
    for tried in clustered.tried:
        table.add_row(str(tried.number), f"{tried.silhouette:.3f}", f"{tried.stability:.3f}")
    console.print(table)
    console.print(f"Drawn: {picture}")


@profile.command("outlook")
@reporting_errors
def outlook(
    days: Annotated[float, typer.Option(min=1, help="How far to look ahead")] = 28.0,
    customer: Annotated[str | None, typer.Option(help="Only this customer")] = None,
    out: Annotated[Path, typer.Option(help="Where the picture goes")] = OUT,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """Who will order again, who has left, and what they will spend; with how far that was right before."""
    from bot.profiles.drawings import draw_calibration
    from knowledge.customers.activity import read_activity
    from knowledge.customers.lifetime import LifetimeModel, calibrated

    open_shop = _open(shop)
    require_customer(open_shop, customer)
    now = open_shop.clock.now()
    agreed = [each.customer_id for each in _features(open_shop)]
    if customer is not None and customer not in agreed:
        errors.print("No outlook: they did not agree to personalisation, or never ordered.")
        raise typer.Exit(1)
    try:
        activity = read_activity(open_shop.store, now, agreed)
        checked = calibrated(activity, now, days)
        found = LifetimeModel.fit(activity, now).outlook(days)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    wanted = [each for each in found if customer in (None, each.customer_id)]
    picture = draw_calibration(checked, out / "outlook.png")
    if as_json:
        write_json({"outlook": [asdict(each) for each in wanted], "calibration": asdict(checked)})
        return
    table = Table("customer", "orders to expect", "will order", "still a customer", f"spends, {open_shop.currency}")
    for each in sorted(wanted, key=lambda each: -each.spend)[:20]:
        shares = f"{each.will_order:.0%}", f"{each.alive:.0%}"
        table.add_row(each.customer_id, f"{each.orders:.1f}", *shares, f"{each.spend:.2f}")
    console.print(table)
    console.print(
        f"Held against the last {days:g} days, learnt without them, {checked.customers:,} customers: orders are off by "
        f"{checked.error:.2f} (each customer's rate so far: {checked.error_of_rate:.2f}), the probability to order by "
        f"{checked.probability_error:.3f}, AUC {checked.auc:.3f}. Drawn: {picture}"
    )


@profile.command("traits")
@reporting_errors
def traits(
    allow: Annotated[list[str] | None, typer.Option(help="A sensitive trait to look at all the same")] = None,
    shop: ShopUrl = None,
    as_json: AsJson = False,
) -> None:
    """How well what the shop was told of some customers (household size ...) can be guessed for the others."""
    from knowledge.customers.demographics import SensitiveTrait, TraitClassifier
    from knowledge.recommend.evaluation.people import read_people

    open_shop = _open(shop)
    found, told = _features(open_shop), read_people(open_shop.store).traits
    table = Table("trait", "customers", "right", "commonest", "balanced", "off by", "worth using")
    rows, left_out = [], []
    for trait in sorted({name for known in told.values() for name in known}):
        known = {customer: str(values[trait]) for customer, values in told.items() if trait in values}
        try:
            honesty = TraitClassifier.fit(
                trait, known, found, open_shop.clock.now(), allow_sensitive=trait in (allow or ())
            ).honesty
        except SensitiveTrait:
            left_out.append(trait)
            continue
        except ValueError as error:
            errors.print(str(error))
            continue
        rows.append(asdict(honesty) | {"worth_using": honesty.worth_using})
        shares = [f"{each:.1%}" for each in (honesty.accuracy, honesty.baseline, honesty.balanced, honesty.calibration)]
        table.add_row(trait, f"{honesty.customers:,}", *shares, "yes" if honesty.worth_using else "no")
    if as_json:
        write_json(rows)
        return
    console.print(table)
    if left_out:
        console.print(f"Sensitive, and so not guessed: {', '.join(left_out)} (--allow NAME)")


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _open(shop: str | None) -> Shop:
    choose_shop(shop)
    from knowledge.shop import Shop

    return Shop.open(shop)


def _features(shop: Shop) -> list[CustomerFeatures]:
    with console.status("Reading what customers did …"):
        return shop.profiles.all()


def _category(shop: Shop, key: str) -> Any:
    return next((each.name for each in shop.graph.categories() if each.key == key), key)
