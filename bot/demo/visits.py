"""Shopping as somebody else, and the widget's token."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.channels.tokens import issue_token
from bot.demo.front import Front, front_of
from knowledge.customers.registry import is_customer
from knowledge.settings import token_key

LONGEST_FORM = 4000
LONGEST_HOUSEHOLD = 100

router = APIRouter()


@router.get("/daogou/token")
def token(request: Request) -> Response:
    """The pass with which the visitor's widget enters the visitor's own conversation."""
    front = front_of(request)
    visitor, is_new = front.visitor(request)
    conversation = front.visitors.conversation_id(visitor)
    is_guest = visitor.household is None
    issued = issue_token(
        conversation,
        token_key(),
        customer_id=visitor.household,
        guest_id=visitor.guest_id if is_guest else None,
        language=visitor.language,
    )
    response = JSONResponse(
        {"token": issued, "conversation": conversation, "language": visitor.language},
        headers={"Cache-Control": "no-store"},
    )
    if is_new:
        front.remember(request, response, visitor)
    return response


@router.post("/shopping-as")
async def shopping_as(request: Request) -> Response:
    """Become a household of the demo shop, or a guest again where no number is given, and go back to the page."""
    front = front_of(request)
    if not await run_in_threadpool(lambda: front.is_demo):
        raise HTTPException(404)
    fields = await _form(request)
    visitor, _ = front.visitor(request)
    back = _own_path(fields.get("next", "/"))
    if not front.visitors.is_own_form(visitor, fields.get("form_token", "")):
        return _back(back, "stale_form")
    household = fields.get("household", "").strip() or None
    if household is not None and not await run_in_threadpool(_exists, front, household):
        return _back(back, "unknown_household")
    response = _back(back)
    front.remember(request, response, replace(visitor, household=household))
    return response


def _exists(front: Front, household: str) -> bool:
    if len(household) > LONGEST_HOUSEHOLD:
        return False
    return is_customer(front.shop.store, household)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form sent url-encoded; of an overlong body, none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _own_path(path: str) -> str:
    """``path`` if it leads to a page of ours, else the home page: a form must not send visitors elsewhere."""
    parts = urlsplit(path.replace("\\", "/"))
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return "/"
    return path


def _back(path: str, notice: str | None = None) -> RedirectResponse:
    if notice:
        path += ("&" if "?" in path else "?") + urlencode({"notice": notice})
    return RedirectResponse(path, status_code=303)
