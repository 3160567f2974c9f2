"""What the shop knows of a customer, where they agreed that it may use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from knowledge.catalogue.models import Category, Customer, Order, OrderLine, Product
from knowledge.catalogue.store import CatalogueStore
from knowledge.customers.consent import ConsentBook
from knowledge.errors import UnknownCustomer

DEPARTMENTS_SHOWN = 3


@dataclass(frozen=True)
class CustomerProfile:
    """``departments``: keys of the root categories bought from most, by quantity; empty without consent.

    ``orders`` (how many were not cancelled) is None without consent.
    """

    customer_id: str
    language: str
    loyalty_member: bool
    orders: int | None
    departments: tuple[str, ...]


class ProfileBook:
    """Profiles of registered customers, computed from their orders when asked for."""

    def __init__(self, store: CatalogueStore, consents: ConsentBook) -> None:
        self._store = store
        self._consents = consents

    def profile(self, customer_id: str) -> CustomerProfile:
        """The customer's profile; without consent to personalisation it holds what any order form does.

        Raises:
            UnknownCustomer: the shop has no such customer.
        """
        with self._store.session() as session:
            customer = session.execute(select(Customer).where(Customer.customer_id == customer_id)).scalar_one_or_none()
            if customer is None:
                raise UnknownCustomer("the shop has no customer with this id")
            if not self._consents.allows(customer_id, "personalisation"):
                return CustomerProfile(customer_id, customer.language, customer.loyalty_member, None, ())
            kept = (Order.customer_id == customer.id) & (Order.status != "cancelled")
            orders = session.execute(select(func.count()).select_from(Order).where(kept)).scalar_one()
            bought = session.execute(
                select(Category.key, func.sum(OrderLine.quantity))
                .select_from(OrderLine)
                .join(Order, Order.id == OrderLine.order_id)
                .join(Product, Product.product_id == OrderLine.product_id)
                .join(Category, Category.id == Product.category_id)
                .where(kept)
                .group_by(Category.key)
            ).all()
        departments: Counter[str] = Counter()
        for key, quantity in bought:
            departments[key.partition("/")[0]] += int(quantity)
        favourites = sorted(departments, key=lambda key: (-departments[key], key))[:DEPARTMENTS_SHOWN]
        return CustomerProfile(customer_id, customer.language, customer.loyalty_member, int(orders), tuple(favourites))
