#!/bin/sh
# Runs uv: the one on the PATH if it works here (a pyenv shim may not), else our own copy in .tools, made at first use.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
uv=uv
if ! uv --version >/dev/null 2>&1; then
    uv=$root/.tools/bin/uv
    if ! "$uv" --version >/dev/null 2>&1; then
        echo "Installing uv into .tools" >&2
        # A pyenv shim without Python 3.10 fails here; the system's own python3 then serves for pip.
        for python in python3 /usr/bin/python3 python; do
            "$python" -m pip --version >/dev/null 2>&1 && break
        done
        "$python" -m pip install --quiet --disable-pip-version-check --target "$root/.tools" uv >&2 ||
            { echo "Install uv, or a python3 that has pip, and run this again." >&2; exit 1; }
    fi
fi
exec "$uv" "$@"
