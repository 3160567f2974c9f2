"""What every response tells the browser to refuse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.settings import Settings

Next = Callable[[Request], Awaitable[Response]]


def assistant_origin(request: Request, settings: Settings) -> str:
    """Where the chat channel is: on the machine that the page was asked of, on the assistant's own port."""
    return f"{request.url.scheme}://{request.url.hostname}:{settings.assistant_port}"


def content_policy(assistant: str) -> str:
    """The Content-Security-Policy of a page whose widget talks to ``assistant``, an http or https origin.

    The widget styles its shadow root by constructed style sheets, which need no ``unsafe-inline``.
    """
    socket = assistant.replace("http", "ws", 1)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' https: data:",
        "font-src": "'self'",
        "connect-src": f"'self' {assistant} {socket}",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def security_headers(settings: Settings) -> Callable[[Request, Next], Awaitable[Response]]:
    """A middleware that adds the headers to every response."""

    async def add(request: Request, call_next: Next) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = content_policy(assistant_origin(request, settings))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return add
