"""Who is shopping: a guest or one of the shop's households, kept in a signed cookie."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

import jwt

from bot.demo.strings import LANGUAGES

COOKIE = "daogou_session"
LIFETIME = timedelta(days=30)
_ALGORITHM = "HS256"


@dataclass(frozen=True)
class Visitor:
    """One browser. ``household`` is the id of the customer it shops as, None for a guest."""

    session_id: str
    guest_id: str
    household: str | None
    language: str

    @property
    def subject(self) -> str:
        """Who this is, as the chat token names it."""
        return f"guest:{self.guest_id}" if self.household is None else f"customer:{self.household}"


class VisitorBook:
    """Reads and writes the cookie, and derives from it what must not be guessed. ``key`` signs all of it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def read(self, cookie: str | None, language: str = "en") -> tuple[Visitor, bool]:
        """The visitor that ``cookie`` names, and whether it is a new one: without a good cookie, a guest."""
        try:
            claims = jwt.decode(cookie or "", self._key, algorithms=[_ALGORITHM], options={"require": ["exp"]})
            household = claims["household"]
            if claims["language"] in LANGUAGES:
                return Visitor(claims["session"], claims["guest"], household, claims["language"]), False
        except (jwt.InvalidTokenError, KeyError):
            pass
        return Visitor(secrets.token_urlsafe(16), secrets.token_urlsafe(12), None, language), True

    def write(self, visitor: Visitor) -> str:
        """The cookie for ``visitor``."""
        claims = {
            "session": visitor.session_id,
            "guest": visitor.guest_id,
            "household": visitor.household,
            "language": visitor.language,
            "exp": int(time.time() + LIFETIME.total_seconds()),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def conversation_id(self, visitor: Visitor) -> str:
        """The conversation of this browser as this customer or guest: shopping as another is another conversation."""
        return f"demo-{self._mac(f'conversation {visitor.session_id} {visitor.subject}')}"

    def form_token(self, visitor: Visitor) -> str:
        """What a form on our own pages carries, so that another site cannot send it for the visitor."""
        return self._mac(f"form {visitor.session_id}")

    def is_own_form(self, visitor: Visitor, token: str) -> bool:
        """Whether a form that carries ``token`` came from a page of ours to this visitor."""
        return hmac.compare_digest(self.form_token(visitor).encode(), token.encode())

    def _mac(self, message: str) -> str:
        return hmac.new(self._key.encode(), message.encode(), hashlib.sha256).hexdigest()[:40]
