"""Finding products: a new search, the present one narrower, more of the same, the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.again import ABOUT_A_KIND, ABOUT_A_PRODUCT, same_question
from actions.asking import ask
from actions.boundary import Reply, ShopAction
from actions.describe import looking_for
from actions.listing import PAGE, begin, find, go_on, list_payload, remember_list, show
from actions.product import PickProduct
from actions.sizes import answer_size
from actions.turn import Turn
from knowledge.graph.facets import CATEGORY
from knowledge.graph.follow_up import SIZE, cheapest_place, is_elliptic, other_sizes, points_at_one, read_size_order
from knowledge.graph.refine import Wishes, refine_search, start_search
from knowledge.graph.views import ProductView
from knowledge.guide.critique import (
    read_withdrawn,
    rejected,
    rejects,
    wants_another_brand,
    withdrawn,
    without_brands,
)
from knowledge.shop import Shop

_JUST_SHOW = re.compile(
    r"\b(?:just|let me(?: just)?) (?:show|see)\b|\bshow me\b|\b(?:stop|no more|enough)\b.*\b(?:ask|question)"
    r"|直接(?:给我)?看|别问|不用问|给我看",
    re.IGNORECASE,
)


class FindProducts(ShopAction):
    """Search for what the message asks for; one that names no kind of thing goes on from the present search."""

    action_name = "action_find_products"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        wishes = turn.wishes()
        names_no_kind = wishes.structured and not (wishes.categories or wishes.brands or wishes.text)
        elliptic = is_elliptic(turn.text) and turn.answered in ABOUT_A_KIND
        if elliptic or (turn.search is not None and (names_no_kind or _answers(wishes, turn))):
            Narrow().respond(turn, shop, reply)
        elif not wishes:
            reply.say("what_to_find")
        else:
            begin(start_search(wishes), turn, shop, reply)


class Narrow(ShopAction):
    """Go on from what was shown: put the message's wishes on top of the present search, or take some back.

    "Not this one" leaves a product out; "any brand is fine" takes a wish back; "the cheaper one" picks from the list;
    "bigger", after a product, means that product in another size; "and for cats?", after offers, asks for offers again.
    """

    action_name = "action_narrow"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if turn.search is not None and _critique(turn, shop, reply):
            return
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
        if turn.memory is None:
            reply.say("nothing_shown_yet")
            return
        offset = turn.memory.offset + (PAGE if turn.memory.aside else len(turn.shown))
        result = find(turn.memory.query, turn, shop, offset)
        if not result.products:
            reply.say("no_more_products", looking_for=looking_for(turn.memory.query, turn, shop))
            return
        reply.say(
            "more_products",
            list_payload(result, turn, shop),
            first=offset + 1,
            last=offset + len(result.products),
            total=result.total,
        )
        remember_list(result, replace(turn.memory, offset=offset, asking=(), aside=False), reply)


class NoPreference(ShopAction):
    """The question does not matter to the customer: ask another, or show. "Just show me" ends the questions."""

    action_name = "action_no_preference"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        memory = turn.memory
        if memory is None:
            reply.say("what_to_find")
            return
        quiet = memory.quiet or _JUST_SHOW.search(turn.text) is not None
        memory = replace(memory, asking=(), quiet=quiet)
        if not quiet:
            asked = ask(memory, turn, shop, reply, more_than=2 * PAGE)
            if asked.asking:
                reply.remember(search=asked.to_json())
                return
        result = find(memory.query, turn, shop)
        show(result, replace(memory, offset=0), turn, shop, reply, asking=False)


class GoBack(ShopAction):
    """What was shown before the last step of the search."""

    action_name = "action_go_back"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        earlier = turn.memory.back() if turn.memory else None
        if earlier is None:
            reply.say("nothing_to_go_back_to" if turn.memory else "nothing_shown_yet")
            return
        result = find(earlier.query, turn, shop)
        show(result, earlier, turn, shop, reply, asking=False)


class StartOver(ShopAction):
    """Forget the search; the basket stays."""

    action_name = "action_start_over"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        reply.say("start_over")
        reply.showed([])


def _answers(wishes: Wishes, turn: Turn) -> bool:
    """Whether a kind of thing is the answer to the question which kind: one within what is looked for."""
    memory = turn.memory
    if memory is None or CATEGORY not in memory.asking or not wishes.categories or wishes.brands:
        return False
    present = memory.query.categories
    return all(any(f"{key}/".startswith(f"{each}/") for each in present) for key in wishes.categories) or not present


def _critique(turn: Turn, shop: Shop, reply: Reply) -> bool:
    """Take back a wish, or leave out a product, where the message says so."""
    assert turn.search is not None
    if rejects(turn.text) and (product_id := turn.product_meant()) is not None:
        go_on(rejected(turn.search, product_id), turn, shop, reply)
        return True
    if wants_another_brand(turn.text):
        go_on(without_brands(turn.search, _brands(turn, shop)), turn, shop, reply)
        return True
    wishes = read_withdrawn(turn.text)
    if not wishes:
        return False
    go_on(withdrawn(turn.search, wishes), turn, shop, reply)
    return True


def _brands(turn: Turn, shop: Shop) -> tuple[str, ...]:
    """Those that another brand is another than: what was asked for, of the product under discussion, or all shown."""
    assert turn.search is not None
    if turn.search.brands:
        return turn.search.brands
    ids = [turn.product] if turn.product else [each for each in turn.shown if each]
    views = [shop.graph.product(each) for each in ids if each and shop.graph.has(each)]
    return tuple(dict.fromkeys(view.brand_key for view in views if view.brand_key))


def _narrow(wishes: Wishes, shown: Sequence[ProductView], turn: Turn, shop: Shop, reply: Reply) -> None:
    if turn.search is None:
        begin(start_search(wishes), turn, shop, reply)
        return
    # "Bigger than 500 g" says how big itself.
    order = None if any(each.startswith(f"{SIZE}=") for each in wishes.values) else read_size_order(turn.text)
    if order:
        # "Bigger" is measured, not looked for in names.
        refined = refine_search(turn.search, replace(wishes, text=""), shown)
        sized = other_sizes(shop.graph, refined, shown, order)
        if sized is None:
            reply.say("no_other_size", looking_for=looking_for(refined, turn, shop))
            return
        go_on(sized, turn, shop, reply)
        return
    query = refine_search(turn.search, wishes, shown)
    fits = len(shop.graph.fitting(query)) > 0
    if not fits and wishes.categories:
        # What was kept from before does not fit the new kind.
        begin(start_search(wishes), turn, shop, reply)
    elif not fits and wishes.price_order == "cheaper":
        reply.say("nothing_cheaper", looking_for=looking_for(turn.search, turn, shop))
    else:
        go_on(query, turn, shop, reply)
