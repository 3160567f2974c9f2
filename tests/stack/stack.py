"""The whole system as a shop runs it: ``daogou serve`` with its three processes, on ports of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

from bot.environment import QUIET

ROOT = Path(__file__).parents[2]
STARTING_SECONDS = 240
STOPPING_SECONDS = 20


@dataclass(frozen=True)
class Stack:
    """Where the running system is: its page, its assistant, its shop's database, and what its processes said."""

    page: str
    assistant: str
    shop: str
    log: Path
    process: subprocess.Popen[bytes]

    def kill(self, part: str) -> None:
        """End one of its processes (``assistant`` or ``actions``) without a warning, as a crash does."""
        told = {"assistant": "bot.without_tensorflow", "actions": "actions"}[part]
        # The last of those that bear it: what starts the process says its name too.
        found = [each for each in _family(self.process) if told in each.cmdline()]
        found[-1].kill()


@contextmanager
def running(shop: str, folder: Path, **settings: str) -> Iterator[Stack]:
    """The system on ``shop``, ready to answer; its log and its conversations are in ``folder``.

    ``settings``: further variables of its environment.

    Raises:
        RuntimeError: it stopped or did not answer in time; the message has the end of its log.
    """
    page, assistant, actions = _free_ports(3)
    log_file = folder / "serve.log"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DAOGOU_")},
        **QUIET,
        "DAOGOU_SHOP": shop,
        "DAOGOU_SECRET": os.urandom(24).hex(),
        "DAOGOU_PAGE_PORT": str(page),
        "DAOGOU_ASSISTANT_PORT": str(assistant),
        "DAOGOU_ACTIONS_PORT": str(actions),
        "DAOGOU_ENDPOINTS": str(_own_endpoints(folder)),
        **settings,
    }
    command = [str(Path(sys.executable).parent / "daogou"), "serve"]
    with log_file.open("a") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    at = "http://127.0.0.1"
    stack = Stack(f"{at}:{page}", f"{at}:{assistant}", shop, log_file, process)
    try:
        health = [f"{at}:{actions}/health", f"{at}:{assistant}/daogou/health"]
        _await_answers(process, [*health, stack.page], stack.log)
        yield stack
    finally:
        _stop(process)


def _own_endpoints(folder: Path) -> Path:
    """The project's endpoints, but with a file of conversations of this run's own."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    endpoints["tracker_store"]["db"] = str(folder / "conversations.db")
    path = folder / "endpoints.yml"
    path.write_text(yaml.safe_dump(endpoints))
    return path


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _await_answers(process: subprocess.Popen[bytes], urls: list[str], log: Path) -> None:
    ends = time.monotonic() + STARTING_SECONDS
    while urls := [url for url in urls if not _answers(url)]:
        if process.poll() is not None or time.monotonic() > ends:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
            raise RuntimeError(f"the system did not start; {', '.join(urls)} did not answer. Its log ends:\n{tail}")
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop it as Ctrl-C does; whatever of it still runs after that is killed."""
    family = _family(process)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs(family, timeout=STOPPING_SECONDS)
    for each in left:
        each.kill()
    process.wait()


def _family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
