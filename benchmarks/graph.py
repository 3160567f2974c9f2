"""How the product graph holds up as it grows, beside SQLite with indexes and plain networkx.

    python benchmarks/graph.py [--sizes 10000,100000,1000000] [--queries 300] [--json FILE]

The demo shop is multiplied (``benchmarks/graphs/catalogue.py`` says how); every size is measured in a process of its
own. Conjunctions name a category, a brand and a value of a product drawn at random, half of them a highest price too;
texts are two words of a product's name. docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import psutil
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.graphs.catalogue import multiplied
from benchmarks.graphs.rivals import InNetworkx, InSqlite
from benchmarks.machine import describe

K = 6
console = Console()


@dataclass(frozen=True)
class Times:
    """Milliseconds at the median and the 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Figures:
    """Of one size. ``build`` in seconds; ``memory`` in MB: what the process grew by, facets included."""

    products: int
    nodes: int
    edges: int
    build: float
    memory: float
    times: dict[str, Times]


def timed(calls: Sequence[Callable[[], Any]]) -> Times:
    """Each call once, after one to warm up."""
    calls[0]()
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(took, [50, 95])
    return Times(float(p50), float(p95))


def measure(shop: str, queries: int, seed: int) -> Figures:
    """Build the graph of ``shop`` here and ask it."""
    from knowledge.catalogue.store import CatalogueStore
    from knowledge.graph import ProductGraph, SearchQuery
    from knowledge.guide.comparison import compare
    from knowledge.guide.paths import search_path
    from knowledge.guide.questions import questions

    store = CatalogueStore.open(shop)
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    graph = ProductGraph.build(store, store.clock())
    _ = graph.facets
    build, memory = time.perf_counter() - began, psutil.Process().memory_info().rss - before
    draw = random.Random(seed)
    views = [view for view in graph.products() if view.in_stock and view.brand_key and len(view.values) > 1]
    drawn = [draw.choice(views) for _ in range(queries)]
    conjunctions = [
        SearchQuery(
            categories=(view.category_path[draw.randrange(len(view.category_path))],),
            brands=(view.brand_key,) if view.brand_key else (),
            values=(draw.choice(view.values).reference,),
            price_max=view.price * Decimal("1.2") if draw.random() < 0.5 else None,
        )
        for view in drawn
    ]
    texts = [SearchQuery(text=" ".join(draw.sample(words, 2))) for view in drawn if len(words := view.name.split()) > 1]
    kinds = [SearchQuery(categories=(view.category_path[min(1, len(view.category_path) - 1)],)) for view in drawn]
    broad = [SearchQuery(categories=view.category_path[:1]) for view in drawn]
    lists = [[each.product_id for each in graph.search(query, 3).products] for query in kinds]
    pairs = [(ids, query) for ids, query in zip(lists, kinds, strict=True) if len(ids) > 1]
    times = {
        "search, conjunction": timed([lambda q=q: graph.search(q, K) for q in conjunctions]),
        "search, text": timed([lambda q=q: graph.search(q, K) for q in texts]),
        "search, department": timed([lambda q=q: graph.search(q, K) for q in broad]),
        "next question, kind": timed([lambda q=q: questions(graph, q, most=2) for q in kinds]),
        "next question, department": timed([lambda q=q: questions(graph, q, most=2) for q in broad]),
        "compare": timed(
            [lambda p=p: compare(graph, p[0], [graph.product(each).price for each in p[0]], p[1]) for p in pairs]
        ),
        "explain": timed([lambda p=p: [search_path(graph, each, p[1]) for each in p[0]] for p in pairs]),
    }
    for name, rival in (("SQLite", InSqlite(graph)), ("networkx", InNetworkx(graph))):
        for query in conjunctions[:20]:
            ours = graph.search(query, K)
            total, _ = rival.search(query, K)
            assert total == ours.total, (name, query, total, ours.total)
        times[f"{name}, conjunction"] = timed([lambda q=q, r=rival: r.search(q, K) for q in conjunctions])
    nodes, edges = graph.nx.number_of_nodes(), graph.nx.number_of_edges()
    return Figures(len(graph), nodes, edges, build, memory / 1e6, times)


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of products")] = "10000,100000,1000000",
    queries: Annotated[int, typer.Option(min=10)] = 300,
    seed: Annotated[int, typer.Option(help="Of every random choice")] = 0,
    json_file: Annotated[Path, typer.Option("--json", help="Every figure")] = Path("results/graph.json"),
    only: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Measure every size and tell."""
    if only is not None:
        sys.stdout.write(json.dumps(asdict(measure(only, queries, seed))))
        return
    from sqlalchemy.engine.url import make_url

    from knowledge.settings import shop_url

    source = Path(str(make_url(shop_url(None)).database))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, sizes.split(",")):
            target = Path(folder) / f"{size}.db"
            with console.status(f"{size:,} products"):
                multiplied(source, target, size)
                command = [sys.executable, __file__, "--only", f"sqlite:///{target}", "--queries", str(queries)]
                done = subprocess.run([*command, "--seed", str(seed)], stdout=subprocess.PIPE, check=True, text=True)
            target.unlink()
            found.append(json.loads(done.stdout))
            _tell(found[-1])
    json_file.parent.mkdir(parents=True, exist_ok=True)
    written = {"machine": describe(), "seed": seed, "queries": queries, "figures": found}
    json_file.write_text(json.dumps(written, indent=2), encoding="utf-8")
    console.print(f"Written to {json_file}")


def _tell(figures: dict[str, Any]) -> None:
    title = (
        f"{figures['products']:,} products, {figures['nodes']:,} nodes, {figures['edges']:,} edges: "
        f"built in {figures['build']:.1f} s, {figures['memory']:,.0f} MB"
    )
    table = Table("", "p50", "p95", title=title)
    for name, times in figures["times"].items():
        table.add_row(name, f"{times['p50']:.3f} ms", f"{times['p95']:.3f} ms")
    ours, sqlite = figures["times"]["search, conjunction"], figures["times"]["SQLite, conjunction"]
    console.print(table)
    console.print(f"SQLite takes {sqlite['p50'] / ours['p50']:.1f} times as long at the median.")


if __name__ == "__main__":
    typer.run(main)
