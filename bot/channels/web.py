"""The web channel: the chat widget's Socket.IO connection to the assistant.

It verifies who speaks and says so to the actions under a seal, lets no typed text through as a command, keeps every
message in the conversation's log, and stays silent while a person has the conversation. ``docs/architecture.md`` has
the wire. In credentials.yml: ``bot.channels.web.WebChannel:``, with no keys needed.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.socketio import SocketBlueprint
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.channels import requests
from bot.channels.backend import Backend, ShopFront
from bot.channels.intake import PHOTO, Intake, Sent, command
from bot.channels.learning import Learner
from bot.channels.limits import RateLimit
from bot.channels.plain_text import as_plain_text
from bot.channels.requests import RequestError, read
from bot.channels.rooms import Listener, Room, Rooms
from bot.channels.tokens import TokenError, verify_token
from bot.channels.turns import NAME, Turns, WebOutput
from bot.channels.uploads import Uploads
from bot.settings import Settings
from knowledge import settings as secrets
from knowledge.errors import BadPhoto, NotAllowed, NotFoundError

logger = logging.getLogger(__name__)

INTENTS = {
    "product_details": "ask_product_details",
    "product_offers": "ask_product_offers",
    "goes_with": "ask_goes_with",
    "add_to_basket": "add_to_basket",
    "why": "ask_why",
}
LARGEST_PACKET = 100_000  # bytes; a batch of 100 events is far smaller
Handler = Callable[[Room, Listener, Any], Awaitable[dict[str, Any]]]


class WebChannel(InputChannel):
    """Rasa's side of the widget. ``open_shop`` opens the shop; ``clock`` gives seconds since 1970."""

    def __init__(
        self,
        settings: Settings,
        open_shop: Callable[[], ShopFront],
        token_key: str,
        seal_key: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._backend = Backend(open_shop)
        self._token_key = token_key
        self._seal_key = seal_key
        self._clock = clock
        self._requests = RateLimit(settings.requests_burst, settings.requests_per_second)
        self._sio = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=self._may_shake_hands,
            max_http_buffer_size=LARGEST_PACKET,
            logger=False,
            engineio_logger=False,
        )
        self._rooms = Rooms(self._sio, self._backend)
        self._uploads = Uploads()
        self._learner = Learner(self._backend, self._agent, settings.unsure)
        self._intake = Intake(settings, self._rooms, self._backend, seal_key, clock)
        self._blueprint: Blueprint | None = None

    @classmethod
    def name(cls) -> str:
        """The name of the channel."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """The channel as credentials.yml and the environment set it up; ``origins`` may be listed in either.

        Raises:
            ConfigurationError: a setting cannot be used.
        """
        settings = Settings.from_environment()
        origins = tuple((credentials or {}).get("origins") or settings.origins)
        return cls(
            Settings(**{**vars(settings), "origins": origins}), _open_shop, secrets.token_key(), secrets.seal_key()
        )

    def url_prefix(self) -> str:
        """From the root, so that the health check stands at ``/daogou/health``."""
        return "/daogou"

    def get_output_channel(self) -> OutputChannel:
        """For messages that the assistant sends of its own accord."""
        return WebOutput(self._backend, self._rooms)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes of the channel; Socket.IO itself is attached at ``/socket.io``."""
        blueprint = SocketBlueprint(self._sio, "/socket.io", "daogou_web")
        self._blueprint = blueprint
        self._intake.turns = Turns(
            self._rooms, self._backend, on_new_message, self._agent, self._settings.turn_seconds, self._learner
        )
        self._sio.on("connect", self._connect)
        self._sio.on("disconnect", self._disconnect)
        handlers: dict[str, Handler] = {
            "message": self._message,
            "command": self._command,
            "event": self._event,
            "feedback": self._feedback,
            "resume": self._resume,
            "language": self._language,
            "invoice": self._invoice,
            "satisfaction": self._satisfaction,
            "photo": self._photo,
        }
        for event, handler in handlers.items():
            self._sio.on(event, self._guarded(event, handler))

        @blueprint.route("/health", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            if self._agent() is None:
                return response.json({"status": "loading"}, status=503)
            if not await self._backend.is_open():
                return response.json({"status": "no shop"}, status=503)
            return response.json({"status": "ok"})

        @blueprint.listener("before_server_stop")
        async def stop(*_args: Any) -> None:
            self._rooms.stop()
            await self._learner.settle()

        return blueprint

    def _agent(self) -> Any:
        """Rasa's agent once it has a model, else None."""
        for app in self._blueprint.apps if self._blueprint else ():
            agent = getattr(app.ctx, "agent", None)
            if agent is not None and agent.is_ready():
                return agent
        return None

    def _may_shake_hands(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Whether Engine.IO may answer a page of ``origin``.

        A strange page's WebSocket may get as far as ``connect``, where it is told ``bad_origin``; over HTTP its
        browser could not read that, so it is refused outright.
        """
        return origin in self._settings.origins or "transport=websocket" in environ.get("QUERY_STRING", "")

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        origin = environ.get("HTTP_ORIGIN")
        if origin and origin not in self._settings.origins:
            raise Refused("this page's origin is not in DAOGOU_ORIGINS", {"code": "bad_origin"})
        try:
            claims = verify_token(auth.get("token") if isinstance(auth, dict) else None, self._token_key)
            room = await self._rooms.join(sid, claims)
        except TokenError as error:
            raise Refused(str(error), {"code": error.code}) from None
        except NotAllowed as error:
            raise Refused(str(error), {"code": "bad_token"}) from None
        except Exception as error:
            logger.error("the shop's database cannot be used: %s", type(error).__name__)
            raise Refused("the shop cannot be reached; try again soon", {"code": "unavailable"}) from None
        async with self._sio.session(sid) as session:
            session["room"], session["listener"] = room, room.listeners[sid]

    async def _disconnect(self, sid: str, *_reason: Any) -> None:
        self._uploads.forget(sid)
        self._rooms.leave(sid)

    def _guarded(self, event: str, handler: Handler) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def handle(sid: str, *data: Any) -> dict[str, Any]:
            try:
                session = await self._sio.get_session(sid)
                listener: Listener = session["listener"]
                if listener.claims.expires_at <= self._clock():
                    raise RequestError("token_expired", "the token has expired; connect with a new one")
                if not self._requests.allows(sid):
                    raise RequestError("rate_limited", "too many requests; wait a moment")
                return await handler(session["room"], listener, data[0] if data else None)
            except RequestError as error:
                return error.answer()
            except NotFoundError as error:
                return RequestError("bad_request", str(error)).answer()
            except Exception as error:
                logger.error("could not carry out %s: %s", event, type(error).__name__)
                return RequestError("unavailable", "the shop cannot be reached; try again soon").answer()

        return handle

    async def _message(self, room: Room, listener: Listener, data: Any) -> dict[str, Any]:
        request = read(requests.MessageIn, data)
        shown = requests.read_text(request.text, self._settings.longest_text)
        plain = as_plain_text(shown, self._settings.longest_text)
        if not plain:
            raise RequestError("empty", "the message holds nothing to read")
        return await self._accept(room, listener, request, {"text": shown}, plain)

    async def _command(self, room: Room, listener: Listener, data: Any) -> dict[str, Any]:
        request = read(requests.CommandIn, data)
        title = requests.read_text(request.title, self._settings.longest_text)
        said = command(INTENTS[request.name], room, product=request.product_id)
        return await self._accept(room, listener, request, {"text": title}, said)

    async def _photo(self, room: Room, listener: Listener, data: Any) -> dict[str, Any]:
        part = read(requests.PhotoPartIn, data)
        sent = self._uploads.take(listener.sid, part)
        if sent is None:
            return {"ok": True, "received": part.at + len(part.data)}
        try:
            kept = await self._backend.keep_photo(room.conversation_id, sent)
        except BadPhoto as error:
            raise RequestError("bad_photo", str(error)) from None
        shown = {"payload": {"type": "photo", "reference": kept.reference, "thumbnail": kept.thumbnail}}
        return await self._accept(room, listener, part, shown, command(PHOTO, room, photo=kept.reference))

    async def _accept(
        self, room: Room, listener: Listener, request: Sent, shown: dict[str, Any], said: str
    ) -> dict[str, Any]:
        if self._agent() is None:
            raise RequestError("unavailable", "the assistant is starting; try again soon")
        return {"ok": True, "seq": await self._intake.accept(room, listener, request, shown, said)}

    async def _event(self, _room: Room, listener: Listener, data: Any) -> dict[str, Any]:
        request = read(requests.EventsIn, data)
        return {"ok": True, "stored": await self._backend.record(listener.claims, request.events)}

    async def _feedback(self, room: Room, _listener: Listener, data: Any) -> dict[str, Any]:
        request = read(requests.FeedbackIn, data)
        await self._backend.feedback(room.conversation_id, request.seq, request.value)
        if request.value < 0:
            self._learner.thumbed_down(room, request.seq)
        return {"ok": True}

    async def _resume(self, room: Room, listener: Listener, data: Any) -> dict[str, Any]:
        answer = await self._rooms.resume(room, listener, read(requests.ResumeIn, data).after)
        if self._agent() is not None:
            await self._intake.take_up(room)
        return answer

    async def _invoice(self, room: Room, _listener: Listener, data: Any) -> dict[str, Any]:
        number = read(requests.InvoiceIn, data).number
        pdf = await self._backend.invoice(room.conversation_id, room.customer_id, number, room.language)
        return {"ok": True, "pdf": base64.b64encode(pdf).decode()}

    async def _satisfaction(self, room: Room, _listener: Listener, data: Any) -> dict[str, Any]:
        request = read(requests.SatisfactionIn, data)
        await self._backend.satisfaction(room.conversation_id, request.score, request.word)
        return {"ok": True}

    async def _language(self, room: Room, _listener: Listener, data: Any) -> dict[str, Any]:
        language = requests.read_language(read(requests.LanguageIn, data).language)
        await self._backend.set_language(room.conversation_id, language)
        room.language = language
        return {"ok": True}


def _open_shop() -> ShopFront:
    from knowledge.shop import Shop  # not before it is needed: it brings the recommender and the encoder along

    return Shop.open()
