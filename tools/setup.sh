#!/bin/sh
# Makes the environment from a bare clone: uv, Python 3.10, the locked packages, and the widget. Safe to run again:
# what is done is skipped. Needs python3 (any version, with pip) and nothing else beforehand.
set -eu
cd "$(dirname "$0")/.."

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

# --- uv: the one on the PATH if it works here (a pyenv shim may not), else our own copy in .tools
if uv --version >/dev/null 2>&1; then
    UV=uv
else
    UV=.tools/bin/uv
    if ! "$UV" --version >/dev/null 2>&1; then
        say "Installing uv into .tools"
        # A pyenv shim without Python 3.10 fails here; the system's own python3 then serves for pip.
        for python in python3 /usr/bin/python3 python; do
            "$python" -m pip --version >/dev/null 2>&1 && break
        done
        "$python" -m pip install --quiet --disable-pip-version-check --target .tools uv ||
            { echo "Install uv, or a python3 that has pip, and run this again." >&2; exit 1; }
    fi
fi

# --- the environment: made anew where the lock has changed
# TORCH picks PyTorch's build: `auto` tries the CPU build first (about a tenth of the size), `locked` takes the locked one.
TORCH=${TORCH:-auto}
lock=$(cksum <requirements.txt | cut -d' ' -f1)-$(cksum <pyproject.toml | cut -d' ' -f1)
if [ "$(cat .venv/.lock 2>/dev/null || true)" != "$lock" ]; then
    began=$(date +%s)
    [ -x .venv/bin/python ] || { say "Making .venv with Python 3.10"; "$UV" venv --quiet --python 3.10 .venv; }
    locked=requirements.txt
    torch=$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
    if [ "$TORCH" = auto ] && UV_HTTP_TIMEOUT=10 UV_HTTP_RETRIES=0 \
        "$UV" pip install --quiet --python .venv --no-deps --torch-backend cpu "$torch" 2>/dev/null; then
        say "PyTorch's CPU build taken; CUDA packages left out"
        locked=.venv/requirements-cpu.txt
        # The CPU build has other hashes than the locked one, and needs none of the CUDA packages.
        awk '/^[A-Za-z0-9]/ { keep = $0 !~ /^(torch|triton|nvidia-[a-z0-9-]*|cuda-[a-z]*)==/ } keep' \
            requirements.txt >"$locked"
    fi
    say "Installing the locked packages"
    "$UV" pip install --python .venv --require-hashes --no-deps -r "$locked"
    "$UV" pip install --quiet --python .venv --no-deps --editable .
    echo "$lock" >.venv/.lock
    say "Environment ready in $(($(date +%s) - began)) s, $(du -sh .venv | cut -f1)"
fi

# --- the widget: built with the Node that the environment brings
sources=$(cd bot/widget && cat package.json package-lock.json vite.config.ts $(find src -type f | sort) | cksum | cut -d' ' -f1)
if [ "$(cat bot/widget/dist/.sources 2>/dev/null || true)" != "$sources" ]; then
    say "Building the widget"
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    (cd bot/widget && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
    echo "$sources" >bot/widget/dist/.sources
fi
