"""Who a guest is: they name their e-mail, or name and postcode, and say the one-time code that is sent there.

Whether there is such a customer is told to nobody: what is said, kept and done is the same, but that nothing is sent.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from os import environ
from typing import Any, Literal, Protocol

from sqlalchemy import desc, func, select

from knowledge.catalogue.models import Customer, SignIn
from knowledge.catalogue.models.base import columns
from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import ConfigurationError

LIFETIME = timedelta(minutes=10)
MOST_WRONG = 3
"""So often may a code be tried that is not the one sent."""
MOST_CODES = 5
"""So many codes are sent to one customer, or asked for in one conversation, in an hour."""
SENDER = "DAOGOU_CODE_SENDER"

Verdict = Literal["right", "wrong", "over"]

_sign_in, _customer = columns(SignIn), columns(Customer)
_logger = logging.getLogger(__name__)


class CodeSender(Protocol):
    """Brings a code to a customer."""

    def __call__(self, customer_id: str, email: str | None, phone: str | None, code: str) -> None:
        """Send ``code``. It may take long or fail: the customer is told the same."""


def to_log(customer_id: str, email: str | None, phone: str | None, code: str) -> None:
    """For trying it out: the code stands in the log, with nothing that says whose it is."""
    _logger.warning("one-time code: %s", code)


def chosen_sender(demo: bool) -> CodeSender | None:
    """The one that ``DAOGOU_CODE_SENDER`` names as ``module:function``; without it, the log in a demo shop, else None.

    Raises:
        ConfigurationError: there is no such function.
    """
    named = environ.get(SENDER)
    if not named:
        return to_log if demo else None
    module, _, function = named.partition(":")
    try:
        sender: CodeSender = getattr(import_module(module), function)
    except (ImportError, ValueError, AttributeError) as error:
        raise ConfigurationError(f"{SENDER} must name a function that sends codes, as module:function") from error
    return sender


class SignInDesk:
    """One-time codes. ``secret`` keys their hashes: the codes themselves are kept nowhere.

    Without a ``sender`` no code can be asked for.
    """

    def __init__(self, store: CatalogueStore, clock: Clock, secret: str, sender: CodeSender | None) -> None:
        self._store = store
        self._clock = clock
        self._secret = secret
        self._send = sender

    @property
    def available(self) -> bool:
        """Whether codes can be sent at all."""
        return self._send is not None

    def ask(self, conversation_id: str, *, email: str | None = None, name: str = "", postcode: str = "") -> bool:
        """Send a code to the customer with this e-mail, or of this name and postcode, if there is one.

        Returns:
            False where too many were asked for in this conversation; so it is whoever is asked for.
        """
        now, code = self._clock.now(), f"{secrets.randbelow(10**6):06d}"
        with self._store.transaction() as session:
            lately = select(func.count()).select_from(SignIn).where(_sign_in.asked_at > now - timedelta(hours=1))
            if session.execute(lately.where(_sign_in.conversation_id == conversation_id)).scalar() >= MOST_CODES:
                return False
            found = _one(session.execute(_matching(email, postcode)).scalars().all(), email, name)
            theirs = lately.where(_sign_in.customer_id == (found.customer_id if found else ""))
            flooded = session.execute(theirs).scalar() >= MOST_CODES
            customer_id = found.customer_id if found and not flooded else None
            made = SignIn(
                conversation_id=conversation_id,
                customer_id=customer_id,
                code_hash=self._hash(conversation_id, code),
                asked_at=now,
                wrong=0,
            )
            session.add(made)
        if found and customer_id and self._send is not None:
            try:
                self._send(customer_id, found.email, found.phone, code)
            except Exception as error:  # whatever a shop's own sender may raise
                _logger.error("a one-time code could not be sent: %s", type(error).__name__)
        return True

    def verify(self, conversation_id: str, code: str) -> Verdict:
        """Whether this is the code that was sent last; ``over``: it no longer counts, and another must be asked for."""
        now = self._clock.now()
        with self._store.transaction() as session:
            query = (
                select(SignIn)
                .where(_sign_in.conversation_id == conversation_id)
                .order_by(desc(_sign_in.id))
                .limit(1)
                .with_for_update()
            )
            last = session.execute(query).scalar()
            if last is None or last.verified_at or last.wrong >= MOST_WRONG or now > last.asked_at + LIFETIME:
                return "over"
            right = hmac.compare_digest(last.code_hash, self._hash(conversation_id, code))
            if not right or last.customer_id is None:
                last.wrong += 1
                return "wrong" if last.wrong < MOST_WRONG else "over"
            last.verified_at = now
            return "right"

    def customer(self, conversation_id: str) -> str | None:
        """Who the guest of this conversation turned out to be: the first that was verified, for good."""
        query = (
            select(_sign_in.customer_id)
            .where(_sign_in.conversation_id == conversation_id, _sign_in.verified_at.is_not(None))
            .order_by(_sign_in.id)
            .limit(1)
        )
        with self._store.session() as session:
            return session.execute(query).scalar()

    def _hash(self, conversation_id: str, code: str) -> str:
        said = f"{conversation_id}\0{code}".encode()
        return hmac.new(self._secret.encode(), said, hashlib.sha256).hexdigest()


def _matching(email: str | None, postcode: str) -> Any:
    query = select(Customer).limit(1000)
    if email is not None:
        return query.where(func.lower(_customer.email) == email.lower())
    return query.where(_customer.postcode == postcode.strip())


def _one(found: Sequence[Customer], email: str | None, name: str) -> Customer | None:
    """The only one; of those with a postcode, the only one of that name."""
    if email is None:
        said = " ".join(name.casefold().split())
        found = [each for each in found if each.name and " ".join(each.name.casefold().split()) == said]
    return found[0] if len(found) == 1 else None
