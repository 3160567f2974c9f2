"""Photos that arrive in parts, so that no packet of the channel has to be larger than a message needs."""

from __future__ import annotations

from bot.channels.requests import PhotoPartIn, RequestError
from knowledge.orders.pictures import LARGEST_BYTES


class Uploads:
    """What has come of each connection's photo: one at a time, and no more of it than was announced."""

    def __init__(self) -> None:
        self._begun: dict[str, tuple[str, bytearray]] = {}

    def take(self, sid: str, part: PhotoPartIn) -> bytes | None:
        """The whole photo once its last part has come, else None. A part at 0 begins anew.

        Raises:
            RequestError: ``bad_request`` where the part does not follow, ``bad_photo`` where the photo is too large.
        """
        if part.total > LARGEST_BYTES:
            raise RequestError("bad_photo", f"a photo has at most {LARGEST_BYTES} bytes")
        if part.at == 0:
            self._begun[sid] = (part.client_id, bytearray())
        name, held = self._begun.get(sid, ("", bytearray()))
        if name != part.client_id or part.at != len(held) or len(held) + len(part.data) > part.total:
            self.forget(sid)
            raise RequestError("bad_request", "at: the part does not follow the last; begin again at 0")
        held += part.data
        if len(held) < part.total:
            return None
        self.forget(sid)
        return bytes(held)

    def forget(self, sid: str) -> None:
        """Let go of what came of a connection."""
        self._begun.pop(sid, None)
