"""Finding products: a new search, the present one narrower, more of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.again import ABOUT_A_KIND, ABOUT_A_PRODUCT, same_question
from actions.boundary import Reply, ShopAction
from actions.describe import looking_for
from actions.listing import PAGE, list_payload, remember_list, show
from actions.product import PickProduct
from actions.sizes import answer_size
from actions.turn import Turn
from knowledge.graph.follow_up import cheapest_place, is_elliptic, other_sizes, points_at_one, read_size_order
from knowledge.graph.refine import Wishes, refine_search, start_search
from knowledge.graph.views import ProductView
from knowledge.shop import Shop


class FindProducts(ShopAction):
    """Search for what the message asks for; one that names no kind of thing goes on from the present search."""

    action_name = "action_find_products"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        wishes = turn.wishes()
        names_no_kind = wishes.structured and not (wishes.categories or wishes.brands or wishes.text)
        elliptic = is_elliptic(turn.text) and turn.answered in ABOUT_A_KIND
        if elliptic or (turn.search is not None and names_no_kind):
            Narrow().respond(turn, shop, reply)
            return
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
    """Go on from what was shown: put the message's wishes on top of the present search.

    "The cheaper one" picks from the list; "bigger", after a product, means that product in another size; "and for
    cats?", after offers, asks for offers again.
    """

    action_name = "action_narrow"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        views = [shop.graph.product(each) if each and shop.graph.has(each) else None for each in turn.shown]
        place = cheapest_place(views) if points_at_one(turn.text) else None
        if place is not None:
            PickProduct().respond(turn.at(place), shop, reply)
            return
        if (turn.place() is not None or turn.answered in ABOUT_A_PRODUCT) and answer_size(turn, shop, reply):
            return
        again = same_question(turn) if turn.search is None and is_elliptic(turn.text) else None
        if again is not None:
            again.respond(turn, shop, reply)
            return
        wishes = turn.wishes()
        order = read_size_order(turn.text)
        if (turn.search is None and not wishes.names_something) or not (wishes or order):
            reply.say("what_to_find")
            return
        _narrow(wishes, [view for view in views if view], turn, shop, reply)


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
            list_payload(result, turn, shop),
            first=offset + 1,
            last=offset + len(result.products),
            total=result.total,
        )
        remember_list(result, reply)


def _narrow(wishes: Wishes, shown: Sequence[ProductView], turn: Turn, shop: Shop, reply: Reply) -> None:
    if turn.search is None:
        query = start_search(wishes)
        result = shop.graph.search(query, PAGE)
        if result.products:
            show(result, turn, shop, reply)
        else:
            reply.say("no_products_found", looking_for=looking_for(query, turn, shop))
        return
    order = read_size_order(turn.text)
    if order:
        # "Bigger" is measured, not looked for in names.
        refined = refine_search(turn.search, replace(wishes, text=""), shown)
        sized = other_sizes(shop.graph, refined, shown, order)
        if sized is None:
            reply.say("no_other_size", looking_for=looking_for(refined, turn, shop))
            return
        query = sized
    else:
        query = refine_search(turn.search, wishes, shown)
    result = shop.graph.search(query, PAGE)
    if not result.products and wishes.categories:
        # What was kept from before does not fit the new kind.
        query = start_search(wishes)
        result = shop.graph.search(query, PAGE)
    if result.products:
        show(result, turn, shop, reply)
    elif wishes.price_order == "cheaper":
        reply.say("nothing_cheaper", looking_for=looking_for(turn.search, turn, shop))
    else:
        reply.say("nothing_narrower", looking_for=looking_for(query, turn, shop))
