"""A list of products found: how it is said, shown and remembered, and what is asked beside it."""

from __future__ import annotations

from actions.asking import ask
from actions.boundary import Reply
from actions.describe import looking_for
from actions.memory import SearchMemory
from actions.render import Payload, product
from actions.turn import Turn
from actions.wording import phrase
from knowledge.graph.search import SearchQuery, SearchResult
from knowledge.guide.relaxation import relaxations
from knowledge.shop import Shop

PAGE = 6


def find(query: SearchQuery, turn: Turn, shop: Shop, offset: int = 0) -> SearchResult:
    """A page of what fits, by the customer's own taste where they agreed to that."""
    return shop.graph.search(query, PAGE, offset, shop.taste(turn.customer_id))


def begin(query: SearchQuery, turn: Turn, shop: Shop, reply: Reply) -> None:
    """Show what a new search finds, or the nearest to it."""
    show_nearest(SearchMemory.begun(query, turn.memory), turn, shop, reply)


def go_on(query: SearchQuery, turn: Turn, shop: Shop, reply: Reply) -> None:
    """Show what the present search finds once it looks for ``query``, or the nearest to it."""
    memory = turn.memory.went_on(query) if turn.memory else SearchMemory(query)
    show_nearest(memory, turn, shop, reply)


def show_nearest(memory: SearchMemory, turn: Turn, shop: Shop, reply: Reply) -> None:
    """Show what the memory's query finds; where that is nothing, what it finds with the fewest wishes given up."""
    result = find(memory.query, turn, shop)
    if result.products:
        show(result, memory, turn, shop, reply)
        return
    options = relaxations(shop.graph, memory.query)
    if not options:
        reply.say("no_products_found", looking_for=looking_for(memory.query, turn, shop))
        return
    nearest, *others = options
    separator = "；" if turn.language == "zh" else "; "
    said = [
        phrase("relaxed", turn.language, total=str(each.total), looking_for=looking_for(each.query, turn, shop))
        for each in others
    ]
    reply.say(
        "relaxed_or" if said else "relaxed",
        wanted=looking_for(memory.query, turn, shop),
        total=nearest.total,
        looking_for=looking_for(nearest.query, turn, shop),
        others=separator.join(said),
    )
    result = find(nearest.query, turn, shop)
    reply.say("nearest", list_payload(result, turn, shop), count=len(result.products))
    remember_list(result, memory.went_on(nearest.query), reply)


def show(
    result: SearchResult, memory: SearchMemory, turn: Turn, shop: Shop, reply: Reply, *, asking: bool = True
) -> None:
    """Say what was found and remember it, so that "cheaper" and "the second one" have a meaning; ask what narrows it.

    ``asking`` False shows without a question.
    """
    response = "one_product_found" if result.total == 1 else "products_found"
    reply.say(
        response,
        list_payload(result, turn, shop),
        total=result.total,
        count=len(result.products),
        looking_for=looking_for(result.query, turn, shop),
    )
    if asking and not memory.quiet and not turn.more_to_come:
        memory = ask(memory, turn, shop, reply, more_than=2 * PAGE)
    remember_list(result, memory, reply)


def list_payload(result: SearchResult, turn: Turn, shop: Shop) -> Payload:
    """The cards of what was found, each saying what it fits."""
    why = phrase("why_search", turn.language, looking_for=looking_for(result.query, turn, shop))
    return {
        "type": "product_list",
        "list": "search",
        "total": result.total,
        "products": [product(each, turn, shop, why) for each in result.products],
    }


def remember_list(result: SearchResult, memory: SearchMemory, reply: Reply) -> None:
    """Keep the list and the search that found it for the turns to come."""
    ids = [each.product_id for each in result.products]
    reasons = {product_id: {"kind": "search", "evidence": []} for product_id in ids}
    reply.showed(ids, reasons, memory.to_json())
    if result.total == 1:
        reply.remember(product=ids[0])
