"""Trained recommenders on disk: one folder a version, published whole or not at all.

``models/recommender/<version>/`` holds the recommenders' files and ``manifest.json``: format version, moment of
training, fingerprint of the data, sha256 of each file. ``models/recommender/current`` names the version in use. A
version is written beside the others and renamed into place when it is complete, and only then named in ``current``;
whoever reads sees the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge.errors import ModelFileError

FORMAT = 5
FOLDER = "recommender"
MANIFEST = "manifest.json"
CURRENT = "current"
KEPT = 3

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Artefact:
    """One published version whose files are as they were written."""

    folder: Path
    created: datetime
    fingerprint: str

    @property
    def version(self) -> str:
        """Its name."""
        return self.folder.name


def publish(models: Path, created: datetime, fingerprint: str, write: Callable[[Path], None]) -> Artefact:
    """Have ``write`` fill a folder, then make it the current version and forget all but the last three.

    If ``write`` fails, or the process dies in it, the version that was current stays so.
    """
    root = models / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=root) as temporary:
        inside = Path(temporary) / "version"
        inside.mkdir()
        write(inside)
        manifest = {
            "format": FORMAT,
            "created": created.isoformat(),
            "fingerprint": fingerprint,
            "files": {file.name: _sha256(file) for file in sorted(inside.iterdir())},
        }
        (inside / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        folder = _place(root, f"{created:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}")
        inside.rename(folder)
        pointer = Path(temporary) / CURRENT
        pointer.write_text(folder.name, encoding="utf-8")
        os.replace(pointer, root / CURRENT)
    _forget_old(root, folder)
    return Artefact(folder, created, fingerprint)


def current_version(models: Path) -> str | None:
    """The name of the version to use; None if nothing was ever published."""
    pointer = models / FOLDER / CURRENT
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def open_version(models: Path, version: str) -> Artefact:
    """Check one version.

    Raises:
        ModelFileError: it is missing, was written by another version of the program, or a file has changed since.
    """
    folder = models / FOLDER / version
    manifest = _manifest(folder)
    if manifest.get("format") != FORMAT:
        raise ModelFileError(
            f"{folder} has format {manifest.get('format')!r}, this program reads {FORMAT}: train the recommender again"
        )
    try:
        created, fingerprint = datetime.fromisoformat(manifest["created"]), str(manifest["fingerprint"])
        files = dict(manifest["files"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"{folder / MANIFEST} is not complete: train the recommender again") from error
    for name, digest in files.items():
        if not (folder / name).is_file():
            raise ModelFileError(f"{folder / name} is missing: train the recommender again")
        if _sha256(folder / name) != digest:
            raise ModelFileError(f"{folder / name} is not as it was written: train the recommender again")
    return Artefact(folder, created, fingerprint)


def open_last_good(models: Path) -> Artefact | None:
    """The current version or, if that cannot be used, the newest that can; None if there is none.

    What could not be used is logged with its reason.
    """
    current = current_version(models)
    for version in ([current] if current else []) + [each for each in _versions(models) if each != current]:
        try:
            return open_version(models, version)
        except ModelFileError as error:
            _logger.error("a recommender cannot be used, trying an older one: %s", error)
    return None


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelFileError(f"no recommender at {folder}: train the recommender again") from error
    except ValueError as error:
        raise ModelFileError(f"{folder / MANIFEST} is corrupt: train the recommender again") from error
    return manifest if isinstance(manifest, dict) else {}


def _versions(models: Path) -> list[str]:
    """Names of complete versions, newest first."""
    root = models / FOLDER
    inside = root.iterdir() if root.is_dir() else ()
    found = [each for each in inside if each.is_dir() and not each.name.startswith(".")]
    return [each.name for each in sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)]


def _place(root: Path, name: str) -> Path:
    folder, number = root / name, 1
    while folder.exists():
        number += 1
        folder = root / f"{name}-{number}"
    return folder


def _forget_old(root: Path, current: Path) -> None:
    for version in _versions(root.parent)[KEPT:]:
        if version != current.name:
            shutil.rmtree(root / version, ignore_errors=True)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
