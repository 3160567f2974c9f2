"""Writing a feed into the shop: one transaction, in place, with a report."""

from knowledge.catalogue.loading.importing import import_feed

__all__ = ["import_feed"]
