"""What the order desk needs of customers and orders: addresses, what is paid with, and what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.catalogue.feeds.fields import BadField, Cells
from knowledge.catalogue.records import PaymentMethodRecord, PaymentRecord

ADDRESS = "address."
_NEEDED = ("street", "city", "postcode", "country")
_PARTS = (*_NEEDED, "street2", "region", "name")


def read_address(values: Mapping[str, Any]) -> dict[str, str] | None:
    """The object ``address``, or a table's columns ``address.street`` and so on; None where there is none.

    Raises:
        BadField: a part is missing, or is none of an address.
    """
    given = values.get("address")
    if given is not None and not isinstance(given, dict):
        raise BadField("address", "is not an object; in a table each part has its own column, as address.street")
    own = {name.removeprefix(ADDRESS): value for name, value in values.items() if name.startswith(ADDRESS)}
    cells = Cells({**(given or {}), **own})
    strange = next((name for name in cells.values if name not in _PARTS), None)
    if strange is not None:
        raise BadField(ADDRESS + strange, f"is none of {', '.join(_PARTS)}")
    parts = {name: text for name in _PARTS if (text := cells.text(name))}
    lacking = next((name for name in _NEEDED if name not in parts), None)
    if parts and lacking:
        raise BadField(ADDRESS + lacking, "is missing")
    return parts or None


def read_methods(values: Mapping[str, Any], currency: str) -> tuple[PaymentMethodRecord, ...] | None:
    """The list ``payment_methods``; None where there is none. Balances without a currency are in ``currency``.

    Raises:
        BadField: it is no list of methods.
    """
    if values.get("payment_methods") is None:
        return None
    found = []
    for cells in _objects(values, "payment_methods", currency):
        balance = cells.money("balance")
        found.append(
            PaymentMethodRecord(
                method_id=cells.required("method_id"),
                kind=cells.required("kind"),
                brand=cells.text("brand"),
                last_four=cells.text("last_four"),
                balance=None if balance is None else balance[0],
            )
        )
    return tuple(found)


def read_payments(values: Mapping[str, Any], currency: str) -> tuple[PaymentRecord, ...] | None:
    """The list ``payments`` of an order; None where there is none.

    Raises:
        BadField: it is no list of payments.
    """
    if values.get("payments") is None:
        return None
    found = []
    for cells in _objects(values, "payments", currency):
        amount = cells.money("amount")
        if amount is None or amount[1] != currency:
            raise BadField("payments.amount", "is missing" if amount is None else f"is not in {currency}")
        found.append(
            PaymentRecord(kind=cells.text("kind") or "payment", method_id=cells.required("method_id"), amount=amount[0])
        )
    return tuple(found)


def _objects(values: Mapping[str, Any], name: str, currency: str) -> Iterator[Cells]:
    given = values[name]
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise BadField(name, "is not a list of objects; give JSON Lines for it")
    return (Cells(each, currency=currency) for each in given)
