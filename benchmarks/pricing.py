"""How fast and how low baskets are priced, beside the greedy order that most shop platforms use.

    python benchmarks/pricing.py [--baskets 40] [--json FILE]

Baskets are drawn from the demo shop's products and rules from a stated mixture (``Drawn``), the same at each run. The
greedy order applies one promotion after the other, the one that saves most on what is left first, as carts do that
evaluate promotions one at a time. docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import select

from benchmarks.machine import describe
from knowledge.catalogue.models import Customer
from knowledge.promotions.best_price import best_price
from knowledge.promotions.deals import BundlePrice, BuyGet, Deal, ItemDeal, Line, OrderDeal, UnitDeal
from knowledge.promotions.pricing import BasketLine, price_basket
from knowledge.shop import Shop
from tests.knowledge.promotions.every_way import lowest_total

BRUTE_FORCED = 200
SIZES = ((5, 10), (10, 50), (20, 100), (50, 200), (100, 500))
console = Console()


@dataclass(frozen=True)
class Figures:
    """Of baskets with ``lines`` lines and ``rules`` live rules; times in milliseconds, money as shares of the price."""

    lines: int
    rules: int
    p50: float
    p95: float
    longest: float
    proved: float
    saved: float
    greedy_saved: float
    greedy_lost: float
    greedy_beaten: float


class Drawn:
    """Baskets and rules, from the shop's prices.

    Of the rules 45 % lower units' prices (a quarter of them capped), 25 % are bundles for a price, 25 % buy-and-get,
    5 % on the order; 60 % are on a shelf of about two lines, the others on up to four lines; two in eight are in one of
    two groups of which a basket gets one.
    """

    def __init__(self, prices: Sequence[int], seed: int) -> None:
        self._prices, self._random = prices, random.Random(seed)

    def basket(self, lines: int, rules: int) -> tuple[list[Line], list[Deal]]:
        """One of each."""
        draw = self._random
        basket = [Line(draw.choice([1, 1, 1, 2, 2, 3, 4]), draw.choice(self._prices)) for _ in range(lines)]
        shelves = [draw.randrange(max(1, lines // 2)) for _ in basket]
        return basket, [self._rule(str(number), basket, shelves) for number in range(rules)]

    def _rule(self, name: str, basket: Sequence[Line], shelves: Sequence[int]) -> Deal:
        draw = self._random
        shelf = draw.choice(shelves)
        on = [at for at, each in enumerate(shelves) if each == shelf]
        if draw.random() > 0.6:
            on = draw.sample(range(len(basket)), min(len(basket), draw.randint(1, 4)))
        kind, group = draw.random(), draw.choice([None] * 6 + ["coupon", "one"])
        most = draw.choice([None, None, None, 1])
        if kind < 0.45:
            left = 100 - draw.choice([5, 10, 15, 20, 25, 30])
            prices = {at: basket[at].price * left // 100 for at in on}
            return UnitDeal(name, prices, most, draw.choice([None, None, None, 300]), group)
        if kind < 0.7:
            size, part = draw.choice([2, 3]), draw.uniform(0.75, 1.0)
            price = int(size * part * float(np.mean([basket[at].price for at in on])))
            return BundlePrice(name, frozenset(on), size, price, most, group)
        if kind < 0.95:
            left = draw.choice([0, 50])
            gets = {at: basket[at].price * left // 100 for at in on}
            return BuyGet(name, frozenset(on), draw.choice([1, 2]), gets, 1, max_times=most, group=group)
        return OrderDeal(name, percent=Decimal(draw.choice([3, 5, 10])), group=draw.choice(["order", "coupon"]))


def greedy(lines: Sequence[Line], deals: Sequence[Deal]) -> int:
    """The total of applying the deal that saves most on the units that are left, again and again, then the order's."""
    left = [line.quantity for line in lines]
    total = sum(line.quantity * line.price for line in lines)
    items: list[ItemDeal] = [deal for deal in deals if not isinstance(deal, OrderDeal)]
    groups: set[str] = set()
    worth = dict.fromkeys(range(len(items)), float("inf"))
    while worth:
        first = max(worth, key=lambda number: worth[number])
        deal = items[first]
        if worth[first] <= 0 or deal.group in groups:
            del worth[first]
            continue
        rest = [Line(number, line.price) for number, line in zip(left, lines, strict=True)]
        alone = best_price(rest, [deal])
        saving = sum(line.quantity * line.price for line in rest) - alone.total
        if saving >= max((other for number, other in worth.items() if number != first), default=0):
            for use in alone.uses:
                for at, number in use.units.items():
                    left[at] -= number
            total -= saving
            groups |= {deal.group} - {None} if saving else set()
            del worth[first]
        else:
            worth[first] = saving
    for deal in sorted((d for d in deals if isinstance(d, OrderDeal)), key=lambda d: -d.discount(total)):
        if deal.group not in groups:
            total -= deal.discount(total)
            groups |= {deal.group} - {None}
    return total


def measure(drawn: Drawn, lines: int, rules: int, baskets: int) -> Figures:
    """The figures of so many baskets."""
    took, proved, before, best, simple, beaten = [], 0, 0, 0, 0, 0
    for _ in track(range(baskets), f"{lines} lines, {rules} rules", console=console, transient=True):
        basket, deals = drawn.basket(lines, rules)
        began = time.perf_counter()
        found = best_price(basket, deals, seconds=10)
        took.append(1000 * (time.perf_counter() - began))
        proved += found.proved
        other = greedy(basket, deals)
        before += sum(line.quantity * line.price for line in basket)
        best, simple, beaten = best + found.total, simple + other, beaten + (found.total < other)
    p50, p95 = np.percentile(took, [50, 95])
    saved, greedily = 1 - best / before, 1 - simple / before
    return Figures(
        *(lines, rules, float(p50), float(p95), max(took), proved / baskets, saved, greedily),
        *((simple - best) / before, beaten / baskets),
    )


def as_brute_force(drawn: Drawn, baskets: int) -> int:
    """How many of so many baskets of three lines and four rules come to the total of trying every way."""
    same = 0
    for _ in track(range(baskets), "brute force", console=console, transient=True):
        basket, deals = drawn.basket(3, 4)
        basket = [Line(min(line.quantity, 2), line.price) for line in basket]
        same += best_price(basket, deals).total == lowest_total(basket, deals)
    return same


def households(shop: Shop, number: int) -> dict[str, float]:
    """Times in ms of real baskets: the ten products that each household bought last, two of each, with its coupons."""
    took, proved = [], 0
    with shop.store.session() as session:
        customers = [row[0] for row in session.execute(select(Customer.customer_id).order_by(Customer.id))]
    for customer in customers:
        taste = shop.taste(customer)
        ids = [each for each in sorted(taste, key=lambda each: -taste[each]) if shop.graph.has(each)][:10]
        if len(ids) < 10 or len(took) == number:
            continue
        codes = [each.code for each in shop.offers.coupons(customer)]
        began = time.perf_counter()
        price = price_basket([BasketLine(each, 2) for each in ids], shop.offers, customer, coupons=codes)
        took.append(1000 * (time.perf_counter() - began))
        proved += price.proved
    p50, p95 = np.percentile(took, [50, 95])
    return {"baskets": len(took), "p50": float(p50), "p95": float(p95), "proved": proved / len(took)}


def main(
    baskets: Annotated[int, typer.Option(min=1, help="Of each size")] = 40,
    seed: Annotated[int, typer.Option(help="Of every random choice")] = 0,
    json_file: Annotated[Path, typer.Option("--json", help="Every figure")] = Path("results/pricing.json"),
) -> None:
    """Measure every size and tell."""
    shop = Shop.open()
    prices = [int(product.price * 100) for product in shop.graph.products()]
    real = households(shop, 100)
    console.print(
        f"{real['baskets']} households' baskets of ten lines: p50 {real['p50']:.1f} ms, p95 {real['p95']:.1f} ms, "
        f"{real['proved']:.0%} proved"
    )
    same = as_brute_force(Drawn(prices, seed), BRUTE_FORCED)
    console.print(f"{same} of {BRUTE_FORCED} small baskets cost what trying every way comes to")
    figures = [measure(Drawn(prices, seed), *size, baskets) for size in SIZES]
    table = Table("lines", "rules", "p50", "p95", "longest", "proved", "saved", "greedily", "left by greedy", "beaten")
    for each in figures:
        times = (f"{value:.1f} ms" for value in (each.p50, each.p95, each.longest))
        shares = (each.proved, each.saved, each.greedy_saved, each.greedy_lost, each.greedy_beaten)
        table.add_row(str(each.lines), str(each.rules), *times, *(f"{share:.1%}" for share in shares))
    console.print(table)
    json_file.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "machine": describe(),
        "seed": seed,
        "baskets": baskets,
        "households": real,
        "as_brute_force": [same, BRUTE_FORCED],
        "figures": [asdict(each) for each in figures],
    }
    json_file.write_text(json.dumps(written, indent=2), encoding="utf-8")
    console.print(f"Written to {json_file}")


if __name__ == "__main__":
    typer.run(main)
