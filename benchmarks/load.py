"""Customers that talk to a running assistant over REST, and how long each of their turns takes."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence

import httpx

from benchmarks.stats import TurnTimes, turn_times
from knowledge.customers.identity import Identity, seal
from knowledge.settings import seal_key

TURN_SECONDS = 120.0
POLL_SECONDS = 0.2
OPENINGS = ("", "hi, ", "well, ", "so, ", "hm, ", "ok, ", "hey, ")
CLOSINGS = ("", ".", "!", " please", " thanks", " :)")


class NeverAnswered(RuntimeError):
    """The assistant gave no answer for as long as was waited."""


class Customers:
    """Talks through the REST channel of the assistant at ``server``, as the household ``customer_id``.

    Messages carry the seal that the web channel would put in, so that actions do for them all that they do there.
    """

    def __init__(self, server: str, script: Sequence[str], customer_id: str) -> None:
        self._url = f"{server}/webhooks/rest/webhook"
        self._script = tuple(script)
        self._customer_id = customer_id
        self._numbers = itertools.count()

    def wait_for_answer(self, text: str, patience: float, alive: Callable[[], bool]) -> None:
        """Ask ``text``, each time as a new conversation, until it is answered.

        Raises:
            NeverAnswered: ``patience`` seconds went by, or the server is no longer ``alive``.
        """
        ends = time.monotonic() + patience
        with httpx.Client(timeout=TURN_SECONDS) as client:
            while time.monotonic() < ends and alive():
                try:
                    answer = client.post(self._url, json=self._message(self._conversation(), text))
                    if answer.status_code == 200 and answer.json():
                        return
                except httpx.TransportError:
                    pass
                time.sleep(POLL_SECONDS)
        raise NeverAnswered(f"no answer to {text!r} in {patience:.0f} s; see the server's log")

    async def talk(self, conversations: int, rounds: int, told: Callable[[], None] = lambda: None) -> TurnTimes:
        """Let ``conversations`` at once go through the script, each ``rounds`` times as a new conversation.

        Everyone sends the next message as soon as the last is answered, each conversation in its own words (see
        :func:`variant`). ``told`` is called after every turn.
        """
        seconds: list[float] = []
        answered = 0
        numbers = itertools.count()

        async def customer(client: httpx.AsyncClient) -> None:
            nonlocal answered
            for _ in range(rounds):
                number, conversation = next(numbers), self._conversation()
                for text in self._script:
                    message = self._message(conversation, variant(text, number))
                    started = time.perf_counter()
                    answer = await client.post(self._url, json=message)
                    seconds.append(time.perf_counter() - started)
                    answered += bool(answer.raise_for_status().json())
                    told()

        limits = httpx.Limits(max_connections=conversations, max_keepalive_connections=conversations)
        async with httpx.AsyncClient(timeout=TURN_SECONDS, limits=limits) as client:
            started = time.perf_counter()
            await asyncio.gather(*(customer(client) for _ in range(conversations)))
            elapsed = time.perf_counter() - started
        return turn_times(seconds, answered, elapsed)

    def turns(self, conversations: int, rounds: int) -> int:
        """How many turns ``talk`` takes."""
        return conversations * rounds * len(self._script)

    def _conversation(self) -> str:
        return f"benchmark-{next(self._numbers)}-{time.time_ns()}"

    def _message(self, conversation: str, text: str) -> dict[str, object]:
        identity = Identity(conversation, self._customer_id, "en", None)
        return {"sender": conversation, "message": text, "metadata": seal(identity, seal_key())}


def variant(text: str, number: int) -> str:
    """``text`` as the conversation ``number`` says it: nothing may be answered from a memory of the very same text.

    Conversation 0 says it as it is; the words differ between up to 42 conversations and are the same in every run.
    """
    return OPENINGS[number % len(OPENINGS)] + text + CLOSINGS[number % len(CLOSINGS)]
