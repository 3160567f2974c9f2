"""How long one customer's ten recommendations take, and a fit, as the catalogue grows: beside implicit's own.

    python benchmarks/recommend_speed.py [--items 2000 --items 30000] [--json FILE]
    python benchmarks/recommend_speed.py --fit-only --items 100000 --interactions 20000000 [--spark local[2]]

Customers are drawn: products by Zipf's law, 50 purchases on average, each customer keeping to a few kinds. The
models are neighbours of products (100 each), fitted by each library on the same purchases. The floor is compiled code
that reads the rows of the history and does nothing with them. Warm, one thread, histories in random order.
docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from numba import njit
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from benchmarks.machine import describe
from knowledge.recommend.history import History
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.neighbours import Support
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.selection import ANY, Selection
from knowledge.recommend.spark.rp3beta import SparkRp3BetaRecommender
from knowledge.recommend.spark.session import spark_session
from knowledge.recommend.vocabulary import Vocabulary

NEIGHBOURS, K, ASKED, WARM = 100, 10, 2_000, 300
console = Console()


def drawn(items: int, interactions: int, seed: int = 0) -> Interactions:
    """So many purchases of so many products, 50 a customer on average."""
    chance = np.random.default_rng(seed)
    customers = max(interactions // 50, 1)
    kinds = max(items // 100, 1)
    rank = np.minimum(chance.zipf(1.3, interactions) - 1, 99)
    customer = np.sort(chance.integers(0, customers, interactions)).astype(np.int32)
    # Three kinds a customer, the popular kinds more often; a tenth of the purchases are of any kind.
    liked = (kinds * chance.random((customers, 3)) ** 2).astype(np.int64)
    kind = np.where(
        chance.random(interactions) < 0.1,
        chance.integers(0, kinds, interactions),
        liked[customer, chance.integers(0, 3, interactions)],
    )
    product = np.minimum(kind * 100 + rank, items - 1).astype(np.int32)
    pairs = np.unique(customer.astype(np.int64) * items + product)
    who, what = (pairs // items).astype(np.int32), (pairs % items).astype(np.int32)
    names = Vocabulary([f"p{each:07}" for each in range(items)])
    days = np.ones(len(pairs), dtype=np.float32)
    return Interactions(tuple(map(str, range(customers))), names, who, what, days, who)


@njit  # type: ignore[misc]
def _read(indptr: Any, indices: Any, data: Any, rows: Any) -> float:  # pragma: no cover - compiled
    total = 0.0
    for row in rows:
        for at in range(indptr[row], indptr[row + 1]):
            total += data[at] + indices[at]
    return total


def timed(ask: Callable[[int], Any], customers: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Median and 95th percentile in microseconds, over the customers after the warm ones."""
    spent = []
    for place, customer in enumerate(customers.tolist()):
        start = time.perf_counter()
        ask(customer)
        if place >= WARM:
            spent.append((time.perf_counter() - start) * 1e6)
    return float(np.median(spent)), float(np.quantile(spent, 0.95))


def asked(interactions: Interactions) -> dict[str, tuple[float, float]]:
    """Microseconds of each way to ask, by name."""
    bought = csr_matrix(interactions.bought)
    ours = ItemItemRecommender("cosine", NEIGHBOURS, Support(1, 1))
    ours.fit(interactions)
    theirs, factors = CosineRecommender(K=NEIGHBOURS, num_threads=2), AlternatingLeastSquares(64, iterations=2)
    theirs.fit(bought, show_progress=False)
    factors.fit(bought, show_progress=False)
    similarity = ours.arrays()
    chance = np.random.default_rng(1)
    customers = chance.integers(0, len(interactions.customers), ASKED + WARM)
    rows = [bought.indices[bought.indptr[each] : bought.indptr[each + 1]] for each in range(bought.shape[0])]
    histories = {each: History.of_customer(interactions, each) for each in set(customers.tolist())}
    for each in histories.values():  # as in the service, where a customer's purchases stay read
        each.known(ours.vocabulary)
    seen = {each: Selection(frozenset(histories[each].products)) for each in histories}
    visits = {each: [interactions.products[row] for row in rows[each][:3]] for each in histories}
    few = chance.choice(len(interactions.products), len(interactions.products) // 100, replace=False)
    half = chance.choice(len(interactions.products), len(interactions.products) // 2, replace=False)
    parts = {
        name: frozenset(interactions.products[each] for each in part) for name, part in (("1 %", few), ("50 %", half))
    }
    indptr, indices, data = (similarity[name] for name in ("indptr", "indices", "data"))
    ways: dict[str, Callable[[int], Any]] = {
        "floor: reading the rows": lambda c: _read(indptr, indices, data, rows[c]),
        "Daogou, bought before left out": lambda c: ours.recommend(histories[c], K, seen[c]),
        "implicit item-item, the same": lambda c: theirs.recommend(c, bought[c], N=K),
        "implicit ALS, the same": lambda c: factors.recommend(c, bought[c], N=K),
        "Daogou, a visit of three": lambda c: ours.recommend(History.of_visit(visits[c]), K, ANY),
        "implicit item-item, a visit of three": lambda c: theirs.recommend(0, _visit(bought, rows[c][:3]), N=K),
        **{
            f"Daogou, within {name}": (
                lambda c, part=part: ours.recommend(histories[c], K, Selection(seen[c].exclude, (part,)))
            )
            for name, part in parts.items()
        },
        "implicit item-item, within 1 %": lambda c: theirs.recommend(c, bought[c], N=K, items=np.sort(few)),
    }
    return {name: timed(way, customers) for name, way in ways.items()}


def _visit(bought: csr_matrix, row: Any) -> csr_matrix:
    return csr_matrix((np.ones(len(row), dtype=np.float32), (np.zeros(len(row), dtype=int), row)), (1, bought.shape[1]))


def main(
    items: Annotated[list[int] | None, typer.Option(help="Products; may be given again")] = None,
    interactions: Annotated[int, typer.Option(help="Purchases; 0: fifty times the products")] = 0,
    fit_only: Annotated[
        bool, typer.Option("--fit-only", help="Only fit the random walk, and say time and memory")
    ] = False,
    spark: Annotated[
        str, typer.Option(help="With --fit-only: on Spark at this master (its memory is not counted)")
    ] = "",
    as_json_file: Annotated[Path | None, typer.Option("--json", help="Also write every figure here")] = None,
) -> None:
    """Measure."""
    found: dict[str, Any] = {"machine": describe(), "sizes": {}}
    for size in items or [2_000, 30_000, 100_000]:
        purchases = drawn(size, interactions or 50 * size)
        if fit_only:
            with ExitStack() as stack:
                walk = Rp3BetaRecommender()
                if spark:
                    walk = SparkRp3BetaRecommender(stack.enter_context(spark_session(spark)))
                stack.enter_context(threadpool_limits(limits=2))
                start = time.perf_counter()
                walk.fit(purchases)
            spent, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
            console.print(f"{size:,} products, {len(purchases):,} purchases: {spent:.1f} s, peak {peak:.2f} GiB")
            found["sizes"][size] = {"purchases": len(purchases), "fit_seconds": spent, "peak_gib": peak}
            continue
        with threadpool_limits(limits=1):
            figures = asked(purchases)
        table = Table("", "p50 µs", "p95 µs", "by the floor", title=f"{size:,} products, {len(purchases):,} purchases")
        floor = figures["floor: reading the rows"][0]
        for name, (median, late) in figures.items():
            table.add_row(name, f"{median:,.0f}", f"{late:,.0f}", f"{median / floor:.1f}")
        console.print(table)
        found["sizes"][size] = {"purchases": len(purchases), "microseconds": figures}
    if as_json_file:
        as_json_file.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    typer.run(main)
