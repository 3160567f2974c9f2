"""Settings of the processes that serve the assistant, from the environment. Secrets are in ``knowledge.settings``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from knowledge.errors import ConfigurationError
from knowledge.settings import DEFAULT_SHOP


@dataclass(frozen=True)
class Settings:
    """Where things listen, which pages may talk to the channel, and how much a customer may send.

    ``endpoints`` is Rasa's file of its action server and stores. ``origins`` are scheme, host and port as a browser
    sends them. ``messages_burst`` messages of a conversation pass at once, then ``messages_per_second``; the same for
    everything that one connection sends. A message whose intent is less likely than ``unsure`` is put aside for review.
    """

    shop: str = DEFAULT_SHOP
    host: str = "127.0.0.1"
    assistant_port: int = 5005
    actions_port: int = 5055
    page_port: int = 8000
    endpoints: str = "endpoints.yml"
    origins: tuple[str, ...] = ("http://127.0.0.1:8000", "http://localhost:8000")
    longest_text: int = 2000
    messages_burst: int = 10
    messages_per_second: float = 1.0
    requests_burst: int = 60
    requests_per_second: float = 10.0
    turn_seconds: float = 60.0
    unsure: float = 0.5

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that ``DAOGOU_*`` variables give; what they leave out has its default.

        Raises:
            ConfigurationError: a variable holds what cannot be used; the message says which.
        """
        given = os.environ if environment is None else environment
        page_port = _port(given, "DAOGOU_PAGE_PORT", cls.page_port)
        own_pages = f"http://127.0.0.1:{page_port},http://localhost:{page_port}"
        return cls(
            shop=given.get("DAOGOU_SHOP") or cls.shop,
            host=given.get("DAOGOU_HOST") or cls.host,
            assistant_port=_port(given, "DAOGOU_ASSISTANT_PORT", cls.assistant_port),
            actions_port=_port(given, "DAOGOU_ACTIONS_PORT", cls.actions_port),
            page_port=page_port,
            endpoints=given.get("DAOGOU_ENDPOINTS") or cls.endpoints,
            origins=_origins(given.get("DAOGOU_ORIGINS") or own_pages),
            messages_burst=int(_number(given, "DAOGOU_MESSAGES_BURST", cls.messages_burst)),
            messages_per_second=_number(given, "DAOGOU_MESSAGES_PER_SECOND", cls.messages_per_second),
            unsure=_number(given, "DAOGOU_UNSURE", cls.unsure),
        )


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise ConfigurationError(f"{name} must be a port from 1 to 65535, not {value!r}")
    return int(value)


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(given.get(name) or default)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise ConfigurationError(f"{name} must be a number above 0, not {given.get(name)!r}")
    return value


def _origins(listed: str) -> tuple[str, ...]:
    origins = tuple(origin.strip().rstrip("/") for origin in listed.split(",") if origin.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or origin != f"{parts.scheme}://{parts.netloc}":
            raise ConfigurationError(f"DAOGOU_ORIGINS must list origins such as https://shop.example, not {origin!r}")
    return origins
