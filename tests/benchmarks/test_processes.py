from __future__ import annotations

import socket
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks.processes import CommandFailed, free_port, reporting, resident_bytes, running, timed, wait_for_port

SLEEPER = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
SLEEPER += "print('up', flush=True); time.sleep(60)"


def test_a_command_that_fails_names_its_log(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"status 3.*a\.log"):
        timed([sys.executable, "-c", "import sys; sys.exit(3)"], tmp_path / "a.log", {})


def test_a_command_has_the_environment_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    program = "import os; print(os.environ.get('OMP_NUM_THREADS'), os.environ['GIVEN'])"
    assert timed([sys.executable, "-c", program], tmp_path / "a.log", {"GIVEN": "yes"}) > 0
    assert (tmp_path / "a.log").read_text().split() == ["None", "yes"]


def test_what_a_process_started_is_counted_and_stopped_with_it(tmp_path: Path) -> None:
    with running([sys.executable, "-c", SLEEPER], tmp_path / "a.log", {}) as process:
        while "up" not in (tmp_path / "a.log").read_text():
            assert process.poll() is None
        [child] = process.children()
        assert resident_bytes(process) > process.memory_info().rss
    assert process.poll() is not None
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_port_is_waited_for_in_vain_where_nothing_listens() -> None:
    port = free_port()
    with pytest.raises(CommandFailed, match=str(port)):
        wait_for_port(port, 0.5)
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        wait_for_port(port, 5)


def test_what_a_command_says_comes_line_by_line_and_its_errors_go_into_the_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('one'); print('two'); print('aside', file=sys.stderr)"]
    assert [line.strip() for line in reporting(command, tmp_path / "log", {})] == ["one", "two"]
    assert (tmp_path / "log").read_text().strip() == "aside"
    with pytest.raises(CommandFailed, match="status 3"):
        list(reporting([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log", {}))
