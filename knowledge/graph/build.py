"""From the catalogue to the frozen graph."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import networkx as nx

from knowledge.catalogue.store import CatalogueStore
from knowledge.graph import schema
from knowledge.graph.copurchase import Pairs, bought_together, popularity, read_baskets
from knowledge.graph.offers import add_offers
from knowledge.graph.rows import CatalogueRows, ProductRow, VariantRow, read_attributes, read_rows
from knowledge.graph.schema import node_id
from knowledge.graph.similarity import alike
from knowledge.graph.views import ProductView, ValueView
from knowledge.money import Money

log = logging.getLogger(__name__)

SIZE = "size"


@dataclass(frozen=True)
class Policy:
    """Something the shop says about all that is in ``categories`` (none: in every root category)."""

    key: str
    name: str
    categories: tuple[str, ...] = ()


def build(
    store: CatalogueStore, now: datetime, policies: Sequence[Policy] = ()
) -> tuple[nx.DiGraph, tuple[ProductView, ...]]:
    """Read the shop as it is at ``now``: the frozen graph, and its products in the order of their ids.

    A product without a price valid at ``now`` cannot be sold and is left out.
    """
    with store.session() as session:
        rows = read_rows(session, now)
        cheapest = {row.id: variant for row in rows.products if (variant := _cheapest(rows, row)) is not None}
        priced = [row for row in rows.products if row.id in cheapest]
        if len(priced) < len(rows.products):
            log.warning("%d active products have no price today and are left out", len(rows.products) - len(priced))
        baskets = read_baskets(session, {row.product_id: i for i, row in enumerate(priced)}, now)
        paths = {row_id: tuple(row.key for row in rows.path(row_id)) for row_id in rows.categories}
        views = tuple(
            _view(rows, row, cheapest[row.id], paths, score)
            for row, score in zip(priced, popularity(baskets.recent).tolist(), strict=True)
        )
        attributes = {row.key: {"name": row.name, "labels": row.labels} for row in read_attributes(session)}
        graph = nx.DiGraph(attributes=attributes, most_orders=int(baskets.recent.max(initial=0)))
        _add_catalogue(graph, rows, priced, views)
        _add_pairs(graph, views, bought_together(baskets), schema.BOUGHT_WITH)
        _add_pairs(graph, views, alike(views), schema.SIMILAR_TO)
        add_offers(graph, session, now)
        _add_policies(graph, policies)
    return nx.freeze(graph), views


def _cheapest(rows: CatalogueRows, product: ProductRow) -> VariantRow | None:
    """The variant whose price stands for the product: in stock before out of stock, then the cheaper."""
    priced = [variant for variant in rows.variants.get(product.id, ()) if _payable(rows, variant) is not None]
    return min(priced, key=lambda variant: (not variant.in_stock, _payable(rows, variant), variant.id), default=None)


def _payable(rows: CatalogueRows, variant: VariantRow) -> Decimal | None:
    prices = rows.prices.get(variant.id)
    if not prices:
        return None
    return min((prices[kind][0] for kind in ("shelf", "sale") if kind in prices), default=None)


def _view(
    rows: CatalogueRows,
    product: ProductRow,
    cheapest: VariantRow,
    paths: dict[int, tuple[str, ...]],
    popularity_score: float,
) -> ProductView:
    prices = rows.prices[cheapest.id]
    _, currency = prices.get("shelf") or prices["sale"]
    amounts = {kind: _tidy(amount, currency) for kind, (amount, _) in prices.items()}
    shelf, sale = amounts.get("shelf", amounts.get("sale")), amounts.get("sale")
    assert shelf is not None
    brand = rows.brands.get(product.brand_id) if product.brand_id is not None else None
    category = rows.categories.get(product.category_id) if product.category_id is not None else None
    variants = rows.variants[product.id]
    values = _values(rows, product, variants)
    sizes = [value.name for value in values if value.attribute == SIZE]
    return ProductView(
        product_id=product.product_id,
        name=product.name,
        labels=product.labels,
        description=product.description,
        shelf_price=shelf,
        sale_price=sale if sale is not None and sale < shelf else None,
        loyalty_price=amounts.get("loyalty"),
        currency=currency,
        brand=brand.name if brand else None,
        brand_key=brand.key if brand else None,
        private_label=bool(brand and brand.private_label),
        category_key=category.key if category else None,
        category=category.name if category else None,
        category_path=paths[category.id] if category else (),
        values=values,
        size=sizes[0] if len(sizes) == 1 else None,
        url=product.url,
        image_url=product.image_url,
        in_stock=any(variant.in_stock for variant in variants),
        variants=len(variants),
        popularity=popularity_score,
    )


def _tidy(amount: Decimal, currency: str) -> Decimal:
    """``4.0000`` as ``4.00``; an amount finer than the currency's minor unit stays as it is."""
    rounded = Money(amount, currency).rounded().amount
    return rounded if rounded == amount else amount


def _values(rows: CatalogueRows, product: ProductRow, variants: Sequence[VariantRow]) -> tuple[ValueView, ...]:
    """The product's values, then those that any of its variants has."""
    ids = dict.fromkeys(rows.product_values.get(product.id, ()))
    for variant in variants:
        ids.update(dict.fromkeys(rows.variant_values.get(variant.id, ())))
    found = [rows.values[value_id] for value_id in ids]
    return tuple(ValueView(row.attribute, row.key, row.name, row.number, row.unit) for row in found)


def _add_catalogue(
    graph: nx.DiGraph, rows: CatalogueRows, products: Sequence[ProductRow], views: Sequence[ProductView]
) -> None:
    counts = Counter(key for view in views for key in view.category_path)
    for category in rows.categories.values():
        if not counts[category.key]:
            continue
        node = _add(
            graph,
            schema.CATEGORY,
            category.key,
            name=category.name,
            labels=category.labels,
            synonyms=category.synonyms,
            product_count=counts[category.key],
        )
        path = rows.path(category.id)
        if len(path) > 1:
            _join(graph, node, node_id(schema.CATEGORY, path[-2].key), schema.SUBCATEGORY_OF)
    brand_keys = {view.brand_key for view in views}
    for brand in rows.brands.values():
        if brand.key in brand_keys:
            _add(
                graph,
                schema.BRAND,
                brand.key,
                name=brand.name,
                labels=brand.labels,
                synonyms=brand.synonyms,
                private_label=brand.private_label,
            )
    references = {value.reference for view in views for value in view.values}
    for value in rows.values.values():
        if (reference := f"{value.attribute}={value.key}") in references:
            _add(
                graph,
                schema.VALUE,
                reference,
                name=value.name,
                labels=value.labels,
                synonyms=value.synonyms,
                number=value.number,
                unit=value.unit,
            )
    for row, view in zip(products, views, strict=True):
        node = _add(graph, schema.PRODUCT, view.product_id, view=view)
        if view.category_key is not None:
            _join(graph, node, node_id(schema.CATEGORY, view.category_key), schema.IN_CATEGORY)
        if view.brand_key is not None:
            _join(graph, node, node_id(schema.BRAND, view.brand_key), schema.MADE_BY)
        for shown in view.values:
            _join(graph, node, node_id(schema.VALUE, shown.reference), schema.HAS)
        for variant in rows.variants[row.id]:
            member = _add(
                graph,
                schema.VARIANT,
                variant.sku,
                title=variant.title,
                price=_payable(rows, variant),
                in_stock=variant.in_stock,
            )
            _join(graph, member, node, schema.VARIANT_OF)
            for value_id in rows.variant_values.get(variant.id, ()):
                own = rows.values[value_id]
                _join(graph, member, node_id(schema.VALUE, f"{own.attribute}={own.key}"), schema.HAS)


def _add_pairs(graph: nx.DiGraph, views: Sequence[ProductView], pairs: Pairs, kind: str) -> None:
    nodes = [node_id(schema.PRODUCT, view.product_id) for view in views]
    for start, end, weight in zip(pairs.start.tolist(), pairs.end.tolist(), pairs.weight.tolist(), strict=True):
        graph.add_edge(nodes[start], nodes[end], **{kind: weight})


def _add_policies(graph: nx.DiGraph, policies: Sequence[Policy]) -> None:
    roots = [
        data["key"]
        for node, data in graph.nodes(data=True)
        if data["kind"] == schema.CATEGORY
        and not any(schema.SUBCATEGORY_OF in edge for edge in graph.adj[node].values())
    ]
    for policy in policies:
        node = _add(graph, schema.POLICY, policy.key, name=policy.name)
        for key in policy.categories or roots:
            if graph.has_node(node_id(schema.CATEGORY, key)):
                _join(graph, node_id(schema.CATEGORY, key), node, schema.COVERED_BY)


def _add(graph: nx.DiGraph, node_kind: str, node_key: str, **attributes: object) -> str:
    node = node_id(node_kind, node_key)
    graph.add_node(node, kind=node_kind, key=node_key, **attributes)
    return node


def _join(graph: nx.DiGraph, start: str, end: str, kind: str) -> None:
    graph.add_edge(start, end, **{kind: 1.0})


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cycle collector from rescanning millions of new, acyclic objects while they are made."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
