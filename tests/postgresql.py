"""A PostgreSQL server of the tests' own, from the binaries that the system has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "PostgreSQL is not here: install it (Debian: apt-get install postgresql), or name a server on which databases may "
    "be made and dropped in DAOGOU_TEST_POSTGRES, as in postgresql://user:password@host/postgres"
)


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest where there are several."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    found += sorted((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)
    return found[0] if found else None


@contextmanager
def server(bin_dir: Path) -> Iterator[str]:
    """A running server's URL; it listens on a socket in its own folder only, and is gone with everything afterwards."""
    # PostgreSQL refuses to run as root; Debian's package brings a user for it. Socket paths must be short.
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="daogou-pg-", dir="/tmp"))
    data = folder / "data"
    if as_user:
        shutil.chown(folder, "postgres", "postgres")

    def call(*command: str | Path) -> None:
        subprocess.run([*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        call(bin_dir / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        call(bin_dir / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            call(bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
