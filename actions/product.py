"""One product: picking it from what was shown, and telling about it."""

from __future__ import annotations

from actions.boundary import Reply, ShopAction
from actions.details import answer_fact, detail
from actions.render import label, money
from actions.sizes import answer_size
from actions.turn import Turn
from knowledge.errors import UnknownProduct
from knowledge.graph.views import ProductView
from knowledge.shop import Shop


def product_meant(turn: Turn, shop: Shop, reply: Reply) -> ProductView | None:
    """The product that the message is about; where there is none, the reply asks which."""
    place = turn.place()
    if place is not None and not turn.values("product") and not 0 <= place < len(turn.shown):
        if turn.shown:
            reply.say("no_such_place", count=len(turn.shown))
        else:
            reply.say("nothing_shown_yet")
        return None
    product_id = turn.product_meant()
    if product_id is None:
        reply.say("which_product")
        return None
    try:
        view = shop.graph.product(product_id)
    except UnknownProduct:
        reply.say("unknown_product")
        return None
    reply.remember(product=product_id)
    return view


class ProductDetails(ShopAction):
    """Tell what the shop knows of a product, or show it in the size that is asked for."""

    action_name = "action_product_details"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        if answer_size(turn, shop, reply):
            return
        view = product_meant(turn, shop, reply)
        if view is None or answer_fact(view, turn, shop, reply):
            return
        quote = shop.offers.quote(view.product_id, turn.customer_id)
        names = {
            "name": label(view.name, view.labels, turn.language),
            "price": money(quote.pay, quote.currency, turn.language),
        }
        payload = detail(view, turn, shop)
        if quote.applied and quote.pay < quote.shelf:
            was = money(quote.shelf, quote.currency, turn.language)
            title = label(quote.applied.title, quote.applied.labels, turn.language)
            reply.say("product_with_offer", payload, was=was, offer=title, **names)
        else:
            reply.say("product", payload, **names)


class PickProduct(ProductDetails):
    """Take one of those shown; it becomes the product under discussion."""

    action_name = "action_pick_product"
