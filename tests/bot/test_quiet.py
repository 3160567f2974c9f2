"""Who runs the assistant does not read what its libraries think of each other."""

from __future__ import annotations

import os
import subprocess
import sys


def warned(code: str, said: str) -> str:
    environment = os.environ | {"PYTHONWARNINGS": said, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", f"import warnings; {code}; warnings.warn('mind the gap', DeprecationWarning)"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr


def test_a_server_prints_no_warnings_though_sanic_asks_for_them() -> None:
    assert "mind the gap" in warned("import sanic.app", "ignore")
    assert warned("from bot.quiet import hush_server; hush_server()", "ignore") == ""


def test_who_asks_for_warnings_gets_them() -> None:
    assert "mind the gap" in warned("from bot.quiet import hush_server; hush_server()", "default")
