"""What a client may send, and the errors it can be told of."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, StrictStr, ValidationError, conbytes, conint, conlist, constr

from bot.channels.plain_text import cleaned
from bot.channels.tokens import LANGUAGES

Id = constr(strict=True, min_length=1, max_length=100, regex=r"^[^\x00-\x1f\x7f\ud800-\udfff]+$")
Request = TypeVar("Request", bound=BaseModel)


class RequestError(Exception):
    """A request that was not carried out. ``code`` is one of the wire's; the text is for developers."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def answer(self) -> dict[str, Any]:
        """The acknowledgement that says so."""
        return {"ok": False, "error": {"code": self.code, "message": str(self)}}


class MessageIn(BaseModel):
    """What a customer typed; ``page_product`` is the product whose page they look at."""

    client_id: Id  # type: ignore[valid-type]
    text: StrictStr
    page_product: StrictStr | None = None


class CommandIn(BaseModel):
    """A button pressed on a product; ``title`` is shown as the customer's words."""

    client_id: Id  # type: ignore[valid-type]
    name: Literal["product_details", "product_offers", "goes_with", "why", "add_to_basket"]
    product_id: Id  # type: ignore[valid-type]
    title: constr(strict=True, min_length=1, max_length=200)  # type: ignore[valid-type]
    page_product: StrictStr | None = None


class EventIn(BaseModel):
    """One shopper event, named as GA4 names it; ``position`` is 1-based."""

    event_id: Id  # type: ignore[valid-type]
    name: Literal["view_item_list", "select_item", "view_item", "add_to_cart"]
    product_id: Id  # type: ignore[valid-type]
    list_name: Id | None = None  # type: ignore[valid-type]
    position: conint(strict=True, ge=1, le=100_000) | None = None  # type: ignore[valid-type]


class EventsIn(BaseModel):
    """A batch of shopper events."""

    events: conlist(EventIn, max_items=100)  # type: ignore[valid-type]


class FeedbackIn(BaseModel):
    """A thumb up (1) or down (-1) on message ``seq``."""

    seq: conint(strict=True, ge=1, le=2**31 - 1)  # type: ignore[valid-type]
    value: Literal[1, -1]


class InvoiceIn(BaseModel):
    """The number of an order whose invoice is wanted."""

    number: Id  # type: ignore[valid-type]


class PhotoPartIn(BaseModel):
    """A part of a photo of ``total`` bytes: those from ``at`` on."""

    client_id: Id  # type: ignore[valid-type]
    at: conint(strict=True, ge=0, le=2**31 - 1)  # type: ignore[valid-type]
    total: conint(strict=True, ge=1, le=2**31 - 1)  # type: ignore[valid-type]
    data: conbytes(strict=True, min_length=1)  # type: ignore[valid-type]


class SatisfactionIn(BaseModel):
    """How content the customer is with the conversation, from 1 to 5, and a word of theirs."""

    score: conint(strict=True, ge=1, le=5)  # type: ignore[valid-type]
    word: constr(strict=True, max_length=1000) | None = None  # type: ignore[valid-type]


class ResumeIn(BaseModel):
    """The last ``seq`` that the client has; 0 for none."""

    after: conint(strict=True, ge=0, le=2**31 - 1)  # type: ignore[valid-type]


class LanguageIn(BaseModel):
    """The language that the customer chose."""

    language: StrictStr


def read(kind: type[Request], data: Any) -> Request:
    """``data`` as a request of this kind.

    Raises:
        RequestError: ``bad_request``; the message names the field, and holds nothing of what was sent.
    """
    try:
        return kind.parse_obj(data)
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "nested too deeply"}
        field = ".".join(str(part) for part in first["loc"] if part != "__root__") or "body"
        raise RequestError("bad_request", f"{field}: {first['msg']}") from None


def read_text(text: str, longest: int) -> str:
    """What may be shown of a typed ``text``.

    Raises:
        RequestError: ``empty`` or ``too_long``.
    """
    if len(text) > longest:
        raise RequestError("too_long", f"a message has at most {longest} characters")
    shown = cleaned(text)
    if not shown:
        raise RequestError("empty", "the message holds nothing to read")
    return shown


def read_language(language: str) -> str:
    """A language that the assistant speaks.

    Raises:
        RequestError: ``bad_request``.
    """
    if language not in LANGUAGES:
        raise RequestError("bad_request", f"language: one of {', '.join(LANGUAGES)}")
    return language
