"""Keeps a shop that stays open up to date: looks again and again whether there is anything new."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

EVERY_SECONDS = 30.0

_logger = logging.getLogger(__name__)


class Watcher:
    """Calls ``look`` every ``seconds`` in a thread of its own, from ``start`` to ``stop``.

    A look that fails is logged and made again the next time; until one succeeds, what was there serves on.
    """

    def __init__(self, look: Callable[[], object], seconds: float = EVERY_SECONDS) -> None:
        self._look = look
        self._seconds = seconds
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="shop-watcher", daemon=True)

    def start(self) -> Watcher:
        """Begin to look; the first time after ``seconds``."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Look no more; waits for a look that is under way."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._look()
            except Exception:
                _logger.exception("the shop could not be looked at again; it serves as it was")
