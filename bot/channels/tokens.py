"""The token with which a shop's page lets its customer into one conversation: a JWT, signed with HS256.

Claims: ``sub`` (``customer:ID`` or ``guest:ID``), ``conv`` (the conversation), ``lang``, ``exp``.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt

from knowledge.errors import NotAllowed

ALGORITHM = "HS256"
LIFETIME = timedelta(hours=2)
LANGUAGES = ("en", "zh")
_CONVERSATION = re.compile(r"[\w.:-]{1,100}")
_LONGEST_ID = 100


class TokenError(NotAllowed):
    """A token that lets nobody in. ``code``: ``no_token``, ``bad_token`` or ``token_expired``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a verified token says. ``customer_id`` is None for a guest; ``expires_at`` is in seconds since 1970."""

    conversation_id: str
    customer_id: str | None
    language: str
    expires_at: float


def issue_token(
    conversation_id: str,
    key: str,
    *,
    customer_id: str | None = None,
    guest_id: str | None = None,
    language: str = "en",
    lifetime: timedelta = LIFETIME,
) -> str:
    """A token for one customer, or one guest, in one conversation, good for ``lifetime`` from now.

    Raises:
        ValueError: not exactly one of ``customer_id`` and ``guest_id`` is given, or the conversation's id is malformed.
    """
    if bool(customer_id) == bool(guest_id):
        raise ValueError("a token is for a customer or for a guest")
    if not _CONVERSATION.fullmatch(conversation_id):
        raise ValueError("a conversation's id has 1 to 100 letters, digits, and . : - _")
    subject = f"customer:{customer_id}" if customer_id else f"guest:{guest_id}"
    expires_at = int(time.time() + lifetime.total_seconds())
    claims = {"sub": subject, "conv": conversation_id, "lang": language, "exp": expires_at}
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def verify_token(token: Any, key: str) -> Claims:
    """What ``token`` says, if it was signed with ``key`` and has not expired; no leeway.

    Raises:
        TokenError: it lets nobody in; ``code`` says why.
    """
    if not token:
        raise TokenError("no_token", "connect with auth: {token}, the token that the shop's page got from the shop")
    if not isinstance(token, str):
        raise TokenError("bad_token", "the token is not text")
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM], options={"require": ["exp", "sub"]}, leeway=0)
    except jwt.ExpiredSignatureError:
        raise TokenError("token_expired", "the token has expired; get a new one from the shop") from None
    except jwt.InvalidTokenError:
        raise TokenError("bad_token", "the token does not verify; get a new one from the shop") from None
    kind, _, identifier = str(claims["sub"]).partition(":")
    conversation_id = claims.get("conv")
    if kind not in ("customer", "guest") or not 0 < len(identifier) <= _LONGEST_ID:
        raise TokenError("bad_token", "the token's sub is neither customer:ID nor guest:ID")
    if not isinstance(conversation_id, str) or not _CONVERSATION.fullmatch(conversation_id):
        raise TokenError("bad_token", "the token names no conversation")
    language = claims.get("lang")
    return Claims(
        conversation_id=conversation_id,
        customer_id=identifier if kind == "customer" else None,
        language=language if language in LANGUAGES else LANGUAGES[0],
        expires_at=float(claims["exp"]),
    )
