"""What the shop knows of one product: all of it on a card, or the one fact that was asked for."""

from __future__ import annotations

from actions.boundary import Reply
from actions.render import Payload, brand, category, label, offer, product
from actions.turn import Turn
from actions.wording import phrase
from knowledge.graph.views import ProductView
from knowledge.guide.facts import Fact, fact, read_fact
from knowledge.shop import Shop


def detail(view: ProductView, turn: Turn, shop: Shop) -> Payload:
    """The card of a product."""
    payload: Payload = {
        "type": "product_detail",
        "product": product(view, turn, shop),
        "attributes": _attributes(view, turn, shop),
        "offers": [offer(each, turn, shop) for each in shop.offers.on_product(view.product_id, turn.customer_id)],
    }
    return payload | ({"description": view.description} if view.description else {})


def answer_fact(view: ProductView, turn: Turn, shop: Shop, reply: Reply) -> bool:
    """Answer the one thing that the message asks of the product; False where it asks for it as a whole."""
    kind = read_fact(turn.text)
    if kind is None:
        return False
    named = [*turn.values("attribute_value"), *turn.excluded("attribute_value")]
    found = fact(shop.graph, view.product_id, kind, turn.text, named)
    name = label(view.name, view.labels, turn.language)
    values = _values(found, turn, shop)
    if found.products:
        cards = [product(each, turn, shop) for each in (view, *found.products)]
        reply.say("fact_sizes", {"type": "product_list", "list": "similar", "products": cards}, name=name)
        ids = [view.product_id, *(each.product_id for each in found.products)]
        reasons = {each: {"kind": "similar", "evidence": [view.product_id]} for each in ids[1:]}
        reply.showed(ids, reasons, turn.aside())
        reply.remember(product=view.product_id)
        return True
    payload = detail(view, turn, shop)
    if not found.known:
        reply.say("fact_unknown", payload, name=name, asked=found.asked or turn.text)
    elif found.yes is None:
        reply.say(f"fact_{'size' if kind == 'sizes' else kind}", payload, name=name, value=values)
    else:
        reply.say(f"fact_{kind}_{'yes' if found.yes else 'no'}", payload, name=name, value=values)
    return True


def _values(found: Fact, turn: Turn, shop: Shop) -> str:
    name = shop.graph.brand_name if found.kind == "brand" else shop.graph.value_name
    return ", ".join(name(each, turn.language) for each in found.values)


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
