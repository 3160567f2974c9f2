"""A shop of a test's own, which it may change, with conversations in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.catalogue.feeds.base import Feed
from knowledge.catalogue.loading import import_feed
from knowledge.catalogue.records import PriceRecord, ProductRecord, VariantRecord
from knowledge.shop import Shop


class Changes(Feed):
    """These products as they are from now on."""

    source, path = "changes", Path("changes")

    def __init__(self, *records: ProductRecord) -> None:
        self._records = records

    def records(self) -> Iterator[Any]:
        return iter(self._records)


@dataclass
class Living:
    """A shop of the test's own, and conversations in it."""

    shop: Shop
    talk: Callable[..., Any]

    def change(self, product_id: str, **changes: Any) -> None:
        """Import the product changed, as a feed would."""
        view = self.shop.graph.product(product_id)
        price = changes.pop("price", view.price)
        variant = VariantRecord(
            sku=product_id,
            availability=changes.pop("availability", "in_stock"),
            prices=(PriceRecord(amount=price, currency=view.currency),),
        )
        path = tuple(self.shop.graph.category(key).name for key in view.category_path)
        record = ProductRecord(
            product_id=product_id,
            name=view.name,
            labels=view.labels,
            category_path=path,
            brand=view.brand,
            private_label=view.private_label,
            variants=(variant,),
            **changes,
        )
        report = import_feed(self.shop.store, Changes(record))
        assert report.rejected == 0, [str(each) for each in report.rejects]
