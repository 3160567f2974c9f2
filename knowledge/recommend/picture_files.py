"""A shop's product pictures, from a folder in which each is named by its product's id."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from knowledge.errors import FeedError
from knowledge.recommend.pictures import Picture

SIDE = 64
KINDS = (".jpg", ".jpeg", ".png", ".webp")


def read_pictures(folder: Path, refuse: Callable[[str], None] = lambda reason: None) -> dict[str, Picture]:
    """By product id, every picture of ``folder`` as ``SIDE`` x ``SIDE`` colours from 0 to 1, squeezed to a square.

    A file that is no picture is left out, and ``refuse`` told which and why.

    Raises:
        FeedError: there is no such folder.
    """
    if not folder.is_dir():
        raise FeedError(f"{folder} is no folder of pictures")
    found: dict[str, Picture] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in KINDS:
            continue
        try:
            with Image.open(file) as image:
                small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
            refuse(f"{file.name}: cannot be read as a picture ({type(error).__name__})")
            continue
        found[file.stem] = np.asarray(small, dtype=np.float32) / 255
    return found
