"""Keys made from names: the same name gives the same key, whatever feed it comes from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_NOT_KEY = re.compile(r"[^\w.]+")


@lru_cache(maxsize=1 << 16)
def slug(name: str) -> str:
    """``Kids' Cereal`` -> ``kids-cereal``, ``14.5 oz`` -> ``14.5-oz``; letters of every script stay."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ").replace("_", " ")
    text = text.replace("'", "").replace("’", "")
    return _NOT_KEY.sub("-", text).strip("-.")


def category_key(path: Iterable[str]) -> str:
    """The key of the category whose names, root first, are ``path``: ``grocery/cold-cereal/kids-cereal``."""
    return "/".join(slug(name) for name in path)
