"""One product: picking it from what was shown, and telling about it."""

from __future__ import annotations

from actions.boundary import Reply, ShopAction
from actions.render import Payload, brand, category, label, money, offer, product
from actions.sizes import answer_size
from actions.turn import Turn
from actions.wording import phrase
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
        if view is None:
            return
        quote = shop.offers.quote(view.product_id, turn.customer_id)
        names = {
            "name": label(view.name, view.labels, turn.language),
            "price": money(quote.pay, quote.currency, turn.language),
        }
        payload: Payload = {
            "type": "product_detail",
            "product": product(view, turn, shop),
            "attributes": _attributes(view, turn, shop),
            "offers": [offer(each, turn, shop) for each in shop.offers.on_product(view.product_id, turn.customer_id)],
        }
        if view.description:
            payload["description"] = view.description
        if quote.applied and quote.pay < quote.shelf:
            was = money(quote.shelf, quote.currency, turn.language)
            title = label(quote.applied.title, quote.applied.labels, turn.language)
            reply.say("product_with_offer", payload, was=was, offer=title, **names)
        else:
            reply.say("product", payload, **names)


class PickProduct(ProductDetails):
    """Take one of those shown; it becomes the product under discussion."""

    action_name = "action_pick_product"


def _attributes(view: ProductView, turn: Turn, shop: Shop) -> list[Payload]:
    known = [
        {"name": shop.graph.attribute_name(each.attribute, turn.language), "value": value}
        for each in view.values
        if (value := shop.graph.value_name(each.reference, turn.language))
    ]
    if made_by := brand(view, turn, shop):
        known.insert(0, {"name": phrase("brand", turn.language), "value": made_by})
    if view.category_key:
        known.append({"name": phrase("category", turn.language), "value": category(view.category_key, turn, shop)})
    return known
