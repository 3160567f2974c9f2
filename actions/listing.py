"""A list of products found: how it is said, shown and remembered."""

from __future__ import annotations

from actions.boundary import Reply
from actions.describe import looking_for
from actions.render import Payload, product
from actions.turn import Turn
from actions.wording import phrase
from knowledge.graph.refine import query_to_json
from knowledge.graph.search import SearchQuery, SearchResult
from knowledge.shop import Shop

PAGE = 6


def show(result: SearchResult, turn: Turn, shop: Shop, reply: Reply) -> None:
    """Say what was found and remember it, so that "cheaper" and "the second one" have a meaning."""
    response = "one_product_found" if result.total == 1 else "products_found"
    reply.say(
        response,
        list_payload(result, turn, shop),
        total=result.total,
        count=len(result.products),
        looking_for=looking_for(result.query, turn, shop),
    )
    remember_list(result, reply)


def list_payload(result: SearchResult, turn: Turn, shop: Shop) -> Payload:
    """The cards of what was found, each saying what it fits."""
    why = phrase("why_search", turn.language, looking_for=looking_for(result.query, turn, shop))
    return {
        "type": "product_list",
        "list": "search",
        "total": result.total,
        "products": [product(each, turn, shop, why) for each in result.products],
    }


def remember_list(result: SearchResult, reply: Reply) -> None:
    """Keep the list, its query and its place in it for the turns to come."""
    ids = [each.product_id for each in result.products]
    reasons = {product_id: {"kind": "search", "evidence": []} for product_id in ids}
    reply.showed(ids, reasons, _kept(result.query, result.offset))
    if result.total == 1:
        reply.remember(product=ids[0])


def _kept(query: SearchQuery, offset: int) -> dict[str, object]:
    return {"query": query_to_json(query), "offset": offset}
