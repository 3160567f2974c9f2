"""The same product in another size: "does it come bigger?", "and in 12 oz?"."""

from __future__ import annotations

from dataclasses import replace

from actions.boundary import Reply
from actions.listing import begin
from actions.render import label
from actions.turn import Turn
from knowledge.graph.follow_up import SIZE, alike, other_sizes, read_size_order
from knowledge.shop import Shop


def answer_size(turn: Turn, shop: Shop, reply: Reply) -> bool:
    """Show what is like the product under discussion in the size that the message asks for.

    False where it asks for none, or is about no product.
    """
    order = read_size_order(turn.text)
    sizes = tuple(each for each in turn.wishes().values if each.startswith(f"{SIZE}="))
    product_id = turn.product_meant()
    if not (order or sizes) or product_id is None or not shop.graph.has(product_id):
        return False
    view = shop.graph.product(product_id)
    near = alike(view)
    query = other_sizes(shop.graph, near, [view], order) if order else replace(near, values=sizes)
    if query and shop.graph.fitting(query):
        begin(query, turn, shop, reply)
    else:
        reply.say("no_other_size", looking_for=label(view.name, view.labels, turn.language))
        reply.remember(product=product_id)
    return True
