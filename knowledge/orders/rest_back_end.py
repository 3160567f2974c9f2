"""A shop's own order system over HTTP: waited for a little, asked again, and left alone while it is down."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import pybreaker
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from knowledge.errors import BackEndError, OrderChanged, UnknownCustomer, UnknownOrder
from knowledge.orders.back_end import Receipt
from knowledge.orders.planning import Plan
from knowledge.orders.views import Address, OrderView, PaymentMethodView
from knowledge.orders.wire import method_from_json, order_from_json, step_to_json

TIMEOUT_SECONDS = 2.0
ATTEMPTS = 3
MOST_WAIT_SECONDS = 0.4
"""Between two attempts; with those it stays within what an action may take."""
FAILURES_BEFORE_OPEN = 5
OPEN_SECONDS = 30.0
Answer = TypeVar("Answer")


class _Failed(Exception):
    """No answer, or a server's error: it may go better the next time."""


class RestBackEnd:
    """Asks ``url`` (docs/orders.md has the calls). ``token``: sent as bearer; ``transport``: for tests.

    Every call may be repeated: those that change something carry the step's key as ``Idempotency-Key``.
    """

    def __init__(self, url: str, token: str | None = None, *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, transport=transport)
        self._breaker = pybreaker.CircuitBreaker(fail_max=FAILURES_BEFORE_OPEN, reset_timeout=OPEN_SECONDS)

    def order(self, customer_id: str, number: str) -> OrderView:
        """The customer's order ``number``."""
        return self._ask("GET", f"{_of(customer_id)}/orders/{quote(number, safe='')}", order_from_json)

    def orders(
        self, customer_id: str, limit: int | None = None, statuses: Collection[str] | None = None
    ) -> tuple[OrderView, ...]:
        """The customer's last orders, newest first."""
        query = {"limit": limit, "status": None if statuses is None else ",".join(statuses)}
        params = {name: value for name, value in query.items() if value is not None}
        return self._ask(
            "GET", f"{_of(customer_id)}/orders", lambda found: tuple(map(order_from_json, found)), params=params
        )

    def methods(self, customer_id: str) -> tuple[PaymentMethodView, ...]:
        """What the customer pays with."""
        path = f"{_of(customer_id)}/payment-methods"
        return self._ask("GET", path, lambda found: tuple(map(method_from_json, found)))

    def address(self, customer_id: str) -> Address | None:
        """Where the customer's orders go if nothing else is said."""
        return self._ask("GET", f"{_of(customer_id)}/address", Address.of)

    def apply(self, customer_id: str, plan: Plan, key: str, conversation_id: str | None) -> Receipt:
        """Do what was planned, once for each ``key``."""
        path = f"{_of(customer_id)}/orders/{quote(plan.number, safe='')}/steps"

        def read(answer: Any) -> Receipt:
            return Receipt(order_from_json(answer["order"]), plan.step, bool(answer["repeated"]))

        return self._ask("POST", path, read, json=step_to_json(plan, conversation_id), headers={"Idempotency-Key": key})

    def done(self, customer_id: str, number: str, key: str) -> OrderView | None:
        """The order as it is now, if the step with this ``key`` was taken with it."""
        path = f"{_of(customer_id)}/orders/{quote(number, safe='')}/steps/{quote(key, safe='')}"
        return self._ask("GET", path, lambda found: None if found is None else order_from_json(found))

    def set_address(self, customer_id: str, address: Address) -> None:
        """Send the customer's orders there from now on."""
        try:
            self._ask("PUT", f"{_of(customer_id)}/address", lambda _: None, json=address.to_json())
        except UnknownOrder:
            raise UnknownCustomer("the shop has no such customer") from None

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _ask(self, method: str, path: str, read: Callable[[Any], Answer], **call: Any) -> Answer:
        """The answer as ``read`` reads it.

        Raises:
            UnknownOrder: 404. OrderChanged: 409. BackEndError: no sensible answer after all attempts.
        """
        attempts = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=MOST_WAIT_SECONDS),
            retry=retry_if_exception_type(_Failed),
            reraise=True,
        )
        try:
            response = attempts(self._breaker.call, self._send, method, path, **call)
        except (_Failed, pybreaker.CircuitBreakerError) as error:
            raise BackEndError("the shop's order system does not answer; try again in a moment") from error
        if response.status_code == httpx.codes.NOT_FOUND:
            raise UnknownOrder("this customer has no order with this number; check the number")
        if response.status_code == httpx.codes.CONFLICT:
            raise OrderChanged("the order has changed since this was worked out; look at it again")
        try:
            response.raise_for_status()
            return read(response.json() if response.content else None)
        except (httpx.HTTPError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise BackEndError("the shop's order system gave an answer that makes no sense") from error

    def _send(self, method: str, path: str, **call: Any) -> httpx.Response:
        try:
            response = self._client.request(method, path, **call)
        except httpx.HTTPError as error:
            raise _Failed from error
        if response.status_code >= 500 or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise _Failed
        return response


def _of(customer_id: str) -> str:
    return f"/customers/{quote(customer_id, safe='')}"
