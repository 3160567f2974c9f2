"""Importers of what a shop brings, one a file; ``open_feed`` chooses one by its kind."""

from knowledge.catalogue.feeds.detect import KINDS, open_feed

__all__ = ["KINDS", "open_feed"]
