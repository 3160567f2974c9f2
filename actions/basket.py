"""The basket kept in the conversation: what is in it, what it costs at best, and the coupons on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.boundary import Reply, ShopAction
from actions.numbers import quantity_told
from actions.product import product_meant
from actions.render import Payload, day, label, money
from actions.tables import basket_card
from actions.turn import Turn, joined
from knowledge.promotions.basket import MOST_LINES, ShoppingBasket, read_code
from knowledge.promotions.coupon_problems import coupon_problem
from knowledge.promotions.near_miss import NearMiss, nearest_miss
from knowledge.promotions.pricing import BasketPrice, price_basket
from knowledge.shop import Shop

_EVERYTHING = re.compile(
    r"\b(?:empty|clear|everything|all of (?:it|them)|whole)\b|\bfrom scratch\b|清空|全部|都不要|都删", re.IGNORECASE
)
_ONE_OF = re.compile(r"\bone (?:of|off)\b|\bby one\b|减一|少一[个件]", re.IGNORECASE)
_EACH = re.compile(r"\bof each\b|每样|各", re.IGNORECASE)
_DOUBLE = re.compile(r"\bdouble\b|翻倍|加倍", re.IGNORECASE)
_MY_COUPONS = re.compile(r"\b(?:all|my|the best) (?:my )?(?:coupons|vouchers)\b|我的(?:优惠)?券|券都用", re.IGNORECASE)
_NOT_IT = re.compile(r"\b(?:remove|take off|don't use|do not use|without)\b|不用|取消|去掉", re.IGNORECASE)


class AddToBasket(ShopAction):
    """Put products in: those of the list that are named, else the one under discussion."""

    action_name = "action_add_to_basket"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        places = turn.places() if not turn.values("product") else []
        ids = [each for place in places if (each := turn.shown[place]) and shop.graph.has(each)]
        if not ids:
            view = product_meant(turn, shop, reply)
            if view is None:
                return
            ids = [view.product_id]
        told = quantity_told(turn, shop)
        basket = turn.basket
        if len(basket.lines) + len(ids) > MOST_LINES:
            reply.say("basket_full", most=MOST_LINES)
            return
        for product_id in ids:
            planned = int(turn.reasons.get(product_id, {}).get("quantity", 1))
            basket = basket.plus(product_id, told or planned)
        names = [_name(each, turn, shop) for each in ids]
        _show(basket, "added_to_basket", turn, shop, reply, name=joined(names, turn.language))


class RemoveFromBasket(ShopAction):
    """Take products out: everything, those that are named, or one unit."""

    action_name = "action_remove_from_basket"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        basket = turn.basket.on_sale(shop.graph.product_ids())
        if not basket:
            reply.say("basket_empty")
            return
        if _EVERYTHING.search(turn.text):
            reply.say("basket_emptied")
            reply.remember(basket=None)
            return
        lines = _lines_meant(basket, turn, shop)
        if not lines:
            _show(basket, "which_line", turn, shop, reply)
            return
        one = _ONE_OF.search(turn.text) is not None
        names = [_name(each, turn, shop) for each in lines]
        for product_id in lines:
            basket = basket.with_quantity(product_id, basket.quantity(product_id) - 1 if one else 0)
        if not basket:
            reply.say("basket_emptied")
            reply.remember(basket=None)
            return
        _show(basket, "removed_from_basket", turn, shop, reply, name=joined(names, turn.language))


class ChangeQuantity(ShopAction):
    """So many units of what is in the basket."""

    action_name = "action_change_quantity"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        basket = turn.basket.on_sale(shop.graph.product_ids())
        if not basket:
            reply.say("basket_empty")
            return
        lines = [line.product_id for line in basket.lines] if _EACH.search(turn.text) else []
        lines = lines or _lines_meant(basket, turn, shop) or [basket.lines[-1].product_id]
        for product_id in lines:
            present = basket.quantity(product_id)
            quantity = 2 * present if _DOUBLE.search(turn.text) else quantity_told(turn, shop)
            if quantity is None:
                _show(basket, "which_quantity", turn, shop, reply)
                return
            basket = basket.with_quantity(product_id, quantity)
        names = [_name(each, turn, shop) for each in lines]
        _show(basket, "quantity_changed", turn, shop, reply, name=joined(names, turn.language))


class ShowBasket(ShopAction):
    """What is in the basket, and how the lowest price of it comes about."""

    action_name = "action_show_basket"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        basket = turn.basket.on_sale(shop.graph.product_ids())
        if basket:
            _show(basket, "basket", turn, shop, reply)
        else:
            reply.say("basket_empty")


class UseCoupon(ShopAction):
    """Put a coupon on the basket, or take it off again."""

    action_name = "action_use_coupon"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        code = read_code(turn.text)
        basket = turn.basket.on_sale(shop.graph.product_ids())
        if _NOT_IT.search(turn.text):
            reply.remember(basket=basket.without_coupon(code).to_json())
            _show(basket.without_coupon(code), "coupon_taken_off", turn, shop, reply)
            return
        if code is None:
            if turn.customer_id is None and _MY_COUPONS.search(turn.text):
                reply.say("sign_in_for_coupons", {"type": "sign_in"})
            elif basket and turn.customer_id is not None:
                # Their own coupons are always counted; what is left to do is to show it.
                _show(basket, "basket", turn, shop, reply)
            else:
                reply.say("which_coupon")
            return
        basket = basket.with_coupon(code)
        reply.remember(basket=basket.to_json())
        if not basket:
            reply.say("coupon_kept", code=code)
            return
        problem = coupon_problem(code, basket.lines, shop.offers, turn.customer_id)
        if problem is None:
            _show(basket, "coupon_used", turn, shop, reply, code=code)
        else:
            _say_problem(code, basket, turn, shop, reply)


class CouponProblem(ShopAction):
    """Why a coupon takes nothing off: the condition that fails."""

    action_name = "action_coupon_problem"

    def respond(self, turn: Turn, shop: Shop, reply: Reply) -> None:
        code = read_code(turn.text) or (turn.basket.coupons[-1] if turn.basket.coupons else None)
        if code is None:
            reply.say("which_coupon")
            return
        basket = turn.basket.on_sale(shop.graph.product_ids())
        if not basket:
            reply.say("coupon_without_basket", code=code)
            return
        _say_problem(code, basket, turn, shop, reply)


def _say_problem(code: str, basket: ShoppingBasket, turn: Turn, shop: Shop, reply: Reply) -> None:
    problem = coupon_problem(code, basket.lines, shop.offers, turn.customer_id)
    if problem is None:
        _show(basket, "coupon_works", turn, shop, reply, code=code)
        return
    if problem.reason == "unknown" and (near := shop.offers.near_codes(turn.customer_id, code)):
        reply.say("coupon_unknown_near", code=code, near=joined(near, turn.language))
        return
    lacking = ""
    if problem.lacking is not None:
        whole = problem.reason == "quantity"
        lacking = f"{problem.lacking:f}" if whole else money(problem.lacking, shop.currency, turn.language)
    when = day(problem.at, turn.language) if problem.at else ""
    reply.say(
        "coupon_used_already" if problem.reason == "used" else f"coupon_{problem.reason}",
        code=code,
        lacking=lacking,
        date=when,
    )


def _show(basket: ShoppingBasket, response: str, turn: Turn, shop: Shop, reply: Reply, **names: object) -> None:
    """Say ``response`` over the basket at its lowest price, keep it, and tell what would save more."""
    reply.remember(basket=basket.to_json())
    if not basket:
        reply.say("basket_empty")
        return
    codes = _codes(basket, turn, shop)
    price = price_basket(basket.lines, shop.offers, turn.customer_id, coupons=codes)
    miss = nearest_miss(basket.lines, shop.offers, turn.customer_id, coupons=codes)
    payload: Payload = basket_card(price, miss, turn, shop)
    reply.say(response, payload, total=money(price.total, price.currency, turn.language), **names)
    _say_hints(price, miss, turn, shop, reply)


def _say_hints(price: BasketPrice, miss: NearMiss | None, turn: Turn, shop: Shop, reply: Reply) -> None:
    if not price.proved:
        reply.say("price_not_proved", bound=money(price.bound, price.currency, turn.language))
    if miss is not None:
        saving = money(miss.saving, miss.currency, turn.language)
        reply.say("nearest_miss", name=_name(miss.product_id, turn, shop), saving=saving)


def _codes(basket: ShoppingBasket, turn: Turn, shop: Shop) -> Sequence[str]:
    """The codes that were typed, as the shop writes them, and those of the customer's own coupons."""
    own = [each.code for each in shop.offers.coupons(turn.customer_id)] if turn.customer_id else []
    typed = [grant.coupon.code for code in basket.coupons for grant in shop.offers.grants(code)]
    return tuple(dict.fromkeys((*typed, *own)))


def _lines_meant(basket: ShoppingBasket, turn: Turn, shop: Shop) -> list[str]:
    """The lines of the basket that the message names: by the product, its kind, or its place in the basket."""
    ids = [line.product_id for line in basket.lines]
    named = [str(each) for each in turn.values("product") if str(each) in ids]
    kinds = [*turn.values("category")]
    of_kind = [each for each in ids if any(key in shop.graph.product(each).category_path for key in kinds)]
    if named or of_kind:
        return list(dict.fromkeys((*named, *of_kind)))
    words = {each for each in turn.wishes().text.split() if len(each) > 2}
    said = [each for each in ids if words & set(_name(each, turn, shop).lower().replace(",", "").split())]
    if said:
        return said
    ordinals = [int(each) for each in turn.values("ordinal")]
    places = [len(ids) - 1 if each == -1 else each - 1 for each in ordinals]
    placed = [ids[place] for place in places if 0 <= place < len(ids)]
    if ordinals:
        return placed
    if turn.product in ids and turn.product is not None:
        return [turn.product]
    return ids if len(ids) == 1 else []


def _name(product_id: str, turn: Turn, shop: Shop) -> str:
    view = shop.graph.product(product_id)
    return label(view.name, view.labels, turn.language)
