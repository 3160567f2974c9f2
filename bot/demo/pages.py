"""The pages of the demo shop."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from bot.demo.cards import Card, known, make_card, make_cards
from bot.demo.front import Front, front_of
from bot.demo.visitors import Visitor
from knowledge.customers.events import ShopperEventIn
from knowledge.graph.search import SearchQuery, SearchResult, Sort
from knowledge.graph.views import CategoryView, ProductView

PAGE_SIZE = 24
SHELF_SIZE = 12
LONGEST_SEARCH = 200
SORTS: tuple[Sort, ...] = ("relevance", "popularity", "price", "price_desc")

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """Departments, this week's offers and what is popular."""
    front = front_of(request)
    shop = front.shop
    visitor, _ = front.visitor(request)
    offers = shop.offers.current(customer_id=visitor.household, k=4 * SHELF_SIZE).offers
    reduced = known(shop, [offer.product_id for offer in offers if offer.product_id])[:SHELF_SIZE]
    on_offer = {product.product_id for product in reduced}
    popular = shop.graph.search(SearchQuery(sort="popularity"), SHELF_SIZE + len(on_offer)).products
    return front.page(
        request,
        "home.html",
        product_count=len(shop.graph),
        reduced=_cards(front, visitor, reduced),
        popular=_cards(front, visitor, [p for p in popular if p.product_id not in on_offer][:SHELF_SIZE]),
    )


@router.get("/offers")
def offers(request: Request) -> Response:
    """Every offer, page by page: products by their cards, offers on more than one by what they say."""
    front = front_of(request)
    visitor, _ = front.visitor(request)
    total = front.shop.offers.current(customer_id=visitor.household, k=1).total
    page, pages = _paging(request, total)
    found = front.shop.offers.current(customer_id=visitor.household, k=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    products = known(front.shop, [offer.product_id for offer in found.offers if offer.product_id])
    return front.page(
        request,
        "offers.html",
        cards=_cards(front, visitor, products),
        wide=[offer for offer in found.offers if not offer.product_id],
        total=total,
        page=page,
        pages=pages,
        query={},
    )


@router.get("/departments")
def departments(request: Request) -> Response:
    """Every department with what is in it."""
    graph = front_of(request).shop.graph
    tree = [(root, graph.categories(root.key)) for root in graph.categories()]
    return front_of(request).page(request, "departments.html", tree=tree)


@router.get("/c/{key:path}")
def category(request: Request, key: str) -> Response:
    """One category: its subcategories and its products."""
    front = front_of(request)
    found = front.shop.graph.category(key)
    sort = _sort(request, "popularity")
    content = _listing(front, request, SearchQuery(categories=(key,), sort=sort))
    trail = _trail(front, found)
    children = front.shop.graph.categories(key)
    return front.page(
        request, "category.html", category=found, trail=trail, children=children, sorts=SORTS[1:], sort=sort, **content
    )


@router.get("/search")
def search(request: Request) -> Response:
    """What fits the words in ``q``."""
    front = front_of(request)
    words = " ".join(request.query_params.get("q", "").split())[:LONGEST_SEARCH]
    sort = _sort(request, "relevance")
    content = _listing(front, request, SearchQuery(text=words, sort=sort)) if words else {"cards": [], "total": 0}
    return front.page(request, "search.html", text=words, sorts=SORTS, sort=sort, **content)


@router.get("/product/{product_id}")
def product(request: Request, product_id: str) -> Response:
    """One product; that it was looked at is kept as a shopper event."""
    front = front_of(request)
    shop, graph = front.shop, front.shop.graph
    visitor, _ = front.visitor(request)
    view = graph.product(product_id)
    trail = [graph.category(key) for key in view.category_path]
    similar = known(shop, [near.product_id for near in graph.similar_to(product_id, 6)])
    together = known(shop, [near.product_id for near in graph.bought_with(product_id, 6)])
    response = front.page(
        request,
        "product.html",
        card=make_card(shop, view, visitor.household, visitor.language),
        product_id=product_id,
        trail=trail,
        values=[
            (graph.attribute_name(v.attribute, visitor.language), graph.value_name(v.reference, visitor.language))
            for v in view.values
        ],
        similar=_cards(front, visitor, similar),
        together=_cards(front, visitor, together),
    )
    response.background = BackgroundTask(_keep_view, front, visitor, product_id)
    return response


def _keep_view(front: Front, visitor: Visitor, product_id: str) -> None:
    """Keep that a product was looked at: by whom only where they agreed to it, a guest by their conversation's id."""
    household = visitor.household
    agreed = household is not None and front.shop.consents.allows(household, "analytics")
    event = ShopperEventIn(
        event_id=f"page-{uuid.uuid4()}",
        name="view_item",
        product_id=product_id,
        customer_id=household if agreed else None,
        conversation_id=front.visitors.conversation_id(visitor) if household is None else None,
    )
    front.shop.events.record([event])


def _listing(front: Front, request: Request, query: SearchQuery) -> dict[str, Any]:
    """One page of what ``query`` finds."""
    visitor, _ = front.visitor(request)
    wanted = _wanted_page(request)
    result: SearchResult = front.shop.graph.search(query, PAGE_SIZE, (wanted - 1) * PAGE_SIZE)
    page, pages = _paging(request, result.total)
    if page != wanted:
        result = front.shop.graph.search(query, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    kept = {name: request.query_params[name] for name in ("q", "sort") if name in request.query_params}
    cards = _cards(front, visitor, result.products)
    return {"cards": cards, "total": result.total, "page": page, "pages": pages, "query": kept}


def _cards(front: Front, visitor: Visitor, products: Sequence[ProductView]) -> list[Card]:
    return make_cards(front.shop, products, visitor.household, visitor.language)


def _trail(front: Front, category: CategoryView) -> list[CategoryView]:
    """The categories above ``category``, root first."""
    above: list[CategoryView] = []
    parent = category.parent
    while parent is not None:
        above.insert(0, front.shop.graph.category(parent))
        parent = above[0].parent
    return above


def _sort(request: Request, default: Sort) -> Sort:
    asked = request.query_params.get("sort")
    return next((sort for sort in SORTS if sort == asked), default)


def _wanted_page(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


def _paging(request: Request, total: int) -> tuple[int, int]:
    """The page asked for, or the last where there are not so many, and how many pages there are."""
    pages = max(math.ceil(total / PAGE_SIZE), 1)
    return min(_wanted_page(request), pages), pages
