"""``daogou serve``: the assistant, its actions and the demo page, each a process, all on loopback."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import ShopUrl, choose_shop, console
from bot.endpoints import endpoints_file
from bot.quiet import hush_server
from bot.settings import Settings
from knowledge.errors import ConfigurationError

STARTING_SECONDS = 240
LOOPBACK = "127.0.0.1"


class Part(str, Enum):
    """What can be served."""

    all = "all"
    assistant = "assistant"
    actions = "actions"
    page = "page"


def serve(
    part: Annotated[Part, typer.Argument(help="all, assistant, actions or page")] = Part.all,
    shop: ShopUrl = None,
) -> None:
    """Serve the shop's assistant until Ctrl-C."""
    choose_shop(shop)
    settings = Settings.from_environment()
    if part is Part.all:
        serve_all(settings)
    elif part is Part.assistant:
        where = ["-i", settings.host, "-p", str(settings.assistant_port)]
        rasa = [
            sys.executable,
            "-m",
            "bot.without_tensorflow",
            "run",
            *where,
            "--endpoints",
            str(endpoints_file(settings)),
        ]
        os.execv(sys.executable, rasa)
    elif part is Part.actions:
        hush_server()
        from bot.action_server import run

        # Whoever reaches the actions may ask them anything: they stay on this machine whatever DAOGOU_HOST says.
        run(LOOPBACK, settings.actions_port)
    else:
        import uvicorn

        from bot.demo.app import create_app

        uvicorn.run(create_app(), host=settings.host, port=settings.page_port, log_level="warning", ws="none")


def serve_all(settings: Settings) -> None:
    """Start what the Procfile names, say when it is ready, and stop all of it on Ctrl-C.

    Raises:
        ConfigurationError: a port is taken; the message says which and what to set.
    """
    check_ports(settings)
    from honcho.environ import parse_procfile
    from honcho.manager import Manager
    from honcho.printer import Printer

    manager = Manager(Printer(sys.stdout))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for name, command in parse_procfile(Path("Procfile").read_text()).processes.items():
        manager.add_process(name, command, quiet=False, env=dict(os.environ, PATH=path))
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    manager.loop()
    # Honcho gives 130 after Ctrl-C, which is how one stops a demo: no failure.
    raise typer.Exit(0 if manager.returncode in (None, 130) else manager.returncode)


def check_ports(settings: Settings) -> None:
    """See that every port is free before anything is started.

    Raises:
        ConfigurationError: one is taken; the message says which and what to set.
    """
    wanted = {
        "DAOGOU_PAGE_PORT": (settings.host, settings.page_port),
        "DAOGOU_ASSISTANT_PORT": (settings.host, settings.assistant_port),
        "DAOGOU_ACTIONS_PORT": (LOOPBACK, settings.actions_port),
    }
    for variable, (host, port) in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ConfigurationError(
                    f"port {port} on {host} is taken: stop what uses it, or set {variable} to another port"
                ) from error


def _announce(settings: Settings) -> None:
    """Print the page's address once all three answer."""
    page = f"http://{settings.host}:{settings.page_port}/"
    waiting = [
        page,
        f"http://{LOOPBACK}:{settings.actions_port}/health",
        f"http://{settings.host}:{settings.assistant_port}/daogou/health",
    ]
    ends = time.monotonic() + STARTING_SECONDS
    while waiting and time.monotonic() < ends:
        waiting = [url for url in waiting if not _answers(url)]
        time.sleep(0.5)
    if waiting:
        console.print(f"[red]Not started after {STARTING_SECONDS} s: {', '.join(waiting)}[/]; see the lines above.")
    else:
        console.print(f"\n[bold green]The shop is open: {page}[/]  (Ctrl-C stops it)\n")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
