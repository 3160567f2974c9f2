"""The processes that are measured: Rasa's commands, its server and the action server, each stopped at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

STOPPING_SECONDS = 20


class CommandFailed(RuntimeError):
    """A command that is part of the measurement did not work; the message names its log."""


def free_port() -> int:
    """A port on loopback that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def timed(command: list[str], log: Path, environment: Mapping[str, str]) -> float:
    """Run ``command`` to its end; the seconds that it took.

    Raises:
        CommandFailed: it left with another status than 0.
    """
    started = time.perf_counter()
    with log.open("wb") as output:
        status = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, env=_full(environment)).returncode
    if status:
        raise CommandFailed(f"{' '.join(command[2:5])} left with status {status}; see {log}")
    return time.perf_counter() - started


def reporting(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Run ``command`` to its end, giving each line of its standard output as it comes; the rest goes into ``log``.

    Raises:
        CommandFailed: it left with another status than 0.
    """
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8", env=_full(environment)
        )
        try:
            assert process.stdout is not None
            yield from process.stdout
        finally:
            if process.poll() is None and sys.exc_info()[0] is not None:
                process.kill()
            status = process.wait()
    if status:
        raise CommandFailed(f"{' '.join(command[2:5])} left with status {status}; see {log}")


def wait_for_port(port: int, patience: float) -> None:
    """Wait until something listens on ``port`` of loopback.

    Raises:
        CommandFailed: nothing did for ``patience`` seconds.
    """
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise CommandFailed(f"nothing listens on port {port} after {patience:.0f} s; see the logs")


@contextmanager
def running(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[psutil.Popen]:
    """``command`` running until the block ends, then it and all that it started stopped."""
    with log.open("wb") as output:
        process = psutil.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=_full(environment), start_new_session=True
        )
    try:
        yield process
    finally:
        _stop(process)


def resident_bytes(process: psutil.Popen) -> int:
    """Resident memory of ``process`` and all that it started."""
    return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])


def rasa(*arguments: str | Path, module: str = "rasa") -> list[str]:
    """A Rasa command of this environment, by the module that runs it."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def daogou(*arguments: str) -> list[str]:
    """A command of ours, of this environment."""
    return [sys.executable, "-c", "from bot.cli import app; app()", *arguments]


def _full(environment: Mapping[str, str]) -> dict[str, str]:
    # Threads that the caller's shell happens to set must not decide for one side.
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    return inherited | dict(environment)


def _stop(process: psutil.Popen) -> None:
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(STOPPING_SECONDS)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            continue
        break
    # What it started may have heard nothing of the signal, or too early.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
