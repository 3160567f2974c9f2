"""Finding products: a new search, narrowing it, and more of the same."""

from __future__ import annotations

from actions.boundary import Reply, ShopAction
from actions.describe import looking_for
from actions.render import Payload, product
from actions.turn import Turn
from actions.wording import phrase
from knowledge.graph.refine import query_to_json, refine_search, start_search
from knowledge.graph.search import SearchQuery, SearchResult
from knowledge.shop import Shop

PAGE = 6


class FindProducts(ShopAction):
    """Search for what the message asks for."""

    action_name = "action_find_products"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        wishes = turn.wishes()
        if not wishes:
            reply.say("what_to_find")
            return
        query = start_search(wishes)
        result = shop.graph.search(query, PAGE)
        if not result.products:
            reply.say("no_products_found", looking_for=looking_for(query, turn, shop))
            return
        show(result, turn, shop, reply)


class Narrow(ShopAction):
    """Put the message's wishes on top of the present search."""

    action_name = "action_narrow"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        wishes = turn.wishes()
        if not wishes or (turn.search is None and not wishes.names_something):
            reply.say("what_to_find")
            return
        if turn.search is None:
            query = start_search(wishes)
        else:
            shown = [shop.graph.product(each) for each in turn.shown if each and shop.graph.has(each)]
            query = refine_search(turn.search, wishes, shown)
        result = shop.graph.search(query, PAGE)
        if result.products:
            show(result, turn, shop, reply)
        elif wishes.price_order == "cheaper" and turn.search is not None:
            reply.say("nothing_cheaper", looking_for=looking_for(turn.search, turn, shop))
        elif turn.search is None:
            reply.say("no_products_found", looking_for=looking_for(query, turn, shop))
        else:
            reply.say("nothing_narrower", looking_for=looking_for(query, turn, shop))


class ShowMore(ShopAction):
    """The next page of the present search."""

    action_name = "action_show_more"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.search is None:
            reply.say("nothing_shown_yet")
            return
        offset = turn.offset + len(turn.shown)
        result = shop.graph.search(turn.search, PAGE, offset)
        if not result.products:
            reply.say("no_more_products", looking_for=looking_for(turn.search, turn, shop))
            return
        reply.say(
            "more_products",
            _payload(result, turn, shop),
            first=offset + 1,
            last=offset + len(result.products),
            total=result.total,
        )
        _remember(result, reply)


def show(result: SearchResult, turn: Turn, shop: Shop, reply: Reply) -> None:
    """Say what was found and remember it, so that "cheaper" and "the second one" have a meaning."""
    response = "one_product_found" if result.total == 1 else "products_found"
    reply.say(
        response,
        _payload(result, turn, shop),
        total=result.total,
        count=len(result.products),
        looking_for=looking_for(result.query, turn, shop),
    )
    _remember(result, reply)


def _payload(result: SearchResult, turn: Turn, shop: Shop) -> Payload:
    why = phrase("why_search", turn.language, looking_for=looking_for(result.query, turn, shop))
    return {
        "type": "product_list",
        "list": "search",
        "total": result.total,
        "products": [product(each, turn, shop, why) for each in result.products],
    }


def _remember(result: SearchResult, reply: Reply) -> None:
    ids = [each.product_id for each in result.products]
    reasons = {product_id: {"kind": "search", "evidence": []} for product_id in ids}
    reply.showed(ids, reasons, _kept(result.query, result.offset))
    if result.total == 1:
        reply.remember(product=ids[0])


def _kept(query: SearchQuery, offset: int) -> dict[str, object]:
    return {"query": query_to_json(query), "offset": offset}
