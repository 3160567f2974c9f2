"""Who a customer is, as the channel verified it, sealed so that nothing on the way to an action can change it.

Message metadata passes through Rasa and can be forged on its other doors (REST, a typed payload, the shell). The
channel therefore signs what it verified; an action believes only what carries that signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.errors import InvalidIdentity

SEAL = "seal"


@dataclass(frozen=True)
class Identity:
    """Who speaks in a conversation. ``customer_id`` is None for a guest; ``page_product`` is the page they look at."""

    conversation_id: str
    customer_id: str | None
    language: str
    page_product: str | None


def seal(identity: Identity, secret: str) -> dict[str, str]:
    """The message metadata that carries ``identity``: its known fields and, under ``seal``, their signature.

    The signature is HMAC-SHA256 over canonical JSON (sorted keys, no spaces), in hexadecimal.
    """
    metadata = {name: value for name, value in asdict(identity).items() if value is not None}
    return {**metadata, SEAL: _signature(identity, secret)}


def unseal(metadata: Mapping[str, Any] | None, conversation_id: str, secret: str) -> Identity:
    """The identity that ``metadata`` carries, if it was sealed with ``secret`` for this very conversation.

    Raises:
        InvalidIdentity: there is no seal, it does not verify, or it belongs to another conversation.
    """
    given = metadata if isinstance(metadata, Mapping) else {}
    signature = given.get(SEAL)
    if not isinstance(signature, str):
        raise InvalidIdentity("the message carries no identity seal; it did not come through the web channel")
    identity = Identity(
        conversation_id=_text(given, "conversation_id") or "",
        customer_id=_text(given, "customer_id"),
        language=_text(given, "language") or "",
        page_product=_text(given, "page_product"),
    )
    expected = _signature(identity, secret)
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        raise InvalidIdentity("the identity seal does not verify; do the channel and the actions share DAOGOU_SECRET?")
    if identity.conversation_id != conversation_id:
        raise InvalidIdentity("the identity seal belongs to another conversation")
    return identity


def _text(metadata: Mapping[str, Any], name: str) -> str | None:
    value = metadata.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidIdentity(f"the sealed {name} is not text")
    return value


def _signature(identity: Identity, secret: str) -> str:
    canonical = json.dumps(asdict(identity), sort_keys=True, separators=(",", ":"))
    return hmac.new(secret.encode(), canonical.encode(), hashlib.sha256).hexdigest()
