"""Makes of what a customer sends as a photo a picture that is safe to keep and to show."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from knowledge.errors import BadPhoto

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 3_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
THUMBNAIL_SIDE = 240


def cleaned(sent: bytes) -> bytes:
    """The photo as a JPEG of at most 1600 pixels a side, upright, without place, time and camera.

    Raises:
        BadPhoto: it is too large, or no JPEG, PNG or WebP picture.
    """
    if len(sent) > LARGEST_BYTES:
        raise BadPhoto(f"a photo has at most {LARGEST_BYTES // 1_000_000} MB")
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:  # said in its head, before all of it is unpacked
                raise BadPhoto(f"a photo has at most {MOST_PIXELS // 1_000_000} million pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadPhoto("a photo is a JPEG, PNG or WebP picture") from error
    return _jpeg(upright, LONGEST_SIDE)


def thumbnail(photo: bytes) -> str:
    """A small copy of a cleaned photo, as a ``data:`` URL."""
    with Image.open(BytesIO(photo)) as picture:
        small = _jpeg(picture.convert("RGB"), THUMBNAIL_SIDE)
    return "data:image/jpeg;base64," + base64.b64encode(small).decode()


def _jpeg(picture: Image.Image, longest: int) -> bytes:
    picture.thumbnail((longest, longest))
    # A picture keeps what it was read with; a new one has none of it.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = BytesIO()
    bare.save(written, "JPEG", quality=85)
    return written.getvalue()
